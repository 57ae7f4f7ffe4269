"""Checks that real Keras loads what `fairer-audit finetune` writes, and predicts what fairer-audit predicts.

    python finetuned_checkpoints.py TOOL (2|3) MODEL...

Each MODEL has inputs of numbers, or of indices into an embedding, and one sigmoid or a softmax of two as output. It is fine-tuned
for a few steps on invented rows, in its own format; the largest difference of predictions is printed, and must be at most 1e-6 (of weights
stored in half precision: 1e-3, since Keras then computes in half precision too). Needs keras or tf-keras with tensorflow.
"""

import os
import subprocess
import sys
import tempfile

TOOL, GENERATION, *MODELS = sys.argv[1:]
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
if GENERATION == "2":
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tf_keras as keras
else:
    import keras

import numpy as np


def run(*arguments, folder):
    done = subprocess.run([TOOL, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stderr)


def rows_of(model, random):
    """Invented rows for each input, by name; indices where an embedding looks the input up."""
    vocabularies = {}
    for layer in model.layers:
        if type(layer).__name__ == "Embedding":
            source = layer.input[0] if isinstance(layer.input, list) else layer.input
            vocabularies[source.name.split(":")[0]] = layer.input_dim
    rows = {}
    for tensor in model.inputs:
        name, shape = tensor.name.split(":")[0], (400, *tensor.shape[1:])
        count = vocabularies.get(name)
        rows[name] = random.randn(*shape).astype(np.float32) if count is None else random.randint(0, count, shape)
    return rows


for path in MODELS:
    model = keras.models.load_model(path, compile=False)
    is_softmax = model.outputs[0].shape[-1] == 2
    random = np.random.RandomState(0)
    rows = rows_of(model, random)
    given = [np.asarray(x) for x in rows.values()]
    given = given[0] if len(given) == 1 else given
    with tempfile.TemporaryDirectory() as folder:
        group = random.rand(400) < 0.5
        np.savez(f"{folder}/rows.npz", label=(random.rand(400) < 0.3 + 0.3 * group).astype(int),
                 group=np.where(group, "a", "b"),
                 **{f"x{i}": x.reshape(400, -1) for i, x in enumerate(rows.values())})
        with open(f"{folder}/spec.yaml", "w") as spec:
            spec.write("data: { test: rows.npz }\nlabel: { column: label, positive: \"1\" }\ngroups: [group]\n"
                       "settings: { blocks: 8, bootstrap_replicates: 9, permutations: 9, split_halves: 9 }\n")
            if is_softmax:
                spec.write("output: { kind: softmax, positive_class: 1 }\n")
            spec.write("inputs:\n")
            for i, (name, x) in enumerate(rows.items()):
                spec.write(f"  - name: {name}\n    shape: {list(x.shape[1:])}\n"
                           f"    features: [ {{ column: x{i}, kind: raw, columns: {int(np.prod(x.shape[1:]))} }} ]\n")
        output = "fairer" + os.path.splitext(path)[1]
        run("finetune", os.path.abspath(path), "--spec", "spec.yaml", "--epochs", "2", "--steps", "3", "--batch-size", "40",
            "--first-candidate", "1", "--learning-rate", "0.01", "-o", output, folder=folder)
        np.savez(f"{folder}/inputs.npz", **rows)
        run("predict", output, "--inputs", "inputs.npz", "-o", "outputs.npz", folder=folder)
        ours = next(iter(np.load(f"{folder}/outputs.npz").values()))
        tuned = keras.models.load_model(f"{folder}/{output}", compile=False)
        theirs = np.asarray(tuned(given, training=False), dtype=np.float64)
        before = np.asarray(model(given, training=False), dtype=np.float64)
    half = "float16" in str(getattr(model.layers[-1], "dtype_policy", "")) or any(
        "float16" in str(getattr(layer, "dtype_policy", "")) for layer in model.layers)
    difference, moved = abs(ours - theirs).max(), abs(before - theirs).max()
    assert difference <= (1e-3 if half else 1e-6) and moved > 1e-4, (path, difference, moved)
    print(f"{os.path.basename(os.path.dirname(path))}/{os.path.basename(path)}: equal to {difference:.1e}, moved {moved:.1e}")
