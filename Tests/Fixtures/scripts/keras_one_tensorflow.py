"""Checkpoints of Keras 1.2.2 with TensorFlow, for Tests/Fixtures/keras.

Run with keras 1.2.2, tensorflow 1.4.1, numpy 1.16 and h5py 2.10 on Python 3.6:
  python keras_one_tensorflow.py FOLDER
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"

# Scripts beside this one have the names of packages.
sys.path.pop(0)

import keras
import numpy as np
import tensorflow as tf
from keras.layers import GRU, Dense, Masking
from keras.models import Sequential

OUT = sys.argv[1]


def write(name, model, what, array):
    rng = np.random.RandomState(3)
    model.set_weights([rng.uniform(-0.8, 0.8, w.shape).astype(np.float32) for w in model.get_weights()])
    model.build()
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    model.save(os.path.join(folder, "model.h5"))
    np.savez(os.path.join(folder, "inputs.npz"), **{model.model.input_names[0]: array})
    np.savez(os.path.join(folder, "outputs.npz"), **{model.model.output_names[0]: model.predict(array)})
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump({"expect": "ok", "id": name, "library": "keras %s, tensorflow %s" % (keras.__version__, tf.__version__),
                   "max_abs_tolerance": 1e-5, "what": what}, file, indent=1, sort_keys=True)
        file.write("\n")


steps = np.random.RandomState(1).randn(4, 5, 2).astype(np.float32)
steps[1, 3:] = 0
# Kernels of two rows, as the bias has that follows a reset after the product.
write("made_k1_gru_of_two", Sequential([
    Masking(input_shape=(5, 2)), GRU(2, return_sequences=True), GRU(2, inner_activation="sigmoid"), Dense(2),
]), "gated units, two of them over two features", steps)
