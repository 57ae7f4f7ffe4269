"""keras_whole_numbers.py FOLDER [two]: models in which layers are given whole numbers or truth values.

Keras computes with whole numbers as such where a layer does not turn them into floating point first. With `two`,
tf-keras instead of Keras 3.
"""

import json
import os
import sys

OUT, IS_THREE = sys.argv[1], len(sys.argv) < 3
import numpy as np
import tensorflow as tf

if IS_THREE:
    import keras
    from keras import ops
else:
    import tf_keras as keras
L = keras.layers
LIBRARY = ("keras " if IS_THREE else "tf-keras ") + keras.__version__
ROWS = 6
rng = np.random.default_rng(7)


def write(name, what, net, arrays, file, change=None):
    if change:
        change(net)
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    net.save(os.path.join(folder, file))
    # As loaded: tables that are weights, and were given other numbers, take effect then.
    net = keras.models.load_model(os.path.join(folder, file), compile=False)
    results = net({n: tf.constant(a) for n, a in arrays.items()}, training=False)
    results = results if isinstance(results, (list, tuple)) else [results]
    np.savez(os.path.join(folder, "inputs.npz"), **arrays)
    np.savez(os.path.join(folder, "outputs.npz"),
             **{n: np.asarray(r, np.float32) for n, r in zip(net.output_names, results)})
    with open(os.path.join(folder, "case.json"), "w") as record:
        json.dump({"expect": "ok", "files": [file], "id": name, "library": LIBRARY,
                   "max_abs_tolerance": 1e-5, "what": what}, record, indent=1, sort_keys=True)
        record.write("\n")


def nested(name, dtype, *layers):
    inner = keras.Input((4,), dtype=dtype, name=name + "_in")
    value = inner
    for layer in layers:
        value = layer(value)
    return keras.Model(inner, value, name=name)


if IS_THREE:
    whole, text = keras.Input((4,), dtype="int32", name="whole"), keras.Input((2,), dtype="string", name="text")
    codes = L.StringLookup(vocabulary=["a", "b", "c"], output_mode="count", name="codes")(text)
    fraction = L.Rescaling(0.7, 0.1, name="fraction")(whole)
    # A nested model makes of its inputs what it declares.
    floats = nested("floats", "float32", L.LayerNormalization(name="norm"))(codes)
    cut = nested("cut", "int32", L.Rescaling(1.0, name="one"))(fraction)
    truth = nested("truth", "bool", L.Rescaling(1.0, name="same"))(L.ReLU(max_value=2, name="two")(whole))
    mean = L.LayerNormalization(name="of_mean")(L.Average(name="mean")([whole, codes]))
    half = L.LayerNormalization(name="of_half")(whole / 2)
    above = L.Dense(2, name="of_truth")(ops.greater(whole, 1))
    counted = L.Dense(2, name="of_count")(ops.sum(whole > 0, axis=-1, keepdims=True) + 1)
    outputs = [floats, cut, truth, mean, half, above, counted]
    net = keras.Model([whole, text], outputs)
    write("made_k3_whole_numbers", "layers and operations over whole numbers and truth values", net,
          {"whole": rng.integers(-3, 6, (ROWS, 4)).astype(np.int32),
           "text": rng.choice(["a", "b", "c", "d"], (ROWS, 2))}, "model.keras")
else:
    text = keras.Input((1,), dtype="string", name="text")
    weighed = L.StringLookup(vocabulary=["a", "b", "c"], output_mode="tf_idf",
                             idf_weights=[0.5, 1.0, 2.0], name="weighed")(text)
    net = keras.Model(text, L.Dense(2, name="out")(weighed))
    texts = {"text": np.array([["a"], ["b"], ["c"], ["d"]])}
    for file, name in (("model.h5", "made_k2_stored_frequencies"), ("model.keras", "made_k2_archive_stored_frequencies")):
        write(name, "weights of tokens that differ from those of the configuration", net, texts, file,
              lambda net: net.get_layer("weighed").weights[0].assign([3.0, 0.25, 1.5, 0.75]))
