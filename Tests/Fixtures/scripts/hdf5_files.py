"""Small HDF5 files for Tests/Fixtures/hdf5: encodings that must be read, contents to be refused.

Run with h5py installed:  python hdf5_files.py FOLDER
"""

import json
import os
import sys

import h5py
import numpy as np
from h5py import h5a, h5d, h5p, h5s, h5t

OUT = sys.argv[1]
path = lambda name: os.path.join(OUT, name)

# What must be read: every dataset with its values, every attribute with its strings.
expected = {"numbers": {}, "strings": {}}
values = np.array([[0, 1, 2.5], [100, 3.75, 120]])
with h5py.File(path("encodings.h5"), "w", userblock_size=1024) as f:
    def add(name, array, **options):
        f.create_dataset(name, data=array, **options)
        expected["numbers"][name] = np.asarray(array, np.float64).ravel().tolist()

    for order, word in (("<", "little"), (">", "big")):
        for kind in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
            array = values if kind[0] == "f" else values.astype(int) * (-1 if kind[0] == "i" else 1)
            add(f"{word}/{kind}", array.astype(order + kind))
    large = np.arange(140, dtype="<f4").reshape(14, 10) / 8
    add("storage/contiguous", large)
    add("storage/chunked", large, chunks=(4, 7))
    add("storage/deflate", large, chunks=(4, 7), compression="gzip")
    add("storage/shuffle", large, chunks=(4, 7), compression="gzip", shuffle=True)
    add("storage/fletcher32", large, chunks=(4, 7), fletcher32=True)
    add("storage/all", large.astype(">f8"), chunks=(5, 10), compression="gzip", shuffle=True,
        fletcher32=True)
    compact = h5p.create(h5p.DATASET_CREATE)
    compact.set_layout(h5d.COMPACT)
    space = h5s.create_simple((4,))
    h5d.create(f["storage"].id, b"compact", h5t.IEEE_F32LE, space, compact).write(
        h5s.ALL, h5s.ALL, np.array([1, 2, 3, 4], "<f4"))
    expected["numbers"]["storage/compact"] = [1, 2, 3, 4]
    h5d.create(f["storage"].id, b"never_written", h5t.IEEE_F32LE, space)
    expected["numbers"]["storage/never_written"] = [0, 0, 0, 0]
    add("shapes/scalar", np.float32(7.5))
    add("shapes/empty", np.zeros((0, 3), "<f4"))
    f["shapes/null"] = h5py.Empty("f4")
    expected["numbers"]["shapes/null"] = []

    # bfloat16: as Keras stores it, and as a float type with 8 exponent bits.
    numbers = np.array([1.0, -2.5, 3.140625, 1e30, np.float32(np.inf)], np.float32)
    bits = (numbers.view(np.uint32) >> 16).astype("<u2")
    back = (bits.astype(np.uint32) << 16).view(np.float32)
    opaque = f.create_dataset("bfloat16/opaque", data=bits.view("V2"))
    opaque.attrs["dtype"] = "bfloat16"
    brain = h5t.IEEE_F16LE.copy()
    brain.set_fields(15, 7, 8, 0, 7)
    brain.set_ebias(127)
    h5d.create(f["bfloat16"].id, b"float", brain, h5s.create_simple((5,))).write(
        h5s.ALL, h5s.ALL, bits.view(np.uint16), mtype=brain)
    for name in ("bfloat16/opaque", "bfloat16/float"):
        expected["numbers"][name] = [float(v) if np.isfinite(v) else "inf" for v in back]

    halves = np.arange(65536, dtype="<u2").view("<f2").reshape(256, 256)
    f.create_dataset("halves", data=halves, chunks=(256, 256), compression=9, shuffle=True)

    texts = f.create_group("texts")

    def strings(name, list_):
        expected["strings"][name] = list_

    def fixed(name, content, size, padding, cset=h5t.CSET_UTF8):
        kind = h5t.C_S1.copy()
        kind.set_size(size)
        kind.set_strpad(padding)
        kind.set_cset(cset)
        fill = b" " if padding == h5t.STR_SPACEPAD else b"\0"
        data = np.array([c.encode().ljust(size, fill) for c in content], f"V{size}")
        attribute = h5a.create(texts.id, name.encode(), kind, h5s.create_simple((len(content),)))
        attribute.write(data.view(f"S{size}"), mtype=kind)
        strings(name, content)

    fixed("null_padded", ["a", "abcde", ""], 5, h5t.STR_NULLPAD, h5t.CSET_ASCII)
    fixed("null_terminated", ["a", "abcd", ""], 5, h5t.STR_NULLTERM)
    fixed("space_padded", ["a", "a b", ""], 5, h5t.STR_SPACEPAD)
    fixed("umlauts", ["\u00fc", "\u4e2d\U0001f600"], 8, h5t.STR_NULLPAD)
    texts.attrs["variable"] = ["", "dense/kernel:0", "\u00fc\u4e2d\U0001f600"]
    strings("variable", ["", "dense/kernel:0", "\u00fc\u4e2d\U0001f600"])
    texts.attrs["scalar"] = "Keras " * 12000  # more than an object header holds
    strings("scalar", ["Keras " * 12000])
    texts.attrs["scalar_fixed"] = np.bytes_(b"tensorflow")
    strings("scalar_fixed", ["tensorflow"])
    texts.attrs["ascii"] = np.array([b"x", b"yz"], dtype=h5py.string_dtype("ascii"))
    strings("ascii", ["x", "yz"])
    texts.attrs["matrix"] = np.array([["a", "b"], ["c", "d"]], dtype=object)
    strings("matrix", ["a", "b", "c", "d"])
    texts.attrs["empty_list"] = []  # float64 of shape (0,)
    strings("empty_list", [])
    texts.attrs["empty_strings"] = np.array([], "S3")
    strings("empty_strings", [])
    texts.attrs["null"] = h5py.Empty("S10")
    strings("null", [])
with open(path("encodings.json"), "w") as file:
    json.dump(expected, file, sort_keys=True)

# The same in the newest encoding of the file itself.
with h5py.File(path("encodings.h5"), "r") as source, h5py.File(
        path("latest.h5"), "w", libver="latest") as f:
    for name in ("little", "storage", "texts", "shapes"):
        source.copy(name, f)

# What must be refused.
with h5py.File(path("hostile.h5"), "w") as f:
    f["real"] = np.arange(6, dtype="<f4")
    f["group/inner"] = np.arange(3, dtype="<f4")
    f["soft"] = h5py.SoftLink("/real")
    f["soft_group"] = h5py.SoftLink("/group")
    f["dangling"] = h5py.SoftLink("/nothing")
    f["external"] = h5py.ExternalLink("encodings.h5", "/little/f4")
    f["absolute"] = h5py.ExternalLink("/etc/passwd", "/")
    f["group/loop"] = f["group"]  # a cycle of hard links
    f.create_dataset("outside", shape=(4,), dtype="<f4", external=[("/etc/passwd", 0, 16)])
    layout = h5py.VirtualLayout(shape=(6,), dtype="<f4")
    layout[:] = h5py.VirtualSource("encodings.h5", "little/f4", shape=(6,))
    f.create_virtual_dataset("virtual", layout)
    f.create_dataset("lzf", data=np.zeros(100, "<f4"), compression="lzf")
    f.create_dataset("scaled", data=np.zeros(100, "<i4"), scaleoffset=True)
    f.create_dataset("huge", shape=(2**31, 2**10), dtype="<f4", chunks=(1, 1024))
    f.create_dataset("overflow", shape=(2**40, 2**40), dtype="<f4", chunks=(1, 1))
    f.create_dataset("unwritten", shape=(2**25,), dtype="<f4")
    f.create_dataset("zeros", data=np.zeros(2**23, "<f4"), chunks=(2**20,), compression=9)
    f.create_dataset("small_of_large_chunk", shape=(4,), maxshape=(None,), dtype="<f8",
                     chunks=(2**28,))
    f["compound"] = np.zeros(2, [("a", "<f4"), ("b", "<i4")])
    f["boolean"] = np.array([True, False])
    f["complex"] = np.zeros(2, "<c8")
    f["opaque"] = np.zeros(2, "V2")
    f["opaque4"] = np.zeros(2, "V4")
    f["opaque4"].attrs["dtype"] = "bfloat16"
    f["text"] = ["a", "b"]
    f["lists"] = np.array([np.zeros(2), np.zeros(3)], dtype=h5py.vlen_dtype("f4"))
    f["long_double"] = np.zeros(2, np.longdouble)
    f["a_type"] = np.dtype("<f4")
    f.attrs["bytes"] = np.array([b"\xff\xfe"], "S2")
    f.attrs["numbers"] = [1, 2]
    f.attrs["two"] = ["a", "b"]
print("done")

# Weights by path whose groups lie in themselves.
with h5py.File(path("cycle.weights.h5"), "w") as f:
    f["layers/dense/vars/0"] = np.zeros((2, 2), "<f4")
    f["layers/dense/again"] = f["layers"]
