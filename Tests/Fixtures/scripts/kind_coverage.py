"""Prints how often 95 % intervals of weighted shares, RMSE and R² hold the truth, by simulation.

    python kind_coverage.py
"""
import numpy as np
from scipy import stats

rng = np.random.default_rng(7)
RUNS = 4000


def wilson(p, n, z=1.959964):
    centre, half, scale = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)), 1 + z * z / n
    return (centre - half) / scale, (centre + half) / scale


def shares(n, rate, shape, bound):
    """Weights of a gamma distribution; where bound, heavier rows count more often."""
    w = rng.gamma(shape, 1 / shape, (RUNS, n)) + 0.05
    chance = np.clip(rate * (0.5 + w / w.mean()) / 1.5, 0, 1) if bound else np.full_like(w, rate)
    y = rng.random((RUNS, n)) < chance
    big = rng.gamma(shape, 1 / shape, 4_000_000) + 0.05
    truth = np.average(np.clip(rate * (0.5 + big / w.mean()) / 1.5, 0, 1), weights=big) if bound else rate
    total = w.sum(1)
    p = (w * y).sum(1) / total
    variance = ((w * (y - p[:, None])) ** 2).sum(1) / total ** 2
    kish = total ** 2 / (w ** 2).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = np.minimum(np.where(variance > 0, p * (1 - p) / variance, kish), n)
    low, high = wilson(p, effective)
    return np.mean((low <= truth) & (truth <= high))


print("weighted shares: rows, rate, shape of the weights, whether they depend on the outcome, coverage")
for n in (50, 200, 1000):
    for rate in (0.05, 0.3):
        for shape in (1.5, 4):
            for bound in (False, True):
                print(f"{n:5} {rate:.2f} {shape:3} {str(bound):5} {shares(n, rate, shape, bound):.3f}")


def numbers(n, skew):
    x = rng.normal(size=(RUNS, n))
    noise = (rng.gamma(2, 1, (RUNS, n)) - 2) / np.sqrt(2) if skew else rng.normal(size=(RUNS, n))
    y, p = 2 * x + noise, 2 * x
    error, spread = (y - p) ** 2, (y - y.mean(1, keepdims=True)) ** 2
    t = stats.t.ppf(0.975, n - 1)
    a, b = error.mean(1), spread.mean(1)
    se = np.sqrt(error.var(1, ddof=1) / n / (4 * a))
    rmse = np.sqrt(a)
    low, high = rmse * np.exp(-t * se / rmse), rmse * np.exp(t * se / rmse)
    first = np.mean((low <= 1) & (1 <= high))
    moved = (error - (a / b)[:, None] * spread) / b[:, None]
    gap, se = a / b, np.sqrt(moved.var(1, ddof=1) / n)
    low, high = 1 - gap * np.exp(t * se / gap), 1 - gap * np.exp(-t * se / gap)
    return first, np.mean((low <= 0.8) & (0.8 <= high))


print("RMSE and R²: rows, skewed errors, coverage of each")
for n in (30, 50, 200, 1000):
    for skew in (False, True):
        print(f"{n:5} {str(skew):5} {numbers(n, skew)[0]:.3f} {numbers(n, skew)[1]:.3f}")
