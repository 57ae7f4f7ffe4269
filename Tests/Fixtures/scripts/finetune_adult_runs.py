"""Runs the Adult protocol of docs/reproduction.md through the command, and prints its table.

    python finetune_adult.py adult_train.csv adult_test.csv DATA
    python finetune_adult_runs.py prepare DATA RUNS          (needs NumPy and Keras 3)
    python finetune_adult_runs.py run TOOL RUNS [SEEDS]      (runs that are there already are kept)
    python finetune_adult_runs.py table RUNS
"""

import collections
import json
import pathlib
import subprocess
import sys

SEEDS = 10
# Only the training counts here, so the audit of each result is made small.
SPEC = """data: { format: npz }
label: { column: label, positive: "1" }
groups: [sex]
settings: { blocks: 8, bootstrap_replicates: 9, permutations: 9, split_halves: 9 }
inputs:
  - name: x
    features: [ { column: x, kind: raw, columns: 120 } ]
"""
# Method, objective, λ and λ₂.
SETTINGS = [
    ("erm", "dp", 0, 0), ("gapreg", "dp", 0, 0.2), ("gapreg", "dp", 0, 0.5), ("gapreg", "dp", 0, 1),
    ("gpa", "dp", 0.01, 0), ("gpa", "dp", 0.01, 0.2), ("gpa", "dp", 0.01, 0.5), ("gpa", "dp", 0.01, 1),
    ("gpa", "dp", 0.05, 0.2), ("gpa", "dp", 0.05, 1),
    ("mixup", "dp", 0, 0.3), ("mixup", "dp", 0, 0.5), ("mixup", "dp", 0, 0.7),
    ("erm", "eo", 0, 0), ("gapreg", "eo", 0, 0.2), ("gapreg", "eo", 0, 0.5), ("gapreg", "eo", 0, 1),
    ("gpa", "eo", 0.01, 0), ("gpa", "eo", 0.01, 0.2), ("gpa", "eo", 0.01, 1), ("gpa", "eo", 0.05, 1),
    ("mixup", "eo", 0, 0.5), ("mixup", "eo", 0, 1),
]  # fmt: skip


def prepare(data, runs):
    import keras
    import numpy as np

    runs = pathlib.Path(runs)
    runs.mkdir(exist_ok=True)
    for source in pathlib.Path(data).glob("*.u8"):
        table = np.fromfile(source, dtype=np.uint8).reshape(-1, 122)
        np.savez(runs / source.with_suffix(".npz").name, x=table[:, :120].astype(np.float32),
                 label=table[:, 120].astype(np.int64), sex=np.where(table[:, 121] == 1, "Male", "Female"))
    layers = keras.layers
    keras.Sequential([
        layers.Input((120,), name="x"), layers.Dense(200, activation="relu", name="dense_1"),
        layers.Dense(200, activation="relu", name="dense_2"), layers.Dense(1, activation="sigmoid", name="score"),
    ]).save(runs / "network.h5")
    (runs / "network.audit.yaml").write_text(SPEC)


def name(setting, seed):
    return "-".join(str(part) for part in (*setting, seed))


def run(tool, runs, seeds=SEEDS):
    for seed in range(int(seeds)):
        for setting in SETTINGS:
            if pathlib.Path(runs, name(setting, seed) + ".finetune", "training.json").exists():
                continue
            method, objective, alignment, gap = setting
            arguments = [
                tool, "finetune", "network.h5", "--groups", "sex", "--reinitialize", "fan-in", "--select", "min-gap",
                "--first-candidate", "2", "--epochs", "10", "--steps", "100", "--batch-size", "500", "--threads", "1",
                "--train", f"{seed}.train.npz", "--validation", f"{seed}.val.npz", "--data", f"{seed}.test.npz",
                "--seed", str(seed), "--method", method, "--objective", objective, "--quiet", "--force",
                "-o", name(setting, seed) + ".h5",
            ]  # fmt: skip
            if method == "gpa":
                arguments += ["--lambda", str(alignment)]
            if method != "erm":
                arguments += ["--gap-weight", str(gap)]
            subprocess.run(arguments, cwd=runs, check=True, stderr=subprocess.DEVNULL)


def mean(values):
    """The mean and its standard error as text."""
    count = len(values)
    middle = sum(values) / count
    spread = (sum((value - middle) ** 2 for value in values) / (count - 1) / count) ** 0.5 if count > 1 else float("nan")
    return f"{middle:.3f} ± {spread:.3f}"


def table(runs):
    found = collections.defaultdict(list)
    for setting in SETTINGS:
        for seed in range(SEEDS):
            log = pathlib.Path(runs, name(setting, seed) + ".finetune", "training.json")
            if log.exists():
                record = json.loads(log.read_text())
                found[setting].append((record["fineTuning"]["test"], record["run"]["seconds"]))
    for setting, records in found.items():
        after = [test["after"] for test, _ in records]
        parity = [[layer["after"] for layer in test["parity"]] for test, _ in records]
        print(*setting, len(records), mean([x["averagePrecision"] for x in after]), mean([x["gap"]["value"] for x in after]),
              " ".join(f"{sum(layer) / len(layer):.2f}" for layer in zip(*parity)),
              f"lowest {min(map(min, parity)):.2f}", f"{sum(s for _, s in records) / len(records):.0f} s", sep=" | ")


{"prepare": prepare, "run": run, "table": table}[sys.argv[1]](*sys.argv[2:])
