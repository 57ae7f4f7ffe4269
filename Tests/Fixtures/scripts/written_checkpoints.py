"""Checks that real Keras reads what fairer-audit writes: every checkpoint of a folder of cases is written anew in
its own format and converted, loaded with the Keras that wrote the original, and run; outputs must be equal.

Run with keras, tf-keras and tensorflow installed:  python written_checkpoints.py TOOL CASES (2|3)

CASES holds one folder per case with case.json (expect, files), inputs.npz and the model files.
"""

import json
import os
import subprocess
import sys
import tempfile

TOOL, CASES, GENERATION = sys.argv[1:4]
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
if GENERATION == "2":
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tf_keras as keras
else:
    import keras

import numpy as np


def outputs(path, inputs):
    """The model's outputs, as a list; inputs by name, or by position where there is one."""
    keras.backend.clear_session()
    model = keras.models.load_model(path, compile=False)
    arrays = {k: (v.astype(str).astype(object) if v.dtype.kind in "SU" else v) for k, v in inputs.items()}
    names = [getattr(t, "name", "").split(":")[0] for t in model.inputs]
    ordered = [arrays[n] for n in names] if set(names) == set(arrays) else list(arrays.values())
    import tensorflow as tf
    tensors = [tf.constant(a[:32]) for a in ordered]
    result = model(tensors if len(tensors) > 1 else tensors[0], training=False)
    flat = tf.nest.flatten(result)
    return [np.asarray(tf.cast(t, "float64")) for t in flat]


worst = {"own": 0.0, "converted": 0.0}
counts = {"equal": 0, "refused by the tool": 0, "original not loaded": 0, "FAILED": 0}
for case in sorted(os.listdir(CASES)):
    folder = os.path.join(CASES, case)
    try:
        record = json.load(open(os.path.join(folder, "case.json")))
    except FileNotFoundError:
        continue
    if record.get("expect") != "ok":
        continue
    files = record.get("files") or ["model.h5"]
    files = [f if isinstance(f, str) else f["path"] for f in files]
    inputs = dict(np.load(os.path.join(folder, "inputs.npz")))
    for file in files:
        path = os.path.join(folder, file)
        is_full = file.endswith((".keras", ".h5")) and "weights" not in file
        reference = None
        if is_full:
            try:
                reference = outputs(path, inputs)
            except Exception:
                counts["original not loaded"] += 1
                continue
        for suffix in (".h5", ".keras"):
            own = is_full and file.endswith(suffix)
            with tempfile.TemporaryDirectory() as place:
                written = os.path.join(place, "written" + suffix)
                extra = [] if is_full else ["--architecture", os.path.join(folder, "architecture.json")]
                run = subprocess.run([TOOL, "convert", path, "-o", written] + extra,
                                     capture_output=True, text=True)
                name = f"{case}/{file} -> {suffix}"
                if run.returncode:
                    counts["refused by the tool"] += 1
                    print(name, "refused:", run.stderr.splitlines()[:1])
                    continue
                try:
                    found = outputs(written, inputs)
                except Exception as error:
                    if not is_full:
                        # Nothing tells which Keras an architecture belongs to.
                        counts["original not loaded"] += 1
                        continue
                    counts["FAILED"] += 1
                    print(name, "not loaded:", type(error).__name__, str(error)[:300])
                    continue
                if reference is None:
                    stored = dict(np.load(os.path.join(folder, "outputs.npz")))
                    expected = [v[:32] for v in stored.values()]
                    limit = record.get("max_abs_tolerance") or 1e-5
                else:
                    expected, limit = reference, 1e-6
                gap = max((float(np.max(np.abs(a - b), initial=0)) for a, b in zip(found, expected)), default=0)
                if len(found) != len(expected) or not gap <= limit:
                    counts["FAILED"] += 1
                    print(name, "differs by", gap)
                    continue
                counts["equal"] += 1
                kind = "own" if own else "converted"
                if reference is not None:
                    worst[kind] = max(worst[kind], gap)
print(counts, "largest difference:", worst)
