"""Runs the Adult protocol of docs/reproduction.md through the command, and prints its table.

    python finetune_adult.py adult_train.csv adult_test.csv DATA
    python finetune_adult_runs.py prepare DATA RUNS          (needs NumPy and Keras 3)
    python finetune_adult_runs.py run TOOL RUNS [SEEDS [WORKERS]]      (runs that are there already are kept)
    python finetune_adult_runs.py table RUNS
    python finetune_adult_runs.py note RUNS docs/reproduction.md            (puts its rows into the note)
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


def moments(values):
    """The mean and its standard error."""
    count = len(values)
    middle = sum(values) / count
    return middle, (sum((v - middle) ** 2 for v in values) / (count - 1) / count) ** 0.5 if count > 1 else float("nan")


def read(runs):
    """The records of each setting, by seed."""
    found = collections.defaultdict(list)
    for setting in SETTINGS:
        for seed in range(SEEDS):
            log = pathlib.Path(runs, name(setting, seed) + ".finetune", "training.json")
            if log.exists():
                record = json.loads(log.read_text())
                found[setting].append((record["fineTuning"]["test"], record["run"]["seconds"]))
    return found


def figures(records):
    """Average precisions, gaps, and for each run the parities of the two layers."""
    after = [test["after"] for test, _ in records]
    return ([x["averagePrecision"] for x in after], [x["gap"]["value"] for x in after],
            [[layer["after"] for layer in test["parity"]] for test, _ in records])


def table(runs):
    for setting, records in read(runs).items():
        precisions, gaps, parity = figures(records)
        print(*setting, len(records), "%.3f ± %.3f" % moments(precisions), "%.3f ± %.3f" % moments(gaps),
              " ".join(f"{sum(layer) / len(layer):.2f}" for layer in zip(*parity)),
              f"lowest {min(map(min, parity)):.2f}", f"{sum(s for _, s in records) / len(records):.0f} s", sep=" | ")


# Average precision and gap of the reference, then its parities; three seeds, Fair-Mixup ten.
REFERENCE = {
    ("erm", "dp", 0, 0): (0.783, 0.176, ".59 .92"), ("gapreg", "dp", 0, 0.2): (0.778, 0.123, ".63 .77"),
    ("gapreg", "dp", 0, 0.5): (0.736, 0.038, ".53 .57"), ("gapreg", "dp", 0, 1): (0.711, 0.008, ".94 .96"),
    ("gpa", "dp", 0.01, 0): (0.782, 0.162, ".95 .96"), ("gpa", "dp", 0.05, 0): (0.781, 0.160, ".99 .99"),
    ("gpa", "dp", 0.01, 0.2): (0.777, 0.104, ".93 .98"), ("gpa", "dp", 0.05, 0.2): (0.771, 0.112, ".99 .99"),
    ("gpa", "dp", 0.01, 0.5): (0.734, 0.037, ""), ("gpa", "dp", 0.01, 1): (0.709, 0.011, ".99 .99"),
    ("gpa", "dp", 0.05, 1): (0.713, 0.010, "1.0 1.0"), ("mixup", "dp", 0, 0.3): (0.773, 0.087, ""),
    ("mixup", "dp", 0, 0.5): (0.747, 0.039, ""), ("mixup", "dp", 0, 0.7): (0.723, 0.011, ""),
    ("erm", "eo", 0, 0): (0.750, 0.167, ".64 .54"), ("gapreg", "eo", 0, 0.2): (0.776, 0.126, ".68 .94"),
    ("gapreg", "eo", 0, 0.5): (0.766, 0.042, ".85 .96"), ("gapreg", "eo", 0, 1): (0.760, 0.042, ".81 .99"),
    ("gpa", "eo", 0.01, 0): (0.749, 0.167, ".96 .98"), ("gpa", "eo", 0.05, 0): (0.748, 0.166, "1.0 1.0"),
    ("gpa", "eo", 0.01, 0.2): (0.776, 0.124, ".98 .97"), ("gpa", "eo", 0.05, 0.2): (0.777, 0.112, "1.0 .99"),
    ("gpa", "eo", 0.01, 1): (0.757, 0.031, ".97 .99"), ("gpa", "eo", 0.05, 1): (0.757, 0.029, ".99 1.0"),
    ("mixup", "eo", 0, 0.5): (0.772, 0.069, ""), ("mixup", "eo", 0, 1): (0.763, 0.030, ""),
}
NAMES = {"erm": "ERM", "gapreg": "GapReg", "gpa": "GPA", "mixup": "Fair-Mixup"}


def note(runs, path):
    """Replaces the rows of the note's table for which there are as many runs or more, and puts new ones in order."""
    path = pathlib.Path(path)
    text = path.read_text()
    block = re.search(r"(?:^\| (?:DP|EO) .*\n)+", text, re.M)
    rows = block[0].splitlines()
    label = lambda row: re.sub(r" \(.*\)", "", row.split("|")[1].strip())
    by_label = {label(row): row for row in rows}
    for setting, records in read(runs).items():
        method, objective, alignment, gap = setting
        title = f"{objective.upper()} {NAMES[method]}" + (f" λ {alignment}" if method == "gpa" else "") + (
            f" λ₂ {gap}" if method != "erm" else "")
        old = by_label.get(title)
        count = len(records)
        if count < 2 or old and count < int((re.search(r"\((\d+) seeds\)", old) or [0, SEEDS])[1]):
            continue
        precisions, gaps, parity = figures(records)
        theirs = REFERENCE[setting]
        others = 10 if method == "mixup" else 3
        apart = []
        for values, reference in ((precisions, theirs[0]), (gaps, theirs[1])):
            middle, error = moments(values)
            # The reference's own error is not known; its seeds are taken to spread as ours do.
            apart.append((middle - reference) / (error * (1 + count / others) ** 0.5))
        by_label[title] = (
            f"| {title}{'' if count == SEEDS else f' ({count} seeds)'} | %.3f ± %.3f | %.3f ± %.3f | " % (
                *moments(precisions), *moments(gaps))
            + " ".join(f"{sum(layer) / count:.2f}" for layer in zip(*parity)) + f" | {min(map(min, parity)):.2f} | "
            + f"{theirs[0]:.3f} / {theirs[1]:.3f}".replace("0.", ".") + (f", {theirs[2]}" if theirs[2] else "")
            + f" | {apart[0]:+.1f}, {apart[1]:+.1f} |")
    order = [label(f"| {o.upper()} {NAMES[m]}" + (f" λ {a}" if m == "gpa" else "") + (f" λ₂ {g}" if m != "erm" else "") + " |")
             for m, o, a, g in SETTINGS]
    table = "".join(by_label[title] + "\n" for title in order if title in by_label)
    text = text[:block.start()] + table + text[block.end():]
    path.write_text(text)


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


{"prepare": prepare, "run": run, "table": table, "note": note, "plot": plot}[sys.argv[1]](*sys.argv[2:])
