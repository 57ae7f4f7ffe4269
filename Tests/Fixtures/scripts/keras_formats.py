"""One model of real Keras in every format that it writes, for Tests/Fixtures/keras, with Keras's outputs.

Run with tf-keras, keras and tensorflow installed:  python keras_formats.py FOLDER (2|3)
"""

import json
import os
import sys

OUT, GENERATION = sys.argv[1], sys.argv[2]
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
if GENERATION == "2":
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tf_keras as keras
else:
    import keras

import numpy as np
import tensorflow as tf

from keras_common import inputs_for, randomise

L = keras.layers
LIBRARY = f"{'tf-keras' if GENERATION == '2' else 'keras'} {keras.__version__}, tensorflow {tf.__version__}"


def write(name, what, model, files, tolerance=1e-5, rows=6):
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    randomise(model, 5)
    with open(os.path.join(folder, "architecture.json"), "w") as file:
        file.write(model.to_json())
    for file in files:
        path = os.path.join(folder, file)
        if file.endswith(".weights.json"):
            model.save_weights(path, max_shard_size=1e-6)
        elif "weights" in file:
            model.save_weights(path)
        else:
            model.save(path)
    arrays = inputs_for([i.shape[1:] for i in model.inputs], rows, 6)
    outputs = model([tf.constant(a) for a in arrays] if len(arrays) > 1 else arrays[0])
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    names = [t.name.split(":")[0] if GENERATION == "2" else t._keras_history.operation.name
             for t in model.inputs]
    np.savez(os.path.join(folder, "inputs.npz"), **dict(zip(names, arrays)))
    output_names = (model.output_names if GENERATION == "2" else
                    [t._keras_history.operation.name for t in model.outputs])
    np.savez(os.path.join(folder, "outputs.npz"),
             **{n: np.asarray(tf.cast(o, "float32")) for n, o in zip(output_names, outputs)})
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump({"expect": "ok", "files": files, "id": name, "library": LIBRARY,
                   "max_abs_tolerance": tolerance, "what": what}, file, indent=1, sort_keys=True)
        file.write("\n")


def network():
    """Classes that occur many times at every level, frozen layers, a shared nested model."""
    def tower(name):
        i = keras.Input((4,), name=name + "_in")
        x = L.Dense(4, name=name + "_a", trainable=False)(i)
        x = L.BatchNormalization(name=name + "_n")(x)
        return keras.Model(i, L.Dense(4, "tanh", name=name + "_b")(x), name=name)

    x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
    shared = tower("shared")
    stack = keras.Sequential([keras.Input((4,), name="s_in"), L.Dense(4, name="s_0"),
                              L.PReLU(name="s_1"), L.LeakyReLU(name="s_2"), L.Dense(4, name="s_3"),
                              tower("deep"), tower("deeper")], name="stack")
    p, q = shared(x), shared(L.Dense(4, name="own")(y))
    joined = L.Concatenate(name="joined")([stack(p), q, L.Dropout(0.5, name="drop")(x)])
    many = joined
    for index in range(12):
        many = L.Dense(6, "relu", name=f"z{11 - index}")(many)
    return keras.Model([x, y], [L.Dense(2, "softmax", name="out")(many),
                                L.Dense(1, "sigmoid", name="score")(tower("last")(q))], name="net")


if GENERATION == "2":
    write("made_k2_formats", "one model in every format of tf-keras", network(),
          ["model.h5", "model.keras", "model.weights.h5", "weights_legacy.h5"])
    small = keras.Sequential([L.Dense(3, activation="hard_sigmoid", input_shape=(4,)), L.Dense(2)])
    write("made_k2_version", "the version is the file's: hard_sigmoid", small,
          ["model.keras", "model.weights.h5"])
else:
    write("made_k3_formats", "one model in every format of Keras 3", network(),
          ["model.h5", "model.keras", "model.weights.h5", "model.weights.json"])
    for policy, tolerance in [("bfloat16", 0.05), ("float16", 0.005), ("float64", 1e-5)]:
        keras.config.set_dtype_policy(policy)
        i = keras.Input((4,), name="x")
        x = L.BatchNormalization(name="norm")(L.Dense(6, activation="gelu", name="hidden")(i))
        model = keras.Model(i, L.Dense(2, activation="sigmoid", name="out")(x))
        write(f"made_k3_archive_{policy}", f"dtype policy {policy}", model,
              ["model.keras", "model.weights.h5"], tolerance)
    keras.config.set_dtype_policy("float32")
    small = keras.Sequential([keras.Input((4,), name="x"), L.Dense(3, activation="hard_sigmoid"),
                              L.Dense(2)])
    write("made_k3_version", "the version is the file's: hard_sigmoid", small,
          ["model.keras", "model.weights.h5"])
