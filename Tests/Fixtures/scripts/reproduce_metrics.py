"""Audits every checkpoint of a folder and compares with fairlearn's and scikit-learn's numbers beside it.

    python reproduce_metrics.py TOOL CASES [CASE...]

CASES holds a folder for each case: a model file, preprocessing.json (how a CSV becomes the model's inputs) and
metrics.json (fairlearn 0.15.0, scikit-learn 1.9.1); paths of data are relative to its parent. Counts and rates must
agree to 1e-9 where no score lies at the threshold, numbers of scores to 1e-5 (another library's single precision), and
those of ranks to 1e-4, since rounding alone swaps rows whose scores differ in the last digit.
Prints a line for each case and leaves with 1 where one differs.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

RATES = {"accuracy": "accuracy", "balanced_accuracy": "balanced_accuracy", "ppv": "precision_zero_division_0",
         "f1": "f1_zero_division_0", "selection_rate": "selection_rate", "tpr": "tpr", "fpr": "fpr", "fnr": "fnr", "tnr": "tnr"}
SCORES = {"average_precision": "average_precision", "auc": "roc_auc", "brier": "brier", "log_loss": "log_loss", "mean_score": "mean_score"}
CELLS = {"truePositives": "tp", "falsePositives": "fp", "trueNegatives": "tn", "falseNegatives": "fn"}
GAPS = {"dp.rate_gap.maxmin": "demographic_parity_difference", "dp.ratio.minmax": "demographic_parity_ratio",
        "eo.max": "equalized_odds_difference", "eo.mean_abs": "equalized_odds_difference_agg_mean", "eo.ratio": "equalized_odds_ratio",
        "eopp.maxmin": "equal_opportunity_difference", "eopp.ratio": "equal_opportunity_ratio"}
AGGREGATES = {"accuracy.gap.maxmin": "accuracy", "balanced_accuracy.gap.maxmin": "balanced_accuracy", "ppv.gap.maxmin": "precision_zero_division_0",
              "fpr.gap.maxmin": "fpr"}


def feature(entry, dtype):
    kind = entry["kind"]
    if kind == "raw":
        kind = "text" if dtype == "string" else "raw"
    made = {"column": entry["column"], "kind": kind}
    if kind == "numeric":
        made |= {"mean": entry["mean"], "std": entry["std"]}
    elif kind == "onehot":
        made |= {"vocabulary": entry["vocabulary"], "unknown": "zeros"}
    elif kind == "index":
        made |= {"vocabulary": entry["vocabulary"], "offset": 1, "unknown": 0}
    return made


def spec(case, root):
    told = json.loads((case / "preprocessing.json").read_text())
    kind = told["output"]["kind"]
    made = {"data": {"test": str(root / told["test_csv"])}, "label": told["label"], "groups": told["groups"], "threshold": told["threshold"],
            "inputs": [{"name": i["name"], "features": [feature(f, i["dtype"]) for f in i["features"]]} for i in told["inputs"]],
            "settings": {"blocks": 2, "permutations": 1, "split_halves": 1, "influence": [], "within_classes": False,
                         "causal_check": False, "counterfactual": False, "proxy_screen": False}}
    if kind == "softmax":
        made["output"] = {"kind": "softmax", "positive_class": int(told["output"]["score"].split("[")[1][0])}
    elif kind == "logit":
        made["output"] = {"kind": "logit"}
    return made


def compare(result, golden):
    """The largest difference of counts and rates, of scores, and how many numbers were compared."""
    rate, score, count, wrong = 0.0, 0.0, 0, []

    def check(name, found, expected, isScore=False):
        nonlocal rate, score, count
        if expected is None or found is None:
            return
        count += 1
        gap = abs(found - expected)
        if isScore:
            score = max(score, gap)
        else:
            rate = max(rate, gap)
        limit = 1e-9 if not isScore else 1e-4 if name.endswith(("auc", "average_precision")) else 1e-5
        if gap > limit:
            wrong.append(f"{name}: {found} for {expected}")

    def group(name, found, expected):
        for mine, theirs in CELLS.items():
            check(f"{name} {mine}", found["counts"][mine], expected.get(theirs))
        values = {m["metric"]: m["estimate"].get("value") for m in found["metrics"]}
        for mine, theirs in RATES.items():
            check(f"{name} {mine}", values.get(mine), expected.get(theirs))
        for mine, theirs in SCORES.items():
            check(f"{name} {mine}", values.get(mine), expected.get(theirs), True)

    group("overall", result["overall"], golden["overall"])
    for attribute in result["attributes"]:
        expected = golden["by"].get(attribute["name"].replace(" × ", " x "))
        if expected is None:
            continue
        for found in attribute["groups"]:
            key = found["name"] if found["name"] in expected["by_group"] else found["name"].replace(" × ", "|")
            if key in expected["by_group"]:
                group(f"{attribute['name']}.{key}", found, expected["by_group"][key])
            else:
                wrong.append(f"no group {key}")
        for found in attribute["disparities"]:
            # fairlearn takes an undefined rate for 0.
            if found.get("undefinedGroups"):
                continue
            value, metric = found["estimate"].get("value"), found["metric"]
            if metric in GAPS:
                check(f"{attribute['name']} {metric}", value, expected[GAPS[metric]])
            elif metric in AGGREGATES:
                check(f"{attribute['name']} {metric}", value, expected["aggregates"]["difference_between_groups"][AGGREGATES[metric]])
            elif metric == "dp.rate_gap.overall":
                check(f"{attribute['name']} {metric}", value, expected["aggregates"]["difference_to_overall"]["selection_rate"])
    return rate, score, count, wrong


def main():
    tool, cases = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = False
    for case in sorted(cases.iterdir()):
        if not (case / "metrics.json").exists() or not (case / "preprocessing.json").exists() or sys.argv[3:] and case.name not in sys.argv[3:]:
            continue
        golden = json.loads((case / "metrics.json").read_text())
        model = next(case / n for n in ("model.h5", "model.keras") if (case / n).exists())
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "spec.yaml"
            path.write_text(json.dumps(spec(case, cases.parent)))
            run = subprocess.run([tool, "audit", model, "--spec", path, "--intersections", "2", "-o", f"{folder}/out", "--format", "json", "--quiet"],
                                 capture_output=True, text=True)
            if run.returncode != 0:
                print(f"{case.name}: exit {run.returncode}: {run.stderr.strip()}")
                failed = True
                continue
            rate, score, count, wrong = compare(json.loads((pathlib.Path(folder) / "out/audit.json").read_text()), golden)
        near = golden["scores_within_1e-5_of_threshold"]
        print(f"{case.name}: {count} numbers, counts and rates within {rate:.1e}, scores within {score:.1e}"
              + (f", {near} rows at the threshold" if near else ""))
        for line in wrong[:10]:
            print("   ", line)
        failed = failed or bool(wrong) and not near
    sys.exit(failed)


main()
