"""Writes Tests/Fixtures/finetune/objective.json: fine-tuning objectives and their gradients, by PyTorch.

Everything is differentiated by autograd (`create_graph=True`), in double precision: small ReLU and tanh
networks ending in one sigmoid, in a two-output softmax, or in a logit; demographic parity and equalized
odds; two and three groups; a frozen layer; batch normalisation with fixed statistics, also behind a
convolution; dropout whose mask all passes of the step share.
Needs torch and numpy. Run: python finetune_objective.py
"""

import itertools
import json
import pathlib

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
OUT = pathlib.Path(__file__).resolve().parent.parent / "finetune"
rng = np.random.default_rng(17)
EPSILON = 1e-3  # Keras's, of batch normalisation


def tensor(*shape, scale=1.0):
    return np.round(rng.normal(size=shape) * scale, 4)


IMAGE, FILTERS = (5, 5, 2), 3  # of the network with a convolution of 3 by 3 in front


def statistics(b):
    return [("gamma", 1 + tensor(b, scale=0.2)), ("beta", tensor(b, scale=0.2)),
            ("mean", tensor(b, scale=0.3)), ("variance", np.abs(tensor(b)) + 0.4)]


def network(sizes, normalised, convolved):
    """Kernels (in, out), biases; after the first layer gamma, beta, mean, variance where asked for."""
    weights = []
    if convolved:
        weights += [("kernel", tensor(3, 3, IMAGE[2], FILTERS, scale=0.25)), ("bias", tensor(FILTERS, scale=0.2))]
        weights += statistics(FILTERS)
    for index, (a, b) in enumerate(itertools.pairwise(sizes)):
        weights += [("kernel", tensor(a, b, scale=1 / np.sqrt(a))), ("bias", tensor(b, scale=0.2))]
        if normalised and index == 0:
            weights += statistics(b)
    return weights


def normalise(x, mean, variance, case, over):
    """Scores by the moving statistics; by those of the rows at hand where the case says so."""
    if case.get("byRows"):
        mean, variance = x.mean(over), x.var(over, unbiased=False)
    return (x - mean) / torch.sqrt(variance + EPSILON)


def logits(x, weights, case, mask=None):
    position = 0
    layers = len(case["sizes"]) - 1
    if case["convolved"]:
        kernel, bias, gamma, beta, mean, variance = weights[:6]
        x = x.reshape(-1, *IMAGE).permute(0, 3, 1, 2)
        x = torch.nn.functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias).permute(0, 2, 3, 1)
        x = torch.relu(normalise(x, mean, variance, case, (0, 1, 2)) * gamma + beta).flatten(1)
        position = 6
    for index in range(layers):
        x = x @ weights[position] + weights[position + 1]
        position += 2
        if case["normalised"] and index == 0:
            gamma, beta, mean, variance = weights[position:position + 4]
            x = normalise(x, mean, variance, case, 0) * gamma + beta
            position += 4
        if index < layers - 1:
            x = torch.relu(x) if case["function"] == "relu" else torch.tanh(x)
        if index == 0 and mask is not None:
            x = x * mask
    return x


def score(z, case):
    return torch.softmax(z, 1)[:, case["positive"]] if case["head"] == "softmax" else torch.sigmoid(z)[:, 0]


def loss(z, y, case):
    if case["head"] == "softmax":
        classes = y if case["positive"] == 1 else 1 - y
        return torch.nn.functional.cross_entropy(z, classes.long())
    return torch.nn.functional.binary_cross_entropy_with_logits(z[:, 0], y)


def influence(kernel, gradient):
    return ((kernel * gradient) ** 2).flatten(0, -2).sum(0)


def objective(case, names, weights, x, y, cells, mask=None):
    at = lambda rows: None if mask is None else mask[rows]
    union = sum(cells, [])

    def run(rows):
        """Logits of rows; where rows depend on each other, all rows of the step go through together."""
        if not case.get("byRows"):
            return logits(x[rows], weights, case, at(rows))
        return logits(x[union], weights, case, at(union))[[union.index(row) for row in rows]]

    groups = case["groups"]
    contexts = len(cells) // groups
    total = loss(run(union), y[union], case)
    comparisons = []
    for context in range(contexts):
        own = list(range(context * groups, (context + 1) * groups))
        if case["comparison"] == "againstRest" and groups > 2:
            comparisons += [([c], [o for o in own if o != c]) for c in own]
        else:
            comparisons += [([a], [b]) for a, b in itertools.combinations(own, 2)]
    rows = lambda side: sum((cells[c] for c in side), [])
    terms = {"loss": total, "gap": 0, "parity": 0, "path": 0}
    # A layer of one neuron adds a constant; frozen kernels have no gradient.
    kernels = [i for i, name in enumerate(names)
               if name == "kernel" and weights[i].shape[-1] > 1 and i not in case["frozen"]]
    for position, (a, b) in enumerate(comparisons):
        means = [score(run(rows(s)), case).mean() for s in (a, b)]
        terms["gap"] = terms["gap"] + (means[0] - means[1]).abs()
        if case["method"] in ("gpa", "mixup") and case["alignment"] > 0:
            gradients = [torch.autograd.grad(loss(run(rows(s)), y[rows(s)], case), [weights[i] for i in kernels],
                                             create_graph=True) for s in (a, b)]
            for i, first, second in zip(kernels, *gradients):
                terms["parity"] = terms["parity"] + torch.nn.functional.cosine_similarity(
                    influence(weights[i], first), influence(weights[i], second), dim=0, eps=0)
        if case["method"] == "mixup":
            gamma = case["mixing"][position]
            ends = [x[rows(s)] for s in (a, b)]
            mixed = (ends[0] * gamma + ends[1] * (1 - gamma)).requires_grad_(True)
            slope = torch.autograd.grad(score(logits(mixed, weights, case, at(rows(a))), case).sum(), mixed,
                                        create_graph=True)[0]
            terms["path"] = terms["path"] + (slope * (ends[1] - ends[0])).sum(1).mean().abs()
    weight = 0 if case["method"] == "erm" else case["gapWeight"]
    if case["method"] == "mixup":
        total = total + weight * terms["path"]
    else:
        total = total + weight * terms["gap"]
    if case["method"] in ("gpa", "mixup"):
        total = total - case["alignment"] * terms["parity"]
    terms["objective"] = total
    return terms


BASE = {"sizes": [5, 7, 6, 1], "head": "sigmoid", "positive": 0, "function": "relu", "normalised": False,
        "groups": 2, "fairness": "dp", "comparison": "pairs", "method": "gpa", "alignment": 0.05,
        "gapWeight": 0.3, "frozen": [], "rows": 11,
        "convolved": False}
VARIANTS = [
    {"method": "erm"}, {"method": "gapreg"}, {"method": "mixup"}, {},
    {"gapWeight": 0.0}, {"alignment": 5.0}, {"function": "tanh"}, {"normalised": True},
    {"head": "logit", "function": "tanh"}, {"groups": 3}, {"groups": 3, "comparison": "againstRest"},
    {"groups": 3, "comparison": "againstRest", "method": "gapreg"},
    {"frozen": [0, 1]}, {"frozen": [2, 3]}, {"sizes": [4, 6, 5, 2], "head": "softmax", "positive": 1},
    {"sizes": [4, 6, 5, 2], "head": "softmax", "positive": 0},
    {"sizes": [4, 6, 5, 2], "head": "softmax", "positive": 0, "method": "mixup"},
    {"sizes": [4, 6, 5, 2], "head": "softmax", "positive": 0, "method": "gapreg"},
    {"sizes": [27, 5, 1], "convolved": True}, {"sizes": [27, 5, 1], "convolved": True, "method": "mixup"},
]
DROPOUT = [{"dropout": 0.4}, {"dropout": 0.4, "method": "mixup"}, {"dropout": 0.3, "method": "gapreg"}]
BY_ROWS = [{"normalised": True, "byRows": True}, {"normalised": True, "byRows": True, "method": "gapreg"},
           {"normalised": True, "byRows": True, "method": "mixup"}, {"sizes": [27, 5, 1], "convolved": True, "byRows": True}]
ALIGNED_PATHS = [{"method": "mixup", "alignment": 0.5}, {"method": "mixup", "alignment": 0.5, "groups": 3}]
cases = []
# Those behind the first were added later; at the end they leave the draws of the others as they were.
for fairness, variant in [(f, v) for variants in (VARIANTS, DROPOUT, BY_ROWS, ALIGNED_PATHS) for f in ("dp", "eo") for v in variants]:
    case = {**BASE, **variant, "fairness": fairness}
    if case["method"] == "mixup":
        case["alignment"] = variant.get("alignment", 0.0)
    parts = network(case["sizes"], case["normalised"], case["convolved"])
    names = [name for name, _ in parts]
    weights = [torch.tensor(value, requires_grad=i not in case["frozen"] and names[i] not in ("mean", "variance"))
               for i, (_, value) in enumerate(parts)]
    contexts = 2 if fairness == "eo" else 1
    # Groups of different sizes, except for Fair-Mixup, which pairs rows.
    sizes = [case["rows"] + (0 if case["method"] == "mixup" else i) for i in range(contexts * case["groups"])]
    cells, labels, start = [], [], 0
    for cell, size in enumerate(sizes):
        cells.append(list(range(start, start + size)))
        labels += [cell // case["groups"]] * size if contexts == 2 else (rng.random(size) < 0.4).astype(int).tolist()
        start += size
    x = tensor(start, int(np.prod(IMAGE)) if case["convolved"] else case["sizes"][0])
    for cell, rows in enumerate(cells):
        x[rows] += 0.3 * (cell % case["groups"])
    x = np.round(x, 4)
    pairs = contexts * case["groups"] * (case["groups"] - 1) // 2
    case["mixing"] = np.round(rng.random(pairs), 4).tolist()
    mask = None
    if "dropout" in case:
        kept = rng.random((start, case["sizes"][1])) >= case["dropout"]
        mask = torch.tensor(kept / (1 - case["dropout"]))
        case["kept"] = kept.reshape(-1).astype(int).tolist()
    terms = objective(case, names, weights, torch.tensor(x), torch.tensor(labels, dtype=torch.float64), cells, mask)
    gradients = torch.autograd.grad(terms["objective"], [w for w in weights if w.requires_grad])
    case["name"] = " ".join([fairness, *(f"{k}={v}" for k, v in variant.items())])
    case["weights"] = [{"role": name, "shape": list(value.shape), "elements": value.reshape(-1).tolist()}
                       for name, value in parts]
    case["inputs"] = x.reshape(-1).tolist()
    case["labels"] = labels
    case["cells"] = cells
    case["terms"] = {key: float(torch.as_tensor(value).detach()) for key, value in terms.items()}
    case["gradients"] = [g.reshape(-1).tolist() for g in gradients]
    del case["rows"]
    cases.append(case)
OUT.mkdir(exist_ok=True)
(OUT / "objective.json").write_text(json.dumps(cases, allow_nan=False) + "\n")
print("torch", torch.__version__, len(cases), "cases")
