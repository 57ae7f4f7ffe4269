"""How often an audit lists any neuron of a network that was trained, with groups drawn by lot.

    python influence_null_training.py FAIRER_AUDIT [SEEDS]      (keras 3; the release build of the command; minutes)

For every seed the sample rows are dealt into training, validation and test rows, a group column is drawn, and a small
network is trained from fresh weights with the groups' gap as a penalty. The audit is of the test rows. A false alarm is
an audit that lists at least one neuron as beyond noise.
"""

import csv
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras

ROOT = pathlib.Path(__file__).resolve().parents[3] / "sample-checkpoints/adult"
TOOL = sys.argv[1]
SEEDS = int(sys.argv[2]) if len(sys.argv) > 2 else 200

with open(ROOT / "adult_test.csv") as file:
    rows = list(csv.reader(file))
header, rows = rows[0] + ["lot"], rows[1:]
alarms, unaligned, neurons = 0, 0, 0
with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    shutil.copy(ROOT / "model.audit.yaml", place / "small.audit.yaml")
    layers = [keras.layers.Dense(n, activation="relu") for n in (32, 16)] + [keras.layers.Dense(1, activation="sigmoid")]
    keras.Sequential([keras.Input((104,), name="features")] + layers).save(place / "small.keras")
    for seed in range(SEEDS):
        draw = random.Random(seed)
        dealt = [row + [draw.choice("ab")] for row in draw.sample(rows, len(rows))]
        for part, some in (("train", dealt[:4000]), ("val", dealt[4000:5000]), ("test", dealt[5000:])):
            with open(place / f"{part}.csv", "w", newline="") as file:
                csv.writer(file).writerows([header] + some)
        spec = ["--spec", place / "small.audit.yaml", "--groups", "lot", "--seed", str(seed), "--force", "--quiet"]
        command = [TOOL, "finetune", place / "small.keras", "--method", "gapreg", "--reinitialize", "glorot"]
        command += ["--train", place / "train.csv", "--validation", place / "val.csv", "--data", place / "test.csv"]
        command += ["--epochs", "3", "--batch-size", "100", "--learning-rate", "0.003", "--select", "min-gap"]
        subprocess.run(command + spec + ["-o", place / "trained.keras"], check=True)
        command = [TOOL, place / "trained.keras", "--data", place / "test.csv", "--format", "json"]
        command += ["--influence", "taylor", "--no-within-classes", "--no-causal-check", "-o", place / "out"]
        subprocess.run(command + spec, check=True)
        result = json.loads((place / "out/audit.json").read_text())
        found = result["influence"][0]
        alarms += bool(found["divergentNeurons"])
        neurons += found["testedNeurons"]
        unaligned += any(p.get("alignment") == "unaligned" for layer in found["layers"] for p in layer["parity"])
print(f"{alarms} of {SEEDS} audits list a neuron of {neurons / SEEDS:.0f}; {unaligned} call a layer unaligned")
