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
from scipy import optimize, special, stats
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


def score_difference(a, b, level):
    """Miettinen and Nurminen, the likelihood maximised numerically. Not by statsmodels 0.15.0: the shares that its
    score test fits do not solve the likelihood equation (5/10, 3/12 and a difference of 0.2: slope 1.9 instead of 0)."""
    (x, m), (y, n) = a, b
    z2, d = stats.norm.ppf((1 + level) / 2) ** 2, x / m - y / n

    def excess(t):
        slope = lambda q: x / (q + t) - (m - x) / (1 - q - t) + y / q - (n - y) / (1 - q)
        low, high = max(0, -t) + 1e-16, min(1, 1 - t) - 1e-15
        q = low if slope(low) <= 0 else high if slope(high) >= 0 else optimize.brentq(slope, low, high, xtol=1e-16, rtol=1e-15)
        p = q + t
        return (d - t) ** 2 - z2 * (p * (1 - p) / m + q * (1 - q) / n) * (m + n) / (m + n - 1)

    return [-1.0 if (x, y) == (0, n) else optimize.brentq(excess, -1 + 1e-9, d - 1e-9, xtol=1e-15, rtol=1e-14),
            1.0 if (x, y) == (m, 0) else optimize.brentq(excess, d + 1e-9, 1 - 1e-9, xtol=1e-15, rtol=1e-14)]


def score_ratio(a, b, level):
    """Laud 2017: the score test of a ratio, corrected for skewness, turned around by root finding."""
    (x, m), (y, n) = a, b
    z = stats.norm.ppf((1 + level) / 2)

    def score(ratio):
        # The shares under the ratio, by maximising the likelihood: no closed form to copy.
        roots = np.roots([(m + n) * ratio, -(m * ratio + x + n + y * ratio), x + y])
        q = min(r for r in roots.real if r >= -1e-15)
        q = min(max(q, 0), 1)
        p = min(q * ratio, 1)
        v = (p * (1 - p) / m + ratio**2 * q * (1 - q) / n) * (m + n) / (m + n - 1)
        third = p * (1 - p) * (1 - 2 * p) / m**2 - ratio**3 * q * (1 - q) * (1 - 2 * q) / n**2
        if abs(x / m - ratio * y / n) < 1e-15:
            return 0.0
        s, k = (x / m - ratio * y / n) / v**0.5, third / (6 * v**1.5)
        inside = 1 + 4 * k * (s + k)
        return s if inside < 0 else 2 * (s + k) / (1 + inside**0.5)

    start = x / m / (y / n) if x else 0.5 / m / (y / n)
    find = lambda sign: optimize.brentq(lambda t: score(start * np.exp(t)) + sign * z, 0, sign * 12, xtol=1e-15, rtol=1e-15)
    return [start * np.exp(find(-1)) if x else 0.0, start * np.exp(find(1))]


def hall(samples, level):
    """Hall 1992 for one mean, by root finding; of a difference the longer arms of Zhou and Dinh 2005 and of Welch."""
    n = [len(s) for s in samples]
    v = [np.var(s, ddof=1) / len(s) for s in samples]
    third = [stats.moment(s, 3) / len(s) ** 2 for s in samples]
    if len(samples) == 1:
        value, error, kappa, degrees = np.mean(samples[0]), v[0], third[0], n[0] - 1
    else:
        value, error, kappa = np.mean(samples[0]) - np.mean(samples[1]), sum(v), third[0] - third[1]
        degrees = error**2 / (v[0] ** 2 / (n[0] - 1) + v[1] ** 2 / (n[1] - 1))
    a = kappa / error**1.5 / 3
    t = stats.t.ppf((1 + level) / 2, degrees)
    cubic = lambda x: x + a * x**2 + a**2 * x**3 / 3 + a / 2
    find = lambda y: optimize.brentq(lambda x: cubic(x) - y, -1e6, 1e6, xtol=1e-14, rtol=1e-14)
    ends = [value - error**0.5 * find(t), value - error**0.5 * find(-t)]
    if len(samples) == 2:
        welch = stats.ttest_ind(*samples, equal_var=False).confidence_interval(level)
        ends = [min(ends[0], welch.low), max(ends[1], welch.high)]
    return ends


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
        "difference": [[*a, *b, c, *score_difference(a, b, c)] for a, b in pairs for c in (0.95, 0.99)],
        "ratio": [[*a, *b, c, *score_ratio(a, b, c)] for a, b in pairs[:6] + edges for c in (0.95, 0.99)],
        "mean": [[list(s), c, *hall([s], c)] for s in samples for c in (0.9, 0.95)],
        "mean_difference": [[list(a), list(b), c, *hall([a, b], c)] for a, b in zip(samples, samples[1:]) for c in (0.9, 0.95)],
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


def area_interval(positives, negatives, level=0.95):
    """DeLong with Student's t on the logit scale, or with few rows Newcombe's method 5, as printed."""
    psi = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
    a, m, n = psi.mean(), len(positives), len(negatives)
    if min(m, n) >= 15 and 0 < a < 1:
        u, v = psi.mean(1).var(ddof=1) / m, psi.mean(0).var(ddof=1) / n
        t = stats.t.ppf((1 + level) / 2, (u + v) ** 2 / (u**2 / (m - 1) + v**2 / (n - 1)))
        half = t * np.sqrt(u + v) / (a * (1 - a))
        return [special.expit(special.logit(a) - half), special.expit(special.logit(a) + half)]
    z2, k = stats.norm.ppf((1 + level) / 2) ** 2, (m + n) / 2 - 1
    excess = lambda t: (a - t) ** 2 - z2 * t * (1 - t) * (1 + k * (1 - t) / (2 - t) + k * t / (1 + t)) / (m * n)
    return [optimize.brentq(excess, 1e-15, a - 1e-12, xtol=1e-16) if a > 0 else 0.0,
            optimize.brentq(excess, a + 1e-12, 1 - 1e-15, xtol=1e-16) if a < 1 else 1.0]


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
        out.append({
            "scores": list(s), "labels": y.tolist(), "auc": metrics.roc_auc_score(y, s), "auc_variance": variance,
            "auc_interval": area_interval(s[y == 1], s[y == 0]),
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
        "ablation": {g: [[float(f"{v:.7g}") for v in layer] for layer in sex["groups"][g]["ablation"].values()] for g in sex["groups"]},
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
