"""Writes Tests/Fixtures/tables: what Python's csv module and NumPy make of the same input.

Run from anywhere: python tables.py        (Python 3.11, NumPy 2.4.6 and PyYAML 6.0 wrote the committed files)
"""
import csv
import io
import json
import pathlib
import random

import numpy as np
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
OUT = ROOT / "Tests/Fixtures/tables"
OUT.mkdir(exist_ok=True)
rng = random.Random(20261123)

# 1. CSV texts and their rows, as csv.reader(strict=True) sees them.
PIECES = ["", "a", "Private", ">50K", " spaced ", "38", "-1.5", "naïve", "日本", "🙂", ",", '"', '""', "\n", "\r\n", "x\ny", "'", ";", "\t", "=1+1"]


def field():
    return "".join(rng.choice(PIECES) for _ in range(rng.choice([0, 1, 1, 1, 2, 4])))


def parse(text):
    """Rows with the line on which each begins; empty lines are no rows here."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows, start = [], 1
    for row in reader:
        if row:
            rows.append({"line": start, "cells": row})
        start = reader.line_num + 1
    return rows


cases = []
for number in range(60):
    columns = rng.randint(1, 6)
    # Python 3.11's writer leaves some line ends unquoted, so the texts are put together here.
    end = rng.choice(["\n", "\r\n", "\r"])
    share = rng.choice([0, 0.3, 1])

    def written(value):
        if rng.random() < share or any(c in value for c in ',"\r\n') or (columns == 1 and not value):
            return '"' + value.replace('"', '""') + '"'
        return value

    table = [[f"column {i}" for i in range(columns)]]
    table += [[field() for _ in range(columns)] for _ in range(rng.randint(1, 12))]
    text = end.join(",".join(map(written, row)) for row in table) + rng.choice(["", end, end, end * 3])
    if rng.random() < 0.3:
        text = "\ufeff" + text
    rows = parse(text)
    assert [row["cells"] for row in rows] == table, text
    cases.append({"name": f"random {number}", "text": text, "rows": rows})
for name, text in {
    "quote within a field": 'a,b\nx"y,z"\n',
    "empty cells": "a,b,c\n,,\n1,,\n",
    "mixed line ends": "a,b\r\n1,2\n3,4\r5,6",
    "quoted header": '"a","b ""c"""\n1,2\n',
    "last cell empty without line end": "a,b\n1,",
    "quoted at the end of the file": 'a,b\n1,"2"',
}.items():
    cases.append({"name": name, "text": text, "rows": parse(text)})
(OUT / "csv_cases.json").write_text(json.dumps(cases, ensure_ascii=True, indent=0) + "\n")

# 2. Numbers as cells: the text and the bits of the nearest double.
numbers = ["0", "-0", "+7", "1.", ".5", "1e3", "1E-3", "0.1", "123456789012345678", "9007199254740993",
           "1e22", "1e23", "1.7976931348623157e308", "5e-324", "2.2250738585072014e-308", "0.30000000000000004",
           "00012", "1e-400", "3.141592653589793238462643383279", "18446744073709551616", "99999999999999999999999"]
for _ in range(300):
    numbers.append(repr(rng.uniform(-1, 1) * 10 ** rng.randint(-30, 30)))
    numbers.append(f"{rng.uniform(-1e6, 1e6):.{rng.randint(0, 6)}f}")
    numbers.append(str(rng.randint(-(10**12), 10**12)))
bits = [str(int(np.float64(float(text)).view(np.uint64))) for text in numbers]
(OUT / "numbers.json").write_text(json.dumps(dict(zip(numbers, bits)), indent=0) + "\n")

# 3. The first 256 rows of the sample data as the sample model's input.
sample = ROOT / "sample-checkpoints/adult"
with open(sample / "adult_test.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))[:256]
parts = []
for feature in yaml.safe_load((sample / "model.audit.yaml").read_text())["inputs"][0]["features"]:
    cells = [row[feature["column"]] for row in rows]
    if feature["kind"] == "numeric":
        parts.append((np.array([[float(cell)] for cell in cells]) - feature["mean"]) / feature["std"])
    else:
        parts.append(np.array([[float(cell == value) for value in feature["vocabulary"]] for cell in cells]))
features = np.concatenate(parts, 1).astype(np.float32)
print(features.shape)
np.savez_compressed(OUT / "adult_inputs.npz", features=features)

# 4. An HDF5 file of arrays.
import h5py  # noqa: E402  (h5py 3.14 wrote the committed file)

with h5py.File(OUT / "arrays.h5", "w", track_order=False) as file:
    file.create_dataset("x", data=np.array([[0.5, -1], [0.1, 2], [1e-7, 3], [7, -4]], np.float32), track_times=False)
    file.create_dataset("y", data=np.array([1, 0, 0, 1], np.int8), track_times=False)
    file.create_dataset("s", data=np.array([b"a", b"b", b"a", b"b"], "S1"), track_times=False)

# 5. Damaged CSV texts: what is left of a table after random edits, and whether csv.reader(strict=True) still reads it.
#    On top of Python, a file needs a first line of different names, and every row as many cells as that line.
BITS = ["a", "1", '"', '""', "\n", "\r", "\r\n", " ", "é", "", "SEP"]


def damaged(separator):
    columns = rng.randint(1, 4)

    def cell():
        value = "".join(rng.choice(["a", "b", separator, '"', "\n", " ", "é", ""]) for _ in range(rng.randint(0, 3)))
        return '"' + value.replace('"', '""') + '"' if rng.random() < 0.5 or set(value) & set(separator + '"\r\n') else value

    end = rng.choice(["\n", "\r\n", "\r"])
    lines = [separator.join(f"c{i}" for i in range(columns))]
    lines += [separator.join(cell() for _ in range(columns)) for _ in range(rng.randint(1, 4))]
    text = end.join(lines) + rng.choice(["", end, end * 2])
    for _ in range(rng.randint(0, 2)):
        place = rng.randint(0, len(text))
        text = text[:place] + rng.choice(BITS).replace("SEP", separator) + text[place + rng.randint(0, 2):]
    return text


def outcome(text, separator):
    """The rows, the header first, or None where the text is refused."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    while rows and not rows[-1]:
        rows.pop()
    if not rows or not rows[0] or len(set(rows[0])) < len(rows[0]):
        return None
    if len(rows[0]) == 1:
        rows = [row or [""] for row in rows]
    return rows if all(len(row) == len(rows[0]) for row in rows) else None


damages = []
for _ in range(400):
    separator = rng.choice(",;\t|")
    text = damaged(separator)
    damages.append({"separator": separator, "text": text, "rows": outcome(text, separator)})
print(sum(case["rows"] is None for case in damages), "of", len(damages), "refused")
(OUT / "csv_damages.json").write_text(json.dumps(damages, ensure_ascii=True) + "\n")
