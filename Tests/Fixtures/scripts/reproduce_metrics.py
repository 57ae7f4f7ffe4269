"""Audits every checkpoint of a folder and compares with fairlearn's and scikit-learn's numbers beside it.

    python reproduce_metrics.py TOOL CASES [CASE...]

CASES holds a folder for each case: a model file, preprocessing.json (how a CSV becomes the model's inputs),
predictions.csv (the other library's output of every row) and metrics.json (fairlearn 0.15.0, scikit-learn 1.9.1); paths
of data are relative to its parent. Three comparisons, each to 1e-9 where nothing else is said:

- counts and rates with metrics.json; numbers of scores to 1e-5, since the two libraries round to single precision
  differently. Nothing is forgiven: a row that rounding puts on the other side of the threshold is named, and the case
  counts as different;
- areas and average precision with scikit-learn's, from the outputs that TOOL predict writes;
- the area over all rows with that of predictions.csv: the difference must be what the pairs of a positive and a negative
  row that rounding swapped, tied or untied make of it, which are counted, and one shown.

Prints a line for each case and leaves with 1 where one differs.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from sklearn import metrics

RATES = {"accuracy": "accuracy", "balanced_accuracy": "balanced_accuracy", "ppv": "precision_zero_division_0",
         "f1": "f1_zero_division_0", "selection_rate": "selection_rate", "tpr": "tpr", "fpr": "fpr", "fnr": "fnr", "tnr": "tnr"}
SCORES = {"average_precision": "average_precision", "auc": "roc_auc", "brier": "brier", "log_loss": "log_loss", "mean_score": "mean_score"}
RANKS = {"auc": metrics.roc_auc_score, "average_precision": metrics.average_precision_score}
CELLS = {"truePositives": "tp", "falsePositives": "fp", "trueNegatives": "tn", "falseNegatives": "fn"}
GAPS = {"dp.rate_gap.maxmin": "demographic_parity_difference", "dp.ratio.minmax": "demographic_parity_ratio",
        "eo.max": "equalized_odds_difference", "eo.mean_abs": "equalized_odds_difference_agg_mean", "eo.ratio": "equalized_odds_ratio",
        "eopp.maxmin": "equal_opportunity_difference", "eopp.ratio": "equal_opportunity_ratio"}
AGGREGATES = {"accuracy.gap.maxmin": "accuracy", "balanced_accuracy.gap.maxmin": "balanced_accuracy", "ppv.gap.maxmin": "precision_zero_division_0",
              "fpr.gap.maxmin": "fpr"}


def feature(entry, dtype):
    kind = entry["kind"]
    if kind == "image":
        return entry
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


def description(case, golden):
    """How the rows of a case become inputs: preprocessing.json, or the pictures that metrics.json names."""
    if (case / "preprocessing.json").exists():
        return json.loads((case / "preprocessing.json").read_text())
    inputs = np.load(case / "inputs.npz")
    name, = inputs.files
    made = {"column": "file", "kind": "image", "size": list(inputs[name].shape[1:3]), "color": "rgb", "range": [0, 1]}
    return {"label": golden["label"], "groups": [n for n in golden["by"] if " x " not in n], "threshold": golden["threshold"],
            "test_csv": golden["test_csv"], "inputs": [{"name": name, "features": [made]}], "output": {"kind": "sigmoid"}}


def pictures(golden, root, folder):
    """Writes the pictures of an archive as PNG files, and the table that names them."""
    rows = table(root / golden["test_csv"])
    for row, pixels in zip(rows, np.load(root / golden["images"])["images"], strict=True):
        row["file"] = f"{row['row']}.png"
        Image.fromarray(pixels).save(f"{folder}/{row['file']}")
    with open(f"{folder}/rows.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return f"{folder}/rows.csv"


def spec(told, root):
    kind = told["output"]["kind"]
    made = {"data": {"test": str(root / told["test_csv"])}, "label": told["label"], "groups": told["groups"], "threshold": told["threshold"],
            "inputs": [{"name": i["name"], "features": [feature(f, i.get("dtype")) for f in i["features"]]} for i in told["inputs"]],
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
        limit = 1e-5 if isScore else 1e-9
        if gap > limit:
            wrong.append(f"{name}: {found} for {expected}")

    def group(name, found, expected):
        for mine, theirs in CELLS.items():
            check(f"{name} {mine}", found["counts"][mine], expected.get(theirs))
        values = {m["metric"]: m["estimate"].get("value") for m in found["metrics"]}
        for mine, theirs in RATES.items():
            check(f"{name} {mine}", values.get(mine), expected.get(theirs))
        for mine, theirs in SCORES.items():
            if mine not in RANKS:
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


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def scores(rows, told):
    """The scores of a table of outputs, as the audit takes them: double precision of single-precision outputs."""
    names = [n for n in rows[0] if n != "row"]
    if told["output"]["kind"] == "softmax":
        at = int(told["output"]["score"].split("[")[1][0])
        names = [names[at]] if len(names) > 1 else names
    values = np.array([np.float32(row[names[0]]) for row in rows], dtype=np.float64)
    return 1 / (1 + np.exp(-values)) if told["output"]["kind"] == "logit" else values


def labels(told, root):
    return np.array([row[told["label"]["column"]].strip() == str(told["label"]["positive"]) for row in table(root / told["test_csv"])], dtype=int)


def groups(result, told, root):
    """For each group its rows, and for each group of a cross."""
    data = table(root / told["test_csv"])
    for attribute in result["attributes"]:
        for found in attribute["groups"]:
            yield found, np.array([" × ".join(row[c].strip() for c in attribute["columns"]) == found["name"] for row in data])


def ranks(result, mine, y, told, root):
    """How many areas and average precisions were compared, their largest difference, and those that differ."""
    worst, count, wrong = 0.0, 0, []
    everyone = np.ones(len(y), dtype=bool)
    for found, rows in [(result["overall"], everyone)] + list(groups(result, told, root)):
        if rows.sum() != sum(found["counts"].values()) or len(set(y[rows])) < 2:
            continue
        values = {m["metric"]: m["estimate"].get("value") for m in found["metrics"]}
        for name, function in RANKS.items():
            gap = abs(values[name] - function(y[rows], mine[rows]))
            worst, count = max(worst, gap), count + 1
            if gap > 1e-9:
                wrong.append(f"{found['name']} {name}: {values[name]} for {function(y[rows], mine[rows])}")
    return worst, count, wrong


def swapped(mine, theirs, y, golden):
    """What of the area's difference swapped pairs leave unexplained, how many there are, and one of them."""
    positive, negative = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    order = lambda s: np.sign(s[positive][:, None] - s[negative][None, :])
    change = order(mine) - order(theirs)
    at = np.argwhere(change != 0)
    explained = change.sum() / 2 / len(positive) / len(negative)
    mineArea, area = metrics.roc_auc_score(y, mine), golden["overall"]["roc_auc"]
    left = max(abs(mineArea - area - explained), abs(metrics.roc_auc_score(y, theirs) - area))
    example = ""
    if len(at):
        p, n = positive[at[0][0]], negative[at[0][1]]
        example = f", e.g. rows {p} and {n}: {mine[p]:.9g} and {mine[n]:.9g} here, {theirs[p]:.9g} and {theirs[n]:.9g} there"
    return left, len(at), example


def main():
    tool, cases = sys.argv[1], pathlib.Path(sys.argv[2])
    failed, compared = False, 0
    for case in sorted(cases.iterdir()):
        if not (case / "metrics.json").exists() or sys.argv[3:] and case.name not in sys.argv[3:]:
            continue
        compared += 1
        golden = json.loads((case / "metrics.json").read_text())
        told = description(case, golden)
        model = next(case / n for n in ("model.h5", "model.keras") if (case / n).exists())
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "spec.yaml"
            if "images" in golden:
                told["test_csv"] = pictures(golden, cases.parent, folder)
            path.write_text(json.dumps(spec(told, cases.parent)))
            run = subprocess.run([tool, "audit", model, "--spec", path, "--intersections", "2", "-o", f"{folder}/out", "--format", "json", "--quiet"],
                                 capture_output=True, text=True)
            if run.returncode != 0:
                print(f"{case.name}: exit {run.returncode}: {run.stderr.strip()}")
                failed = True
                continue
            outputs = subprocess.run([tool, "predict", model, "--spec", path, "-o", f"{folder}/outputs.csv", "--quiet"], capture_output=True, text=True)
            result = json.loads((pathlib.Path(folder) / "out/audit.json").read_text())
            rate, score, count, wrong = compare(result, golden)
            y, mine, theirs = labels(told, cases.parent), scores(table(f"{folder}/outputs.csv"), told), scores(table(case / "predictions.csv")[:golden["n"]], told)
            worst, ranked, different = ranks(result, mine, y, told, cases.parent)
            left, pairs, example = swapped(mine, theirs, y, golden)
        wrong += different
        if left > 1e-9:
            wrong.append(f"the area differs by {left:.1e} beyond {pairs} swapped pairs")
        otherwise = np.flatnonzero((mine >= golden["threshold"]) != (theirs >= golden["threshold"]))
        wrong += [f"row {row} is decided otherwise: {mine[row]:.9g} here, {theirs[row]:.9g} there" for row in otherwise]
        print(f"{case.name}: {count} numbers, counts and rates within {rate:.1e}, scores within {score:.1e}"
              + f"; {ranked} of ranks within {worst:.1e}; {pairs} pairs swapped by rounding, the area explained to {left:.1e}{example}")
        for line in wrong[:10]:
            print("   ", line)
        failed = failed or bool(wrong)
    if not compared:
        sys.exit(f"no case with a metrics.json in {cases}")
    sys.exit(failed)


main()
