"""Simulates what docs/decisions/0009-influence-resampling.md reports: prints its two tables.

    python influence_coverage.py [REPEATS]      (NumPy, SciPy, h5py, PyYAML; some minutes)

The rows of the Adult sample are the population. Samples of rows are drawn from it with replacement,
and intervals and tests made from each sample are held against what the whole population says.
"""
import csv
import pathlib
import sys

import h5py
import numpy as np
import yaml
from scipy.stats import norm, t as student

ROOT = pathlib.Path(__file__).resolve().parents[3] / "sample-checkpoints/adult"
REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
REPLICATES = 200
MICRO = 4  # rows are drawn in fours: sums of rows have the same law, and memory is saved
rng = np.random.default_rng(9)
np.seterr(all="ignore")


def matrix(rows):
    spec = yaml.safe_load((ROOT / "model.audit.yaml").read_text())
    columns = []
    for f in spec["inputs"][0]["features"]:
        values = [r[f["column"]] for r in rows]
        if f["kind"] == "numeric":
            columns.append(((np.array(values, float) - f["mean"]) / f["std"])[:, None])
        else:
            columns.append(np.array([[v == w for w in map(str, f["vocabulary"])] for v in values], float))
    return np.concatenate(columns, 1)


def weights():
    with h5py.File(ROOT / "model.h5") as file:
        found = {}
        file["model_weights"].visititems(lambda n, o: found.__setitem__(n, o[()].astype(float)) if isinstance(o, h5py.Dataset) else None)
    kernels = {v.shape: (v, found[n.replace("kernel", "bias")]) for n, v in found.items() if n.endswith("kernel")}
    return [kernels[s] for s in ((104, 200), (200, 200), (200, 1))]


with open(ROOT / "adult_test.csv") as file:
    ROWS = list(csv.DictReader(file))
X = matrix(ROWS)
Y = np.array([r["income"] == ">50K" for r in ROWS], float)
(W1, B1), (W2, B2), (W3, B3) = weights()
Z1 = X @ W1 + B1
H1 = np.maximum(Z1, 0)
Z2 = H1 @ W2 + B2
LOGIT = (np.maximum(Z2, 0) @ W3 + B3)[:, 0]
D2 = ((1 / (1 + np.exp(-LOGIT)) - Y)[:, None] * W3[:, 0]) * (Z2 > 0)
D1 = (D2 @ W2.T) * (Z1 > 0)


class Population:
    """Weight times gradient, summed over fours of rows, for both hidden layers."""

    def __init__(self, rows):
        rows = rng.permutation(rows)
        fours = [rows[i:i + MICRO] for i in range(0, len(rows) - MICRO + 1, MICRO)]
        self.sums = [np.stack([X[f].T @ D1[f] for f in fours]).astype(np.float32) * W1.astype(np.float32),
                     np.stack([H1[f].T @ D2[f] for f in fours]).astype(np.float32) * W2.astype(np.float32)]
        self.truth = [influence(s.sum(0, dtype=float), len(fours) * MICRO) for s in self.sums]

    def sample(self, rows, blocks):
        """Blocks' sums for each layer, and their rows."""
        parts = np.array_split(rng.integers(0, len(self.sums[0]), rows // MICRO), blocks)
        counts = np.zeros((blocks, len(self.sums[0])), np.float32)
        for block, part in enumerate(parts):
            np.add.at(counts[block], part, 1)
        return [(counts @ s.reshape(len(s), -1)).reshape(blocks, *s.shape[1:]) for s in self.sums], np.array([len(p) * MICRO for p in parts], float)


def influence(sums, rows):
    return ((sums / rows) ** 2).sum(-2)


def cosine(a, b):
    return (a * b).sum(-1) / np.sqrt((a * a).sum(-1) * (b * b).sum(-1))


class Sampled:
    """One layer of one group's sample: influence, its jackknife, its bootstrap."""

    def __init__(self, sums, rows, bootstrap):
        blocks, total = len(rows), sums.sum(0, dtype=float)
        self.blocks = blocks
        self.whole = influence(total, rows.sum())
        self.without = np.stack([influence(total - sums[b], rows.sum() - rows[b]) for b in range(blocks)])
        pseudo = blocks * self.whole - (blocks - 1) * self.without
        self.unbiased, self.variance = pseudo.mean(0), pseudo.var(0, ddof=1) / blocks
        if bootstrap:
            draws = rng.multinomial(blocks, np.ones(blocks) / blocks, size=REPLICATES).astype(np.float32)
            flat = sums.reshape(blocks, -1)
            self.drawn = np.concatenate([influence((d @ flat).reshape(-1, *sums.shape[1:]), (d @ rows)[:, None, None]) for d in np.array_split(draws, 10)])


def intervals(a, b):
    """95 % intervals of the layer's parity."""
    value = cosine(a.whole, b.whole)
    drawn = cosine(a.drawn, b.drawn)
    left, right = cosine(a.without, b.whole), cosine(a.whole, b.without)
    low, high = np.quantile(drawn, [0.025, 0.975])
    out = {"percentile": (low, high), "basic": (2 * value - high, 2 * value - low)}
    bias = norm.ppf(np.clip((drawn < value).mean(), 1 / REPLICATES, 1 - 1 / REPLICATES))
    cubes = sum(((x.mean() - x) ** 3).sum() for x in (left, right))
    squares = sum(((x.mean() - x) ** 2).sum() for x in (left, right))
    skew = cubes / (6 * squares ** 1.5)
    out["BCa"] = tuple(np.quantile(drawn, [norm.cdf(bias + (bias + z) / (1 - skew * (bias + z))) for z in norm.ppf([0.025, 0.975])]))
    angle = lambda x: np.arccos(np.clip(x, -1, 1))
    centre, parts = angle(value), [angle(left), angle(right)]
    spread = np.sqrt(sum((len(x) - 1) / len(x) * ((x - x.mean()) ** 2).sum() for x in parts))
    shift = sum((len(x) - 1) * (x.mean() - centre) for x in parts)
    half = student.ppf(0.975, min(a.blocks, b.blocks) - 1) * spread
    back = lambda x: float(np.cos(np.clip(x, 0, np.pi / 2)))
    out["jackknife, corrected"] = (back(centre - shift + half), back(centre - shift - half))
    out["jackknife, hull"] = (min(value, back(max(centre, centre - shift) + half)), max(value, back(min(centre, centre - shift) - half)))
    return out


def neuron_p(a, b):
    """The p of every neuron, as Influence/Divergence.swift computes it, and by plain logarithms."""
    swap = b.unbiased > a.unbiased
    pick = lambda x, y: (np.where(swap, y, x), np.where(swap, x, y))
    high, low = pick(a.unbiased, b.unbiased)
    high_error, low_error = pick(np.sqrt(a.variance), np.sqrt(b.variance))
    high_blocks, low_blocks = pick(a.blocks, b.blocks)
    logs = np.log(high / low) / np.hypot(high_error / high, low_error / low)
    guarded = np.maximum(low_error, high_error * np.sqrt(high_blocks / low_blocks))
    t = np.where(low > low_error, logs, (high - low) / np.hypot(high_error, guarded))
    plain = np.log2(a.whole / b.whole)
    spread = np.sqrt(sum((len(x) - 1) / len(x) * ((x - x.mean(0)) ** 2).sum(0) for x in (np.log2(a.without), np.log2(b.without))))
    degrees = min(a.blocks, b.blocks) - 1
    p = lambda t: np.where(np.isfinite(t), 2 * student.sf(np.abs(t), degrees), 1)
    return p(t), p(plain / spread)


def adjusted(p):
    order = np.argsort(p)[::-1]
    steps = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    return steps[np.argsort(order)]


def group(column, value):
    return np.flatnonzero([r[column] == value for r in ROWS])


print("| groups | rows | blocks | layer | true parity | mean parity | " + " | ".join(["percentile", "basic", "BCa", "jackknife, corrected", "jackknife, hull"]) + " |")
for column, names, rows, blocks in (("sex", ("Female", "Male"), (2900, 6140), (41, 87)),
                                    ("race", ("Black", "Asian-Pac-Islander"), (850, 306), (64, 24)),
                                    ("race", ("White", "Amer-Indian-Eskimo"), (1500, 76), (128, 8))):
    pools = [Population(group(column, n)) for n in names]
    hits = [{}, {}]
    means = [0, 0]
    truth = [cosine(pools[0].truth[l], pools[1].truth[l]) for l in range(2)]
    for _ in range(REPEATS):
        drawn = [p.sample(n, b) for p, n, b in zip(pools, rows, blocks)]
        for l in range(2):
            a, b = (Sampled(s[l], n, True) for s, n in drawn)
            means[l] += cosine(a.whole, b.whole) / REPEATS
            for name, (low, high) in intervals(a, b).items():
                hits[l].setdefault(name, []).append(low <= truth[l] <= high)
    for l in range(2):
        print(f"| {' v '.join(names)} | {rows[0]} v {rows[1]} | {blocks[0]} v {blocks[1]} | {l + 1} | {truth[l]:.2f} | {means[l]:.2f} | " + " | ".join(f"{np.mean(v):.2f}" for v in hits[l].values()) + " |", flush=True)
    del pools

print("\n| rows | blocks | layer | p ≤ .05 | p ≤ .01 | p ≤ .001 | samples with a discovery | plain logarithms: p ≤ .05 | samples with a discovery |")
pool = Population(np.arange(len(ROWS))[:6000])
for rows, blocks in (((80, 3000), (8, 300)), ((300, 6000), (12, 240)), ((3000, 6000), (42, 84))):
    found = [[], []]
    for _ in range(REPEATS // 2):
        drawn = [pool.sample(n, b) for n, b in zip(rows, blocks)]
        for l in range(2):
            live = pool.truth[l] > 0
            p, plain = (x[live] for x in neuron_p(*(Sampled(s[l], n, False) for s, n in drawn)))
            found[l].append([(p <= 0.05).mean(), (p <= 0.01).mean(), (p <= 0.001).mean(), (adjusted(p) <= 0.05).any(),
                             (plain <= 0.05).mean(), (adjusted(plain) <= 0.05).any()])
    for l in range(2):
        v = np.mean(found[l], 0)
        print(f"| {rows[0]} v {rows[1]} | {blocks[0]} v {blocks[1]} | {l + 1} | {v[0]:.3f} | {v[1]:.4f} | {v[2]:.5f} | {v[3]:.2f} | {v[4]:.2f} | {v[5]:.2f} |", flush=True)
