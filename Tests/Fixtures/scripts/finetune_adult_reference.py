"""The Adult protocol of docs/reproduction.md in PyTorch, on the rows that finetune_adult.py writes.

    python finetune_adult_reference.py DATA dp|eo erm|gapreg|gpa LAMBDA GAP-WEIGHT SEED ...

An independent second implementation: its initial weights and batches are drawn by other generators, its
rows are the same. Prints a line of JSON for each seed. Needs torch, numpy and scikit-learn.
"""

import json
import sys
import time

import numpy as np
import torch
from sklearn.metrics import average_precision_score

torch.set_num_threads(1)
DATA, OBJECTIVE, METHOD, LAMBDA, GAP_WEIGHT, *SEEDS = sys.argv[1:]
LAMBDA, GAP_WEIGHT = float(LAMBDA), float(GAP_WEIGHT)
ROWS = 500  # of each cell in a step


def load(seed, part):
    table = np.fromfile(f"{DATA}/{seed}.{part}.u8", dtype=np.uint8).reshape(-1, 122)
    return table[:, :120].astype(np.float32), table[:, 120].astype(int), table[:, 121].astype(int)


def gap(scores, labels, sexes):
    if OBJECTIVE == "dp":
        return abs(scores[sexes == 0].mean() - scores[sexes == 1].mean())
    return sum(abs(scores[(sexes == 0) & (labels == y)].mean() - scores[(sexes == 1) & (labels == y)].mean())
               for y in (0, 1))


def objective(model, x, y, cells):
    """The loss and the penalties of a batch whose cells of ROWS rows lie side by side, the sexes in turn."""
    bce = torch.nn.BCELoss()
    scores = model(x)[:, 0]
    total = bce(scores, y)
    means = scores.view(cells, ROWS).mean(1)
    total = total + GAP_WEIGHT * sum((means[i] - means[i + 1]).abs() for i in range(0, cells, 2))
    if METHOD == "gpa" and LAMBDA:
        kernels = [model[0].weight, model[2].weight]
        gradients = [torch.autograd.grad(bce(scores[ROWS * c:ROWS * (c + 1)], y[ROWS * c:ROWS * (c + 1)]), kernels,
                                         create_graph=True) for c in range(cells)]
        for i in range(0, cells, 2):
            for kernel, a, b in zip(kernels, gradients[i], gradients[i + 1]):
                total = total - LAMBDA * torch.nn.functional.cosine_similarity(
                    ((kernel * a) ** 2).sum(1), ((kernel * b) ** 2).sum(1), dim=0)
    return total


for seed in map(int, SEEDS):
    started = time.time()
    sets = {part: load(seed, part) for part in ("train", "val", "test")}
    torch.manual_seed(seed)
    np.random.seed(seed)
    layers = torch.nn
    model = layers.Sequential(layers.Linear(120, 200), layers.ReLU(), layers.Linear(200, 200), layers.ReLU(),
                              layers.Linear(200, 1), layers.Sigmoid())
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y, sex = sets["train"]
    labels = (0, 1) if OBJECTIVE == "eo" else (None,)
    cells = [np.where((sex == s) & ((y == label) if label is not None else True))[0] for label in labels for s in (0, 1)]
    epochs = []
    for epoch in range(1, 11):
        for _ in range(100):
            rows = np.concatenate([np.random.choice(cell, ROWS, replace=False) for cell in cells])
            loss = objective(model, torch.from_numpy(x[rows]), torch.from_numpy(y[rows]).float(), len(cells))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            found = {"epoch": epoch}
            for part in ("val", "test"):
                inputs, known, sexes = sets[part]
                scores = model(torch.from_numpy(inputs))[:, 0].numpy()
                found[part] = {"ap": float(average_precision_score(known, scores)),
                               "gap": float(gap(scores, known, sexes))}
        epochs.append(found)
    best = min(epochs[1:], key=lambda found: found["val"]["gap"])
    print(json.dumps({"objective": OBJECTIVE, "method": METHOD, "lambda": LAMBDA, "gapWeight": GAP_WEIGHT, "seed": seed,
                      "epoch": best["epoch"], **best["test"], "seconds": time.time() - started}), flush=True)
