"""How often an audit lists any neuron where groups were drawn by lot.

    python influence_null.py FAIRER_AUDIT [SEEDS]      (the release build of the command; minutes)

The sample checkpoint over its test rows, with a group column drawn at random, by turns half and half and
one in ten. A false alarm is an audit that lists at least one neuron as beyond noise.
"""

import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3] / "sample-checkpoints/adult"
TOOL = sys.argv[1]
SEEDS = int(sys.argv[2]) if len(sys.argv) > 2 else 200

with open(ROOT / "adult_test.csv") as file:
    rows = list(csv.reader(file))
header, rows = rows[0] + ["lot"], rows[1:]
alarms, unaligned = {0.5: [0, 0], 0.1: [0, 0]}, 0
with tempfile.TemporaryDirectory() as place:
    for seed in range(SEEDS):
        share = (0.5, 0.1)[seed % 2]
        draw = random.Random(seed)
        data = pathlib.Path(place) / "rows.csv"
        with open(data, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(row + ["a" if draw.random() < share else "b"] for row in rows)
        command = [TOOL, ROOT / "model.h5", "--spec", ROOT / "model.audit.yaml", "--data", data, "--groups", "lot"]
        command += ["--influence", "taylor", "--no-within-classes", "--no-causal-check", "--format", "json"]
        command += ["--seed", str(seed), "-o", pathlib.Path(place) / "out", "--force", "--quiet"]
        subprocess.run(command, check=True)
        found = json.loads((pathlib.Path(place) / "out/audit.json").read_text())["influence"][0]
        alarms[share][0] += bool(found["divergentNeurons"])
        alarms[share][1] += 1
        unaligned += any(p.get("alignment") == "unaligned" for layer in found["layers"] for p in layer["parity"])
for share, (alarm, count) in alarms.items():
    print(f"share {share}: {alarm} of {count} audits list a neuron")
print(f"{unaligned} of {SEEDS} audits call a layer unaligned")
