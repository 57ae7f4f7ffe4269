"""Writes Tests/Fixtures/archives with NumPy, Python's zipfile and gzip: the oracles of ArchivesTests.

Run from anywhere: python archives.py        (numpy 2.4.6, Python 3.11 wrote the committed files)
"""
import gzip
import io
import json
import pathlib
import zipfile

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent.parent / "archives"
OUT.mkdir(exist_ok=True)
rng = np.random.default_rng(20)

arrays = {}
for order, mark in (("<", "little"), (">", "big")):
    for size in (2, 4, 8):
        values = np.concatenate([rng.normal(size=5) * 100, [0.0, -0.0, np.inf, -np.inf, np.nan, 6e-8]])
        arrays[f"f{size}_{mark}"] = values.astype(f"{order}f{size}")
    for size in (1, 2, 4, 8):
        signed, unsigned = np.iinfo(f"i{size}"), np.iinfo(f"u{size}")
        arrays[f"i{size}_{mark}"] = np.array([signed.min, -1, 0, 1, signed.max], f"{order}i{size}")
        top = min(unsigned.max, np.iinfo("i8").max)
        arrays[f"u{size}_{mark}"] = np.array([0, 1, 200, top], f"{order}u{size}")
    arrays[f"U_{mark}"] = np.array(["", "a", "≥60", "naïve", "日本", "🙂 x"]).astype(f"{order}U7")
arrays["b1"] = np.array([True, False, True])
arrays["S"] = np.array(["", "Private", "Self-emp-inc", "é"], "U").astype(object)
arrays["S"] = np.array([text.encode() for text in arrays["S"]])
arrays["scalar"] = np.array(2.5)
arrays["empty"] = np.zeros((0, 3), np.float32)
arrays["cube"] = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
arrays["cube_fortran"] = np.asfortranarray(arrays["cube"])
arrays["matrix_fortran_big"] = np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3))
arrays["text_fortran"] = np.asfortranarray(np.array([["a", "b", "c"], ["d", "e", "f"]]))
arrays["folder/inside"] = np.array([1.0], np.float64)


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float) and (not np.isfinite(value) or str(value) == "-0.0"):
        return str(value)
    return value


def kind(array):
    if array.dtype.kind == "f":
        return "float64" if array.dtype.itemsize == 8 else "float32"
    return {"i": "integer", "u": "integer", "b": "boolean", "U": "string", "S": "string"}[array.dtype.kind]


np.savez(OUT / "arrays.npz", **arrays)
np.savez_compressed(OUT / "arrays_deflated.npz", **arrays)
expected = {
    name: {"kind": kind(a), "shape": list(a.shape), "values": [plain(v) for v in a.ravel(order="C").tolist()]}
    for name, a in arrays.items()
}
(OUT / "arrays.json").write_text(json.dumps(expected, indent=0, ensure_ascii=False, sort_keys=True) + "\n")

np.savez(OUT / "python_objects.npz", fine=np.arange(3), bad=np.array([{"a": 1}], dtype=object))
np.save(OUT / "record.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save(OUT / "too_large.npy", np.array([2**64 - 1], np.uint64))
np.save(OUT / "complex.npy", np.zeros(2, np.complex64))
for version in ((1, 0), (2, 0), (3, 0)):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.arange(4, dtype=np.float32), version=version)
    (OUT / f"version_{version[0]}.npy").write_bytes(buffer.getvalue())

lines = "".join(f"{i},{'abc'[i % 3]}\n" for i in range(2000)).encode()
half = len(lines) // 2
(OUT / "lines.csv.gz").write_bytes(gzip.compress(lines, mtime=0))
(OUT / "lines_members.csv.gz").write_bytes(
    gzip.compress(lines[:half], mtime=0) + gzip.compress(b"", mtime=0) + gzip.compress(lines[half:], mtime=0))

# A streaming writer cannot seek back, so sizes follow the data.
class OneWay(io.RawIOBase):
    def __init__(self):
        self.bytes = bytearray()
    def writable(self):
        return True
    def write(self, data):
        self.bytes += data
        return len(data)

one_way = OneWay()
with zipfile.ZipFile(one_way, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr(zipfile.ZipInfo("config.json"), '{"a": 1}')
    z.writestr(zipfile.ZipInfo("assets/"), "")
    z.writestr(zipfile.ZipInfo("assets/vocabulary.txt"), "[UNK]\nnaïve\n", zipfile.ZIP_DEFLATED)
(OUT / "streamed.zip").write_bytes(bytes(one_way.bytes))

# Two stored headers say how long a million zeros are; tests change what they say.
with zipfile.ZipFile(OUT / "zeros.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr(zipfile.ZipInfo("zeros"), bytes(1_000_000), zipfile.ZIP_DEFLATED)
