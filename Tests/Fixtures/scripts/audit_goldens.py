"""Writes Tests/Fixtures/audit: what SciPy, scikit-learn and NumPy make of the same numbers.

    python audit_goldens.py                 statistics.json, rankings.json, network.json
    python audit_goldens.py --adult FOLDER  and adult/: compact copies of a checkpoint folder's outputs

SciPy 1.17.1, scikit-learn 1.9.1 and NumPy 2.4.6 wrote the committed files. FOLDER holds for each case
metrics.json (fairlearn 0.15.0, scikit-learn), influence.json (TensorFlow, float64) and predictions.csv
(Keras, float32); --rows names the CSV that the predictions belong to.
"""
import argparse
import csv
import json
import pathlib

import numpy as np
from scipy import stats
from scipy.stats.contingency import relative_risk
from sklearn import metrics

ROOT = pathlib.Path(__file__).resolve().parents[3]
OUT = ROOT / "Tests/Fixtures/audit"
OUT.mkdir(exist_ok=True)


def write(name, value):
    (OUT / name).write_text(json.dumps(value, indent=1) + "\n")


# Distributions and intervals.

def wilson(k, n, level):
    ci = stats.binomtest(k, n).proportion_ci(level, method="wilson")
    return [ci.low, ci.high]


def newcombe(a, b, level):
    (x, m), (y, n) = a, b
    p, q = x / m, y / n
    (l1, u1), (l2, u2) = wilson(x, m, level), wilson(y, n, level)
    d = p - q
    return [d - np.hypot(p - l1, u2 - q), d + np.hypot(u1 - p, q - l2)]


def mover_ratio(a, b, level):
    """Donner and Zou 2012, equation 9, as printed."""
    (x, m), (y, n) = a, b
    p, q = x / m, y / n
    (l1, u1), (l2, u2) = wilson(x, m, level), wilson(y, n, level)
    low = (p * q - np.sqrt((p * q) ** 2 - l1 * u2 * (2 * p - l1) * (2 * q - u2))) / (u2 * (2 * q - u2))
    high = (p * q + np.sqrt((p * q) ** 2 - u1 * l2 * (2 * p - u1) * (2 * q - l2))) / (l2 * (2 * q - l2))
    return [low, high]


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        yield z ^ (z >> 31)


def xoshiro(seed, count):
    mixer = splitmix(seed)
    s = [next(mixer) for _ in range(4)]
    rotated = lambda x, k: ((x << k) | (x >> (64 - k))) % 2**64
    out = []
    for _ in range(count):
        out.append(rotated(s[1] * 5 % 2**64, 7) * 9 % 2**64)
        t = s[1] << 17 & (2**64 - 1)
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 45)
    return out


def statistics():
    rng = np.random.default_rng(20261123)
    level = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 1 - 1e-6, 1 - 1e-9]
    degrees = [0.5, 1, 1.5, 2, 2.7, 3, 4, 5, 7, 10, 20, 29.3, 50, 127, 500, 999.9, 1000.1, 5000, 1e5, 1e7]
    pairs = [((5, 10), (3, 12)), ((192 + 80, 2902), (1169 + 338, 6142)), ((1, 30), (29, 30)), ((7, 2000), (9, 200)),
             ((56, 70), (48, 80)), ((9, 10), (3, 10)), ((10, 10), (0, 20)), ((0, 10), (0, 20)), ((5, 56), (0, 29))]
    edges = [((0, 10), (3, 20)), ((10, 10), (12, 20)), ((10, 10), (20, 20)), ((4, 10), (20, 20)), ((0, 300), (1, 300))]
    samples = [np.round(rng.beta(2, 3, n), 4) for n in (2, 3, 8, 40, 300)]
    write("statistics.json", {
        "normal_quantile": [[p, stats.norm.ppf(p)] for p in (1e-300, 1e-20, 1e-9, 0.001, 0.025, 0.075, 0.0751, 0.3, 0.5, 0.62, 0.975, 0.999999)],
        "normal_cdf": [[x, stats.norm.cdf(x)] for x in (-30, -8, -3, -1.96, -0.5, 0, 0.1, 2.2, 7)],
        "t_critical": [[c, v, -stats.t.ppf((1 - c) / 2, v)] for c in level for v in degrees],
        "t_two_sided": [[t, v, 2 * stats.t.sf(t, v)] for t in (0, 0.01, 0.5, 1, 2.5, 6, 40) for v in degrees],
        "wilson": [[k, n, c, *wilson(k, n, c)] for k, n in ((0, 1), (0, 17), (3, 17), (17, 17), (2721, 9044), (1, 100000)) for c in (0.9, 0.95, 0.995)],
        "newcombe": [[*a, *b, c, *newcombe(a, b, c)] for a, b in pairs for c in (0.95, 0.99)],
        "katz": [[*a, *b, c, *relative_risk(*a, *b).confidence_interval(c)] for a, b in pairs[:6] for c in (0.95, 0.99)],
        "mover_ratio": [[*a, *b, c, *mover_ratio(a, b, c)] for a, b in edges for c in (0.95, 0.99)],
        "student": [[list(s), c, *stats.ttest_1samp(s, 0).confidence_interval(c)] for s in samples for c in (0.9, 0.95)],
        "welch": [[list(a), list(b), c, *stats.ttest_ind(a, b, equal_var=False).confidence_interval(c)]
                  for a, b in zip(samples, samples[1:]) for c in (0.9, 0.95)],
        "spearman": [[list(x), list(y), stats.spearmanr(x, y).statistic]
                     for x, y in ((np.round(rng.normal(size=n), 1), np.round(rng.normal(size=n), 1)) for n in (3, 10, 200))],
        "benjamini_hochberg": [[list(p), list(stats.false_discovery_control(p))] for p in (rng.uniform(size=12) ** 3, np.array([0.01, 0.01, 1, 0.04]))],
        "random": [[str(seed), [str(x) for x in xoshiro(seed, 6)]] for seed in (0, 1, 2**64 - 1)],
    })


# Rankings and losses, with ties, saturated scores and single-class groups.

def de_long(positives, negatives):
    """The definition: kernels of every pair of rows."""
    psi = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
    above, below = psi.mean(1), psi.mean(0)
    if min(len(above), len(below)) < 2:
        return float(psi.mean()), None
    return float(psi.mean()), float(above.var(ddof=1) / len(positives) + below.var(ddof=1) / len(negatives))


def rankings():
    rng = np.random.default_rng(7)
    cases = []
    for n, digits in ((6, 1), (12, 1), (40, 2), (200, 1), (200, 3), (1000, 6)):
        y = rng.integers(0, 2, n)
        y[:2] = 0, 1
        s = np.round(np.clip(rng.beta(1.2, 1.5, n) + 0.2 * (y - 0.5), 0, 1), digits)
        if n == 200:
            s[5:9] = 0, 1, 1, 0
        cases.append((s, y))
    out = []
    for s, y in cases:
        d = s >= 0.5
        auc, variance = de_long(s[y == 1], s[y == 0])
        half = stats.norm.ppf(0.975) * np.sqrt(variance) / (auc * (1 - auc)) if variance and 0 < auc < 1 else None
        logit = np.log(auc / (1 - auc)) if half is not None else None
        out.append({
            "scores": list(s), "labels": y.tolist(), "auc": metrics.roc_auc_score(y, s), "auc_variance": variance,
            "auc_interval": None if half is None else [1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))],
            "average_precision": metrics.average_precision_score(y, s), "log_loss": metrics.log_loss(y, s, labels=[0, 1]),
            "brier": metrics.brier_score_loss(y, s), "f1": metrics.f1_score(y, d), "balanced_accuracy": metrics.balanced_accuracy_score(y, d),
            "ppv": metrics.precision_score(y, d), "tpr": metrics.recall_score(y, d), "accuracy": metrics.accuracy_score(y, d),
            "mean_score": s.mean()})
    write("rankings.json", out)


# A small network: influence in float64, by the chain rule written out.

def network():
    rng = np.random.default_rng(11)
    sizes = [5, 9, 7, 1]
    weights = [(rng.normal(0, 1 / np.sqrt(a), (a, b)).astype(np.float32), rng.normal(0, 0.1, b).astype(np.float32))
               for a, b in zip(sizes, sizes[1:])]
    weights[1][0][:, 2] = 0
    n = 90
    x = rng.normal(size=(n, 5)).astype(np.float32)
    group = rng.integers(0, 3, n)
    x[group == 1, 0] += 1
    y = (rng.uniform(size=n) < 1 / (1 + np.exp(-x[:, 0] - x[:, 1]))).astype(int)
    w = [(k.astype(np.float64), b.astype(np.float64)) for k, b in weights]
    influence, losses = [], []
    for g in range(3):
        a, t = x[group == g].astype(np.float64), y[group == g]
        acts = [a]
        for i, (k, b) in enumerate(w):
            z = acts[-1] @ k + b
            acts.append(np.tanh(z) if i < 2 else z)
        z = acts[-1][:, 0]
        losses.append(float(np.mean(np.logaddexp(0, z) - t * z)))
        delta = ((1 / (1 + np.exp(-z)) - t) / len(t))[:, None]
        rows = []
        for i in (2, 1, 0):
            k = w[i][0]
            rows.append((((acts[i].T @ delta) * k) ** 2).sum(0).tolist())
            delta = delta @ k.T * (1 - acts[i] ** 2)
        influence.append(rows[::-1])
    cos = lambda u, v: float(np.dot(u, v) / np.linalg.norm(u) / np.linalg.norm(v))
    parity = [[cos(influence[a][l], influence[b][l]) for a, b in ((0, 1), (0, 2), (1, 2))] for l in range(2)]
    rank = [[float(stats.spearmanr(influence[a][l], influence[b][l]).statistic) for a, b in ((0, 1), (0, 2), (1, 2))] for l in range(2)]
    write("network.json", {
        "sizes": sizes, "kernels": [k.ravel().tolist() for k, _ in weights], "biases": [b.tolist() for _, b in weights],
        "rows": x.ravel().tolist(), "labels": y.tolist(), "groups": group.tolist(), "losses": losses,
        "influence": influence, "parity": parity, "spearman": rank})


# Outputs of the Adult networks: scores as little-endian float32, one byte of codes a row.

def adult(folder, rows):
    target = OUT / "adult"
    target.mkdir(exist_ok=True)
    with open(rows) as file:
        table = list(csv.DictReader(file))
    label = np.array([r["income"] == ">50K" for r in table], np.uint8)
    sexes, races = (sorted({r[c] for r in table}) for c in ("sex", "race"))
    sex = np.array([sexes.index(r["sex"]) for r in table], np.uint8)
    race = np.array([races.index(r["race"]) for r in table], np.uint8)
    (label | sex << 1 | race << 2).astype(np.uint8).tofile(target / "codes.u8")
    for case in ("k3_adult_mlp200", "tfk_adult_mlp200"):
        source = pathlib.Path(folder) / case
        (target / f"{case}.metrics.json").write_bytes((source / "metrics.json").read_bytes())
        with open(source / "predictions.csv") as file:
            np.array([r["output"] for r in csv.DictReader(file)], "<f4").tofile(target / f"{case}.scores.f32")
    golden = json.loads((source.parent / "k3_adult_mlp200/influence.json").read_text())
    sex = golden["attributes"]["sex"]
    compact = {
        "layers": golden["layers"],
        "influence": {g: [[float(f"{v:.9g}") for v in sex["groups"][g]["importance"][l]] for l in golden["layers"]] for g in sex["groups"]},
        "parity": [sex["parity"]["Female vs Male"]["importance"][l] for l in golden["layers"]]}
    (target / "k3_adult_mlp200.influence.json").write_text(json.dumps(compact) + "\n")


parser = argparse.ArgumentParser()
parser.add_argument("--adult")
parser.add_argument("--rows")
arguments = parser.parse_args()
statistics()
rankings()
network()
if arguments.adult:
    adult(arguments.adult, arguments.rows)
