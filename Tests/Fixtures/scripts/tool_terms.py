"""Numbers of fairlearn and AIF360, and of the FAIRER code's formulas, for the cells of two groups.

    python tool_terms.py > ../audit/tool_terms.json

fairlearn 0.15, AIF360 0.6 and NumPy. The rows are those of `Rows.add` in Tests/AuditTests: selected
rows score 0.75, others 0.25.
"""
import json
import sys

import numpy as np
import pandas as pd
import fairlearn.metrics as fm
import sklearn.metrics as sm
from aif360.datasets import BinaryLabelDataset
from aif360.metrics import ClassificationMetric

CELLS = {"a": (40, 20, 30, 10), "b": (17, 9, 43, 31)}

rows = []
for group, (tp, fp, tn, fn) in CELLS.items():
    for count, score, label in [(tp, 0.75, 1), (fp, 0.75, 0), (tn, 0.25, 0), (fn, 0.25, 1)]:
        rows += [(group, score, label)] * count
group = np.array([row[0] for row in rows])
score = np.array([row[1] for row in rows])
y = np.array([row[2] for row in rows])
hat = (score >= 0.5).astype(int)

pair = dict(y_true=y, y_pred=hat, sensitive_features=group)
fair = {
    "demographic_parity_difference": fm.demographic_parity_difference(**pair),
    "demographic_parity_difference(method='to_overall')":
        fm.demographic_parity_difference(**pair, method="to_overall"),
    "demographic_parity_ratio": fm.demographic_parity_ratio(**pair),
    "equal_opportunity_difference": fm.equal_opportunity_difference(**pair),
    "equal_opportunity_ratio": fm.equal_opportunity_ratio(**pair),
    "equalized_odds_difference": fm.equalized_odds_difference(**pair),
    "equalized_odds_difference(agg='mean')": fm.equalized_odds_difference(**pair, agg="mean"),
    "equalized_odds_ratio": fm.equalized_odds_ratio(**pair),
    "false_positive_rate_difference": fm.false_positive_rate_difference(**pair),
    "accuracy_score_difference": fm.accuracy_score_difference(**pair),
}
names = ["count", "selection_rate", "true_positive_rate", "false_positive_rate",
         "true_negative_rate", "false_negative_rate"]
for name in names:
    frame = fm.MetricFrame(metrics=getattr(fm, name), **pair)
    fair[name] = frame.overall
    for key, value in frame.by_group.items():
        fair[f"{key}/{name}"] = value
scores = fm.MetricFrame(metrics=fm.mean_prediction, y_true=y, y_pred=score,
                        sensitive_features=group)
fair["mean_prediction"] = scores.overall
for key, value in scores.by_group.items():
    fair[f"{key}/mean_prediction"] = value


def dataset(labels):
    frame = pd.DataFrame({"group": (group == "a").astype(float), "y": labels.astype(float)})
    return BinaryLabelDataset(df=frame, label_names=["y"], protected_attribute_names=["group"])


metric = ClassificationMetric(
    dataset(y), dataset(hat), unprivileged_groups=[{"group": 0.0}],
    privileged_groups=[{"group": 1.0}])
aif = {name: getattr(metric, name)() for name in [
    "statistical_parity_difference", "disparate_impact", "equal_opportunity_difference",
    "average_odds_difference", "average_abs_odds_difference", "equalized_odds_difference"]}
for name in ["num_instances", "base_rate", "selection_rate", "true_positive_rate",
             "false_positive_rate", "true_negative_rate", "false_negative_rate",
             "positive_predictive_value", "negative_predictive_value", "false_discovery_rate",
             "false_omission_rate", "accuracy"]:
    call = getattr(metric, name)
    aif[name] = call(privileged=None)
    aif[f"a/{name}"] = call(privileged=True)
    aif[f"b/{name}"] = call(privileged=False)

for name in ["generalized_entropy_index", "theil_index"]:
    aif[name] = getattr(metric, name)()

# The formulas of the FAIRER and Fair-Mixup training logs, on probabilities.
def mean(values, chosen):
    return float(values[chosen].mean())


a, b = group == "a", group == "b"
fairer = {
    "ap": sm.average_precision_score(y, score),
    "acc": sm.accuracy_score(y, hat),
    "dp gap": abs(mean(score, a) - mean(score, b)),
    "dp gap at 0.5": abs(mean(hat, a) - mean(hat, b)),
    "eo gap": sum(abs(mean(score, a & (y == k)) - mean(score, b & (y == k))) for k in (0, 1)),
    "eo gap at 0.5": sum(abs(mean(hat, a & (y == k)) - mean(hat, b & (y == k))) for k in (0, 1)),
}
out = {tool: {key: float(value) for key, value in values.items()}
       for tool, values in [("fairlearn", fair), ("aif360", aif), ("fairer", fairer)]}
json.dump({"cells": CELLS, **out}, sys.stdout, indent=1, sort_keys=True)
print()
