"""Writes Tests/Fixtures/audit/tests.json and measures.json: tests, distributions and metrics by other hands.

    python measure_goldens.py

SciPy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1, fairlearn 0.15.0 and NumPy 2.4.6 wrote the committed
files.
"""
import itertools
import json
import pathlib

import fairlearn.metrics as fl
import numpy as np
import statsmodels.api as sm
from scipy import integrate, optimize, stats
from sklearn import metrics
from statsmodels.stats import contingency_tables, meta_analysis, multitest, oneway, proportion

ROOT = pathlib.Path(__file__).resolve().parents[3]
OUT = ROOT / "Tests/Fixtures/audit"
rng = np.random.default_rng(61)


def write(name, value):
    (OUT / name).write_text(json.dumps(value, indent=None) + "\n")


def q_profile(values, errors, level):
    """Viechtbauer 2007: the spreads at which Q equals a quantile of its distribution."""
    values, errors = np.array(values), np.array(errors)

    def q(between):
        w = 1 / (errors + between)
        return (w * (values - (w * values).sum() / w.sum()) ** 2).sum()

    def solve(target):
        return 0.0 if q(0) <= target else optimize.brentq(lambda t: q(t) - target, 0, 1e6, xtol=1e-16, rtol=1e-14)

    k, tail = len(values) - 1, (1 - level) / 2
    return [np.sqrt(solve(t)) for t in (k, stats.chi2.isf(tail, k), stats.chi2.isf(1 - tail, k))]


def tests():
    tables = [((3, 10), (9, 12)), ((0, 10), (5, 12)), ((10, 10), (0, 8)), ((2, 200), (9, 150)), ((40, 100), (55, 90)),
              ((1, 3), (2, 3)), ((7, 7), (9, 9)), ((192 + 80, 2902), (1169 + 338, 6142)), ((5, 5000), (14, 900))]
    strata = [[((5, 20), (9, 22)), ((12, 30), (15, 28)), ((3, 40), (9, 50))], [((272, 1000), (500, 1400)), ((40, 300), (90, 310))],
              [((5, 5), (3, 3)), ((4, 10), (3, 12))]]
    samples = [[np.round(rng.beta(2, 3, n) ** p, 4) for n, p in group] for group in
               ([(5, 1), (9, 1)], [(12, 1), (40, 1.2), (7, 0.8)], [(100, 1), (30, 1.1), (55, 1), (200, 1.05)])]
    spreads = [([0.2, 0.5, 0.35, 0.4], [0.001, 0.004, 0.002, 0.0005]), ([0.3, 0.31, 0.29], [0.002, 0.003, 0.001]),
               ([0.1, 0.4], [0.0004, 0.0009]), (list(np.round(rng.uniform(size=10), 3)), list(np.round(rng.uniform(1e-4, 1e-2, 10), 5)))]

    def pooled(a, b):
        z, p = proportion.proportions_ztest([a[0], b[0]], [a[1], b[1]])
        return [z, p]

    def cmh(groups, level=0.95):
        table = contingency_tables.StratifiedTable([np.array([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]], float) for a, b in groups])
        test = table.test_null_odds(correction=False)
        return [test.statistic, test.pvalue, table.oddsratio_pooled, *table.oddsratio_pooled_confint(1 - level)]

    def spread(values, errors):
        mine = q_profile(values, errors, 0.95)
        effects, variances = np.array(values), np.array(errors)
        if len(values) == 2:
            # Q = (x - y)² / (a + b + 2 τ²) is solved by hand; statsmodels's iteration does not converge.
            point = np.sqrt((values[0] - values[1]) ** 2 / 2 - sum(errors) / 2)
        elif meta_analysis.combine_effects(effects, variances).q <= len(values) - 1:
            point = 0.0
        else:
            # Its iteration gives up at 0 from above the root, so that it starts from below.
            point = max(np.sqrt(meta_analysis.combine_effects(
                effects, variances, method_re="iterated", tau2_start=start * mine[0] ** 2, atol=1e-14, maxiter=10000).tau2)
                for start in (0, 0.5, 0.8, 0.95))
        assert abs(point - mine[0]) < 1e-12 and (point > 0) == (mine[0] > 0), (point, mine)
        return mine

    def unlikely(m, n, x, y, share):
        """The probability of tables whose pooled z is at least as far from 0 as that of (x, y), all of them counted."""
        i, j = np.arange(m + 1)[:, None], np.arange(n + 1)[None, :]
        both = (i + j) / (m + n)
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.nan_to_num((i / m - j / n) / np.sqrt(both * (1 - both) * (1 / m + 1 / n)))
        mass = stats.binom.pmf(i, m, share) * stats.binom.pmf(j, n, share)
        return [m, n, x, y, share, abs(z[x, y]), mass[np.abs(z) >= abs(z[x, y]) * (1 - 1e-9)].sum()]

    def anova(groups):
        result = oneway.anova_oneway(groups, use_var="unequal", welch_correction=True)
        return [result.statistic, result.df_denom, result.pvalue]

    write("tests.json", {
        "chi_square": [[x, d, stats.chi2.sf(x, d)] for x in (0.001, 0.5, 1, 3.84, 10, 40, 200, 900) for d in (0.5, 1, 2, 5, 9.5, 30, 499)],
        "chi_square_quantile": [[p, d, stats.chi2.isf(p, d)] for p in (1e-6, 0.025, 0.05, 0.5, 0.975, 0.9999) for d in (1, 2, 9, 44, 300)],
        "f": [[x, a, b, stats.f.sf(x, a, b)] for x in (0.01, 0.5, 1, 2.5, 12) for a in (1, 2, 9) for b in (1.5, 10, 57.3, 900)],
        "studentized_range": [[q, k, stats.studentized_range.cdf(q, k, np.inf)] for q in (0.1, 1, 2.5, 3.6, 5, 7) for k in (2, 3, 4, 10, 45)],
        "studentized_range_quantile": [[c, k, stats.studentized_range.ppf(c, k, np.inf)] for c in (0.9, 0.95, 0.99) for k in (2, 3, 5, 10, 30)],
        "fisher": [[*a, *b, stats.fisher_exact([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]]).pvalue] for a, b in tables],
        "pooled_z": [[*a, *b, *pooled(a, b)] for a, b in tables if 0 < a[0] + b[0] < a[1] + b[1]],
        "unlikely_tables": [unlikely(m, n, x, y, share) for m, n, x, y in ((10, 12, 2, 8), (50, 50, 10, 20), (60, 400, 9, 22), (200, 30, 20, 9), (300, 300, 3, 12))
                            for share in (0.02, 0.1, 0.3, 0.5, 0.8)],
        # SciPy has the largest such probability over all shares.
        "barnard": [[m, n, x, y, stats.barnard_exact([[x, y], [m - x, n - y]], pooled=True, n=256).pvalue] for m, n, x, y in
                    ((10, 12, 2, 8), (50, 50, 10, 20), (60, 150, 9, 42), (100, 30, 20, 12))],
        "mcnemar": [[b, c, contingency_tables.mcnemar([[0, b], [c, 0]], exact=True).pvalue] for b, c in ((0, 1), (3, 9), (10, 10), (40, 71), (300, 420))],
        "cmh": [{"strata": [[*a, *b] for a, b in groups], "expected": cmh(groups)} for groups in strata[:2]],
        "welch_anova": [{"groups": [list(g) for g in groups], "expected": anova(groups)} for groups in samples],
        "spread": [{"values": values, "errors": errors, "expected": spread(values, errors)} for values, errors in spreads],
        "holm": [[list(p), list(multitest.multipletests(p, method="holm")[1])] for p in (np.round(rng.uniform(size=9) ** 3, 5), np.array([0.01, 0.01, 0.2, 0.04, 1]))],
        "binomial": [[n, p, [stats.binom.cdf(k, n, p) for k in range(n + 1)]] for n, p in ((5, 0.3), (30, 0.9), (60, 0.4), (200, 0.07))],
        "hypergeometric": [[n, m, d, [stats.hypergeom.cdf(k, n, m, d) for k in range(min(m, d) + 1)]] for n, m, d in ((10, 4, 5), (200, 50, 60), (90, 80, 30))],
    })


def curve(y, s):
    fpr, tpr, _ = metrics.roc_curve(y, s, drop_intermediate=False)
    return fpr, tpr


def area_between(one, two):
    """Quadrature between neighbouring knots, on a ROC read off inside each piece."""
    (f, t), (g, u) = curve(*one), curve(*two)
    knots = np.unique(np.concatenate([f, g]))
    total = 0.0
    for a, b in zip(knots, knots[1:]):
        inner = np.array([a + (b - a) / 4, b - (b - a) / 4])
        d = np.interp(inner, f, t) - np.interp(inner, g, u)
        slope = (d[1] - d[0]) / (inner[1] - inner[0])
        line = lambda x: abs(d[0] + slope * (x - inner[0]))
        root = inner[0] - d[0] / slope if slope else None
        parts = [a, root, b] if root is not None and a < root < b else [a, b]
        total += sum(integrate.quad(line, x, z, epsabs=1e-15)[0] for x, z in zip(parts, parts[1:]))
    return total


def precision_error(y, s):
    """The squared derivatives of average precision by the rows' weights, as differences, with Bessel's factors."""
    total, h = 0.0, 1e-4
    factor = [(y == k).sum() / ((y == k).sum() - 1) for k in (0, 1)]
    for i in range(len(y)):
        w = np.ones(len(y))
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        d = (metrics.average_precision_score(y, s, sample_weight=up) - metrics.average_precision_score(y, s, sample_weight=down)) / (2 * h)
        total += d * d * factor[y[i]]
    return total


def matthews_interval(y, d, level=0.95):
    """Fisher's z by the delta method on half a row more in each cell, slopes as differences."""
    cells = metrics.confusion_matrix(y, d, labels=[0, 1]).ravel() + 0.5

    def z(c):
        tn, fp, fn, tp = c
        return np.arctanh((tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)))

    steps = np.eye(4) * 1e-4
    slopes = [(8 * (z(cells + e) - z(cells - e)) - z(cells + 2 * e) + z(cells - 2 * e)) / 12e-4 for e in steps]
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt((cells * np.square(slopes)).sum())
    return [np.tanh(z(cells) - half), np.tanh(z(cells) + half)]


def measure(y, s):
    d = (s >= 0.5).astype(int)
    x = np.log(s / (1 - s))
    logit, plain = (sm.Logit(y, sm.add_constant(x)).fit(disp=0, tol=1e-14, method="newton", maxiter=200, cov_type=kind)
                    for kind in ("HC0", "nonrobust"))
    large = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Binomial(), offset=x).fit(tol=1e-14, cov_type="HC0")
    bins = np.minimum(9, np.floor(s * 10).astype(int))
    ece = sum((bins == b).mean() * abs(y[bins == b].mean() - s[bins == b].mean()) for b in range(10) if (bins == b).any())
    benefit = d - y + 1.0
    ratio = benefit / benefit.mean()
    z = ((y - s) * (1 - 2 * s)).sum() / np.sqrt(((1 - 2 * s) ** 2 * s * (1 - s)).sum())
    return {"mcc": metrics.matthews_corrcoef(y, d), "mcc_interval": matthews_interval(y, d), "fdr": 1 - metrics.precision_score(y, d), "for": float(y[d == 0].mean()),
            "calibration.slope": logit.params[1], "slope_error": max(logit.bse[1], plain.bse[1]), "calibration.intercept": large.params[0],
            "intercept_error": large.bse[0], "ece": ece, "ge2": float(np.mean(ratio ** 2 - 1) / 2),
            "theil": float(np.mean(np.where(ratio > 0, ratio * np.log(np.where(ratio > 0, ratio, 1)), 0))),
            "average_precision": metrics.average_precision_score(y, s), "precision_error": precision_error(y, s),
            "spiegelhalter": [z, 2 * stats.norm.sf(abs(z))], "quantiles": list(np.quantile(s, [0.05, 0.25, 0.5, 0.75, 0.95]))}


def measures():
    cases = []
    for sizes, digits in (((80, 120), 2), ((60, 150, 90), 4), ((40, 45, 300, 70), 1)):
        groups = []
        for index, n in enumerate(sizes):
            s = np.round(np.clip(rng.beta(1.5 + 0.3 * index, 2, n), 0.01, 0.99), digits).clip(0.05, 0.95)
            y = (rng.uniform(size=n) < s ** (1 + 0.2 * index)).astype(int)
            groups.append((y, s))
        y, s = (np.concatenate(part) for part in zip(*groups))
        g = np.repeat(np.arange(len(sizes)), sizes)
        d = (s >= 0.5).astype(int)
        pairs = list(itertools.combinations(groups, 2))
        smd = max(abs(a[1].mean() - b[1].mean()) / np.sqrt(((len(a[1]) - 1) * a[1].var(ddof=1) + (len(b[1]) - 1) * b[1].var(ddof=1)) / (len(a[1]) + len(b[1]) - 2)) for a, b in pairs)
        above = [float((t > np.median(s)).mean()) for _, t in groups]
        rates = [t for t in (float((q >= 0.5).mean()) for _, q in groups)]
        gap = lambda f: max(map(f, groups), key=float) - min(map(f, groups), key=float)
        expected = {
            "dp.rate_gap.overall": fl.demographic_parity_difference(y, d, sensitive_features=g, method="to_overall"),
            "dp.rate_gap.relative": max(abs(r / d.mean() - 1) for r in rates),
            "eo.sum_abs": 2 * fl.equalized_odds_difference(y, d, sensitive_features=g, agg="mean"),
            "ll144.impact_ratio": min(above) / max(above), "score.smd": smd, "abroca": max(area_between(a, b) for a, b in pairs),
            "brier.gap.maxmin": gap(lambda p: metrics.brier_score_loss(*p)), "log_loss.gap.maxmin": gap(lambda p: metrics.log_loss(*p)),
            "balanced_accuracy.gap.maxmin": gap(lambda p: metrics.balanced_accuracy_score(p[0], p[1] >= 0.5)),
            "auc.gap.maxmin": gap(lambda p: metrics.roc_auc_score(*p)),
            "dp.score_gap": gap(lambda p: p[1].mean()),
            "eo.score_gap_sum": gap(lambda p: p[1][p[0] == 1].mean()) + gap(lambda p: p[1][p[0] == 0].mean()),
            "accuracy.gap.maxmin": gap(lambda p: metrics.accuracy_score(p[0], p[1] >= 0.5)),
            "ppv.gap.maxmin": gap(lambda p: metrics.precision_score(p[0], p[1] >= 0.5)),
            "fpr.gap.maxmin": gap(lambda p: fl.false_positive_rate(p[0], p[1] >= 0.5)),
            "dp.rate_gap.maxmin": fl.demographic_parity_difference(y, d, sensitive_features=g),
            "dp.ratio.minmax": fl.demographic_parity_ratio(y, d, sensitive_features=g),
            "eo.max": fl.equalized_odds_difference(y, d, sensitive_features=g),
            "eo.mean_abs": fl.equalized_odds_difference(y, d, sensitive_features=g, agg="mean"),
            "eo.ratio": fl.equalized_odds_ratio(y, d, sensitive_features=g),
            "eopp.maxmin": fl.equal_opportunity_difference(y, d, sensitive_features=g),
            "eopp.ratio": fl.equal_opportunity_ratio(y, d, sensitive_features=g),
            "npv.gap.maxmin": gap(lambda p: 1 - p[0][p[1] < 0.5].mean())}
        if len(sizes) == 2:
            low, high = (0, 1) if rates[0] < rates[1] else (1, 0)
            rate = lambda k, label: float((groups[k][1][groups[k][0] == label] >= 0.5).mean())
            dt, df = rate(low, 1) - rate(high, 1), rate(low, 0) - rate(high, 0)
            expected |= {"dp.rate_gap.signed": rates[low] - rates[high], "eopp.signed": dt, "eo.mean_signed": (dt + df) / 2}
        cases.append({"scores": list(s), "labels": y.tolist(), "groups": g.tolist(), "disparities": expected,
                      "by_group": [measure(*group) | {"ll144.scoring_rate": share} for group, share in zip(groups, above)],
                      "overall": measure(y, s)})
    write("measures.json", cases)


tests()
measures()
