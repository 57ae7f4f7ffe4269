"""Runs the Adult protocol of docs/reproduction.md through the command, and prints its table.

    python finetune_adult.py adult_train.csv adult_test.csv DATA
    python finetune_adult_runs.py prepare DATA RUNS          (needs NumPy and Keras 3)
    python finetune_adult_runs.py run TOOL RUNS [SEEDS [WORKERS]]      (runs that are there already are kept)
    python finetune_adult_runs.py table RUNS
    python finetune_adult_runs.py plot docs/reproduction.md docs/images/adult-front.svg   (draws the note's table)
"""

import collections
import concurrent.futures
import json
import pathlib
import re
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
    ("gpa", "dp", 0.01, 0), ("gpa", "dp", 0.05, 0), ("gpa", "dp", 0.01, 0.2), ("gpa", "dp", 0.05, 0.2),
    ("gpa", "dp", 0.01, 0.5), ("gpa", "dp", 0.01, 1), ("gpa", "dp", 0.05, 1),
    ("mixup", "dp", 0, 0.3), ("mixup", "dp", 0, 0.5), ("mixup", "dp", 0, 0.7),
    ("erm", "eo", 0, 0), ("gapreg", "eo", 0, 0.2), ("gapreg", "eo", 0, 0.5), ("gapreg", "eo", 0, 1),
    ("gpa", "eo", 0.01, 0), ("gpa", "eo", 0.05, 0), ("gpa", "eo", 0.01, 0.2), ("gpa", "eo", 0.05, 0.2),
    ("gpa", "eo", 0.01, 1), ("gpa", "eo", 0.05, 1), ("mixup", "eo", 0, 0.5), ("mixup", "eo", 0, 1),
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


def run(tool, runs, seeds=SEEDS, workers=1):
    def start(job):
        setting, seed = job
        if pathlib.Path(runs, name(setting, seed) + ".finetune", "training.json").exists():
            return
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

    with concurrent.futures.ThreadPoolExecutor(int(workers)) as pool:
        list(pool.map(start, [(setting, seed) for setting in SETTINGS for seed in range(int(seeds))]))


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


COLORS = {"ERM": "#555555", "GapReg": "#0072B2", "GPA": "#D55E00", "Fair-Mixup": "#009E73"}


def plot(note, out):
    """Average precision against score gap of every row of the note's table, and the reference's rings."""
    rows = re.findall(r"^\| (DP|EO) (ERM|GapReg|GPA|Fair-Mixup)([^|]*)\| ([.\d]+) ± ([.\d]+) \| ([.\d]+) ± ([.\d]+) \|"
                      r"[^|]*\|[^|]*\| ([.\d]+) / ([.\d]+)", pathlib.Path(note).read_text(), re.M)
    parts = []
    for panel, objective in enumerate(("DP", "EO")):
        own = [row for row in rows if row[0] == objective]
        left, right, top, bottom = 60 + 480 * panel, 460 + 480 * panel, 40, 300
        gaps = [float(v) for row in own for v in (row[5], row[8])]
        precisions = [float(v) for row in own for v in (row[3], row[7])]
        low, high = min(precisions) - 0.01, max(precisions) + 0.01
        x = lambda gap: left + (right - left) * gap / (max(gaps) + 0.01)
        y = lambda ap: bottom - (bottom - top) * (ap - low) / (high - low)
        title = "Demographic parity" if objective == "DP" else "Equalized odds"
        parts.append(f'<text x="{left}" y="22" font-weight="bold">{title}</text>')
        for tick in [t / 100 for t in range(0, 100, 4) if t / 100 <= max(gaps) + 0.01]:
            parts.append(f'<text x="{x(tick):.1f}" y="{bottom + 18}" text-anchor="middle" font-size="11">{tick:.2f}</text>')
        for tick in [t / 100 for t in range(0, 100, 2) if low <= t / 100 <= high]:
            parts.append(f'<text x="{left - 6}" y="{y(tick) + 4:.1f}" text-anchor="end" font-size="11">{tick:.2f}</text>'
                         f'<path d="M{left} {y(tick):.1f}H{right}" stroke="#000" stroke-opacity="0.12"/>')
        parts.append(f'<text x="{(left + right) / 2}" y="{bottom + 38}" text-anchor="middle">score gap of test rows</text>')
        for _, method, setting, ap, ap_error, gap, gap_error, their_ap, their_gap in own:
            color = COLORS[method]
            cx, cy = x(float(gap)), y(float(ap))
            parts.append(
                f'<g stroke="{color}"><title>{method}{setting.rstrip()}: {ap} at {gap}</title>'
                f'<path d="M{x(float(gap) - float(gap_error)):.1f} {cy:.1f}H{x(float(gap) + float(gap_error)):.1f}'
                f'M{cx:.1f} {y(float(ap) - float(ap_error)):.1f}V{y(float(ap) + float(ap_error)):.1f}" stroke-opacity="0.5"/>'
                f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="4.5" fill="{color}"/></g>'
                f'<circle cx="{x(float(their_gap)):.1f}" cy="{y(float(their_ap)):.1f}" r="4.5" fill="none" stroke="{color}"/>')
    for index, (method, color) in enumerate(COLORS.items()):
        parts.append(f'<circle cx="{70 + 110 * index}" cy="360" r="4.5" fill="{color}"/>'
                     f'<text x="{80 + 110 * index}" y="364">{method}</text>')
    parts.append('<text x="520" y="364">filled: ours, bars: a standard error; rings: the reference</text>')
    text = "\n".join(parts)
    pathlib.Path(out).write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="960" height="380" viewBox="0 0 960 380" '
        'font-family="system-ui, sans-serif" font-size="13" role="img">\n<title>Average precision against score gap on '
        f'Adult</title>\n<rect width="960" height="380" fill="#fff"/>\n{text}\n</svg>\n')
    print(len(rows), "rows")


{"prepare": prepare, "run": run, "table": table, "plot": plot}[sys.argv[1]](*sys.argv[2:])
