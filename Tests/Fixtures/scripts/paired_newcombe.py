"""Newcombe's paired interval (Statistics in Medicine 17, 1998, method 10) for the tests, with SciPy's Wilson ends.

    python paired_newcombe.py
"""

import numpy as np
from scipy.stats import binomtest


def interval(both, gained, lost, neither):
    n = both + gained + lost + neither
    after, before = both + gained, both + lost
    (l1, u1), (l2, u2) = (binomtest(k, n).proportion_ci(0.95, "wilson") for k in (after, before))
    p1, p2 = after / n, before / n
    product = (both + gained) * (lost + neither) * (both + lost) * (gained + neither)
    excess = both * neither - gained * lost
    if excess > 0:
        excess = max(excess - n / 2, 0)
    phi = excess / np.sqrt(product) if product else 0.0
    lower = p1 - p2 - np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    upper = p1 - p2 + np.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    return lower, upper


for counts in [(36, 12, 2, 0), (0, 0, 0, 20), (10, 0, 0, 10), (1, 97, 2, 0)]:
    print(counts, *(repr(float(x)) for x in interval(*counts)))
