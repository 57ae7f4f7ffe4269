"""Writes audit/clusters.json: rows in clusters, and the errors that other programs find.

    python cluster_goldens.py

Standard errors of means and of their differences are statsmodels' of least squares with cov_type="cluster" (G / (G - 1)
alone as correction); those of other metrics are of a cluster bootstrap in NumPy, twenty thousand draws with replacement of
whole clusters, scikit-learn's functions for the metrics.
"""
import json
import pathlib
import warnings

import numpy as np
import statsmodels.api as sm
from sklearn import metrics

OUT = pathlib.Path(__file__).parent.parent / "audit" / "clusters.json"
DRAWS = 20_000


def rows(random, count, isShared):
    """Rows of clusters that are like each other; groups are clusters' own, or cut through each."""
    made = []
    for cluster in range(count):
        level = random.normal(0, 1)
        for row in range(random.integers(2, 8)):
            group = row % 2 if isShared else cluster % 2
            label = int(random.random() < 1 / (1 + np.exp(-(level - 0.3))))
            score = round(float(1 / (1 + np.exp(-(0.8 * level + label - 0.6 + random.normal(0, 0.8))))), 3)
            made.append((cluster, group, label, score))
    return np.array(made)


def least_squares(y, x, clusters):
    """Coefficients and robust standard errors, corrected by G / (G - 1)."""
    fit = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False})
    count = len(set(clusters))
    return fit.params, fit.bse * np.sqrt(count / (count - 1))


def bootstrap(random, data, value):
    """The standard error of a function of how often each cluster is drawn."""
    count = len(set(data[:, 0]))
    draws = random.multinomial(count, np.full(count, 1 / count), DRAWS)
    found = value(draws.astype(float))
    return float(np.std(found[np.isfinite(found)], ddof=1) * np.sqrt(count / (count - 1)))


def area(data):
    """The area under the ROC curve where clusters are drawn so often: pairs of rows, counted by pairs of clusters."""
    names = sorted(set(data[:, 0]))
    place = {name: i for i, name in enumerate(names)}
    won, pairs = np.zeros((len(names),) * 2), np.zeros((len(names),) * 2)
    for c, _, _, s in data[data[:, 2] == 1]:
        for d, _, _, t in data[data[:, 2] == 0]:
            won[place[c], place[d]] += (s > t) + (s == t) / 2
            pairs[place[c], place[d]] += 1
    return lambda draws: np.einsum("ri,ij,rj->r", draws, won, draws) / np.einsum("ri,ij,rj->r", draws, pairs, draws)


def f1(data):
    names = sorted(set(data[:, 0]))
    hits, sizes = (np.array([sum(value(row) for row in data if row[0] == name) for name in names]) for value in (
        lambda row: 2 * (row[2] == 1 and row[3] >= 0.5), lambda row: int(row[2] == 1) + int(row[3] >= 0.5)))
    return lambda draws: (draws @ hits) / (draws @ sizes)


def case(seed, count, isShared):
    random = np.random.default_rng(seed)
    data = rows(random, count, isShared)
    clusters, group, label, score = data.T
    selected = (score >= 0.5).astype(float)
    groups = []
    for index in (0, 1):
        own = group == index
        positive = own & (label == 1)
        found = {"clusters": len(set(clusters[own]))}
        for name, values, chosen in [("selection_rate", selected, own), ("tpr", selected, positive), ("mean_score", score, own),
                                     ("brier", (score - label) ** 2, own)]:
            # Clusters without such a row count for the correction, as they do in a bootstrap of all.
            params, errors = least_squares(values[chosen], np.ones(chosen.sum()), clusters[chosen])
            inside, all_ = len(set(clusters[chosen])), found["clusters"]
            found[name] = [float(params[0]), float(errors[0] * np.sqrt((inside - 1) / inside * all_ / (all_ - 1)))]
        found["auc"] = [float(metrics.roc_auc_score(label[own], score[own])), bootstrap(random, data[own], area(data[own]))]
        found["f1"] = [float(metrics.f1_score(label[own], selected[own])), bootstrap(random, data[own], f1(data[own]))]
        groups.append(found)
    x = np.column_stack([np.ones(len(data)), group])
    differences = {}
    for name, values in [("selection_rate", selected), ("mean_score", score)]:
        params, errors = least_squares(values, x, clusters)
        differences[name] = [float(-params[1]), float(errors[1])]
    return {"clusters": clusters.astype(int).tolist(), "groups": group.astype(int).tolist(), "labels": label.astype(int).tolist(),
            "scores": score.tolist(), "of_groups": groups, "differences": differences}


warnings.filterwarnings("ignore")
OUT.write_text(json.dumps([case(1, 90, False), case(2, 60, True)], separators=(",", ":")) + "\n")
