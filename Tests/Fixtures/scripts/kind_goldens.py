"""Writes Tests/Fixtures/audit/kinds.json: labels of several classes and of numbers, weights, strata, rows without a group.

    python kind_goldens.py

scikit-learn 1.9.1, fairlearn 0.15.0, SciPy 1.17.1, statsmodels 0.15.0 and NumPy 2.4.6 wrote the committed file. Standard
errors are those of the infinitesimal jackknife: each row's weight is moved in the other tool's own function.
"""
import itertools
import json
import pathlib
import warnings

import fairlearn.metrics as fl
import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats import contingency_tables, meta_analysis

OUT = pathlib.Path(__file__).resolve().parents[3] / "Tests/Fixtures/audit/kinds.json"
rng = np.random.default_rng(20261126)
warnings.filterwarnings("ignore")


def error(function, weights):
    """The squared linearised standard error of a function of weights that any factor leaves as it is."""
    n, moved = len(weights), []
    for row in range(n):
        step = 1e-4 * max(weights[row], 1e-6)
        up, down = weights.copy(), weights.copy()
        up[row] += step
        down[row] -= step
        moved.append(weights[row] * (function(up) - function(down)) / (2 * step))
    return float(np.sum(np.square(moved)) * n / (n - 1))


def multiclass(n, k, groups, weighted):
    labels = rng.integers(0, k, n)
    logits = rng.normal(size=(n, k)) + 1.2 * np.eye(k)[labels]
    scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    scores = np.round(scores, 4)
    scores[:, -1] = np.round(1 - scores[:, :-1].sum(1), 4)
    group = rng.integers(0, groups, n)
    weights = np.round(rng.gamma(2, 1, n) + 0.1, 2) if weighted else np.ones(n)
    assigned = scores.argmax(1)

    def frame(function, **more):
        return fl.MetricFrame(metrics=function, y_true=labels, y_pred=assigned, sensitive_features=group,
                              sample_params={"sample_weight": weights}, **more)

    def quality(rows):
        y, p, s, w = labels[rows], assigned[rows], scores[rows], weights[rows]
        return {
            "multiclass.accuracy": metrics.accuracy_score(y, p, sample_weight=w),
            "multiclass.recall_macro": metrics.balanced_accuracy_score(y, p, sample_weight=w),
            "multiclass.precision_macro": metrics.precision_score(y, p, average="macro", sample_weight=w),
            "multiclass.f1_macro": metrics.f1_score(y, p, average="macro", sample_weight=w),
            "multiclass.log_loss": metrics.log_loss(y, s, sample_weight=w, labels=range(k)),
            "f1_error": error(lambda v: metrics.f1_score(y, p, average="macro", sample_weight=v), w),
        }

    classes = []
    for c in range(k):
        y, p = (labels == c).astype(int), (assigned == c).astype(int)
        common = {"sensitive_features": group, "sample_weight": weights}
        classes.append({
            "dp.rate_gap.maxmin": fl.demographic_parity_difference(y, p, **common),
            "dp.ratio.minmax": fl.demographic_parity_ratio(y, p, **common),
            "eopp.maxmin": fl.equal_opportunity_difference(y, p, **common),
            "fpr.gap.maxmin": fl.MetricFrame(metrics=fl.false_positive_rate, y_true=y, y_pred=p, sensitive_features=group,
                                             sample_params={"sample_weight": weights}).difference(),
        })
    gaps = {
        "multiclass.accuracy.gap.maxmin": frame(metrics.accuracy_score).difference(),
        "multiclass.recall_macro.gap.maxmin": frame(metrics.balanced_accuracy_score).difference(),
        "multiclass.f1_macro.gap.maxmin": frame(lambda y_true, y_pred, sample_weight=None: metrics.f1_score(
            y_true, y_pred, average="macro", sample_weight=sample_weight)).difference(),
        "multiclass.dp.gap.max": max(c["dp.rate_gap.maxmin"] for c in classes),
        "multiclass.dp.gap.mean": float(np.mean([c["dp.rate_gap.maxmin"] for c in classes])),
        "multiclass.dp.ratio.min": min(c["dp.ratio.minmax"] for c in classes),
        "multiclass.tpr.gap.max": max(c["eopp.maxmin"] for c in classes),
        "multiclass.tpr.gap.mean": float(np.mean([c["eopp.maxmin"] for c in classes])),
        "multiclass.fpr.gap.max": max(c["fpr.gap.maxmin"] for c in classes),
    }
    return {"classes": k, "labels": labels.tolist(), "scores": scores.ravel().tolist(), "groups": group.tolist(),
            "weights": weights.tolist() if weighted else None, "overall": quality(np.arange(n)),
            "by_group": [quality(np.flatnonzero(group == g)) for g in range(groups)], "gaps": gaps, "by_class": classes}


def numeric(n, groups, weighted):
    group = rng.integers(0, groups, n)
    labels = np.round(rng.gamma(3, 10, n) + 5 * group, 2)
    predictions = np.round(0.7 * labels + rng.normal(4 - group, 6, n), 2)
    weights = np.round(rng.gamma(2, 1, n) + 0.1, 2) if weighted else np.ones(n)

    def quality(rows):
        y, p, w = labels[rows], predictions[rows], weights[rows]
        mean = lambda x: lambda v: np.average(x, weights=v)
        rmse = lambda v: metrics.root_mean_squared_error(y, p, sample_weight=v)
        r2 = lambda v: metrics.r2_score(y, p, sample_weight=v)
        return {
            "mean_label": float(np.average(y, weights=w)), "mean_prediction": float(np.average(p, weights=w)),
            "bias": float(np.average(p - y, weights=w)), "mae": metrics.mean_absolute_error(y, p, sample_weight=w),
            "rmse": rmse(w), "r2": r2(w), "mae_error": error(mean(np.abs(p - y)), w), "rmse_error": error(rmse, w),
            "r2_error": error(r2, w), "effective": float(w.sum() ** 2 / (w ** 2).sum()),
        }

    by_group = [quality(np.flatnonzero(group == g)) for g in range(groups)]
    gaps = {f"{m}.gap.maxmin": max(q[m] for q in by_group) - min(q[m] for q in by_group)
            for m in ("mean_label", "mean_prediction", "bias", "mae", "rmse", "r2")}
    pairs = list(itertools.combinations(range(groups), 2))
    def smd(a, b):
        a, b = predictions[group == a], predictions[group == b]
        found = meta_analysis.effectsize_smd(a.mean(), a.std(ddof=1), len(a), b.mean(), b.std(ddof=1), len(b))[0]
        return abs(found / (1 - 3 / (4 * (len(a) + len(b)) - 9)))  # without its small-sample correction

    if not weighted:
        gaps["prediction.smd"] = max(smd(a, b) for a, b in pairs)
        gaps["prediction.ks"] = max(stats.ks_2samp(predictions[group == a], predictions[group == b]).statistic for a, b in pairs)
    return {"labels": labels.tolist(), "predictions": predictions.tolist(), "groups": group.tolist(),
            "weights": weights.tolist() if weighted else None, "overall": quality(np.arange(n)), "by_group": by_group, "gaps": gaps}


def weighted(n, groups):
    group = rng.integers(0, groups, n)
    labels = rng.integers(0, 2, n)
    scores = np.round(np.clip(0.3 + 0.25 * labels + 0.05 * group + rng.normal(0, 0.2, n), 0.01, 0.99), 2)
    weights = np.round(rng.gamma(1.5, 1, n) + 0.05, 2)
    selected = (scores >= 0.5).astype(int)

    def quality(rows):
        y, p, s, w = labels[rows], selected[rows], scores[rows], weights[rows]
        functions = {
            "base_rate": lambda v: np.average(y, weights=v),
            "selection_rate": lambda v: fl.selection_rate(y, p, sample_weight=v),
            "tpr": lambda v: fl.true_positive_rate(y, p, sample_weight=v),
            "fpr": lambda v: fl.false_positive_rate(y, p, sample_weight=v),
            "ppv": lambda v: metrics.precision_score(y, p, sample_weight=v),
            "npv": lambda v: metrics.precision_score(1 - y, 1 - p, sample_weight=v),
            "accuracy": lambda v: metrics.accuracy_score(y, p, sample_weight=v),
            "balanced_accuracy": lambda v: metrics.balanced_accuracy_score(y, p, sample_weight=v),
            "f1": lambda v: metrics.f1_score(y, p, sample_weight=v),
            "mcc": lambda v: metrics.matthews_corrcoef(y, p, sample_weight=v),
            "mean_score": lambda v: np.average(s, weights=v),
            "brier": lambda v: metrics.brier_score_loss(y, s, sample_weight=v),
            "log_loss": lambda v: metrics.log_loss(y, s, sample_weight=v),
            "auc": lambda v: metrics.roc_auc_score(y, s, sample_weight=v),
        }
        return {name: {"value": float(f(w)), "error": error(f, w)} for name, f in functions.items()} | {
            "total": float(w.sum()), "effective": float(w.sum() ** 2 / (w ** 2).sum())}

    common = {"sensitive_features": group, "sample_weight": weights}
    gaps = {
        "dp.rate_gap.maxmin": fl.demographic_parity_difference(labels, selected, **common),
        "dp.ratio.minmax": fl.demographic_parity_ratio(labels, selected, **common),
        "eo.max": fl.equalized_odds_difference(labels, selected, **common),
        "eo.mean_abs": fl.equalized_odds_difference(labels, selected, agg="mean", **common),
        "eo.ratio": fl.equalized_odds_ratio(labels, selected, **common),
    }
    return {"labels": labels.tolist(), "scores": scores.tolist(), "groups": group.tolist(), "weights": weights.tolist(),
            "overall": quality(np.arange(n)), "by_group": [quality(np.flatnonzero(group == g)) for g in range(groups)], "gaps": gaps}


def strata(sizes):
    tables = []
    for low, high in sizes:
        n1, n2 = rng.integers(low, high, 2)
        base = rng.uniform(0.2, 0.7)
        tables.append([[int(rng.binomial(n1, base)), int(n1)], [int(rng.binomial(n2, min(0.95, base + 0.1))), int(n2)]])
    both = [np.array([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]], float) for a, b in tables]
    found = contingency_tables.StratifiedTable(both)
    null, equal = found.test_null_odds(correction=False), found.test_equal_odds(adjust=True)
    # Conditional demographic disparity of the first group, by its definition.
    sums, rows = 0.0, 0
    for a, b in tables:
        selected, rejected = a[0] + b[0], a[1] + b[1] - a[0] - b[0]
        if selected and rejected:
            sums += (a[1] + b[1]) * ((a[1] - a[0]) / rejected - a[0] / selected)
            rows += a[1] + b[1]
    return {"tables": tables, "odds_ratio": found.oddsratio_pooled, "odds_ratio_interval": list(found.oddsratio_pooled_confint()),
            "cmh": [null.statistic, null.pvalue], "breslow_day": [equal.statistic, equal.pvalue], "cdd": sums / rows}


def bounds(groups, marked, plain):
    """All assignments of rows to groups."""
    def parts(rows, count):
        if count == 1:
            yield (rows,)
            return
        for first in range(rows + 1):
            for rest in parts(rows - first, count - 1):
                yield (first, *rest)

    gaps, ratios = [], []
    for a in parts(marked, len(groups)):
        for b in parts(plain, len(groups)):
            rates = [(k + x) / (n + x + y) for (k, n), x, y in zip(groups, a, b)]
            gaps.append(max(rates) - min(rates))
            ratios.append(min(rates) / max(rates) if max(rates) > 0 else 1)
    return {"groups": groups, "marked": marked, "plain": plain, "gap": [min(gaps), max(gaps)], "ratio": [max(ratios), min(ratios)]}


value = {
    "multiclass": [multiclass(160, 3, 2, False), multiclass(240, 4, 3, True)],
    "numeric": [numeric(120, 3, False), numeric(120, 2, True)],
    "weighted": [weighted(160, 3), weighted(90, 2)],
    "strata": [strata([(20, 60)] * 4), strata([(5, 15)] * 9), strata([(80, 300), (30, 50)])],
    "bounds": [bounds(g, m, p) for g, m, p in [
        ([[3, 10], [6, 12]], 3, 4), ([[3, 10], [6, 12]], 0, 5), ([[1, 4], [9, 10]], 6, 2), ([[0, 5], [4, 9]], 2, 2),
        ([[3, 10], [6, 12], [2, 9]], 3, 4), ([[1, 8], [7, 9], [5, 11]], 2, 1), ([[2, 9], [3, 9], [8, 10]], 5, 5),
        ([[10, 40], [30, 60], [5, 25], [9, 20]], 3, 3)]],
}
OUT.write_text(json.dumps(value, separators=(",", ":")) + "\n")
