"""A checkpoint of Keras 3 for Tests/Fixtures/keras in which options count that others leave without effect.

Run with keras and tensorflow installed:  python keras3_edges.py FOLDER
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

from keras_common import inputs_for, randomise, write_case

OUT = sys.argv[1]
NAME = "made_k3_edges"

vector, block, picture = keras.Input((4,), name="v"), keras.Input((2, 3, 4), name="b"), keras.Input((3, 2, 2), name="p")
model = keras.Model([vector, block, picture], [
    # Norms down to 1e-9: between the least ones of Keras 2 and of Keras 3.
    L.UnitNormalization(name="unit")(vector),
    # What lies between zero and the threshold, and above the maximum.
    L.ReLU(max_value=1.0, threshold=0.4, negative_slope=0.1, name="relu")(vector),
    # No permutation that is its own inverse.
    L.Permute((2, 3, 1), name="turn")(block),
    L.Conv2DTranspose(2, (4, 2), strides=2, padding="same", output_padding=1, name="even")(picture),
])
randomise(model, 5)
arrays = inputs_for([(4,), (2, 3, 4), (3, 2, 2)], 6, 6)
arrays[0][1:4] *= np.array([[1e-6], [1e-7], [1e-9]], np.float32)
folder = os.path.join(OUT, NAME)
os.makedirs(folder, exist_ok=True)
model.save(os.path.join(folder, "model.h5"))
outputs = model(arrays, training=False)
write_case(OUT, NAME, "options that count at the edges alone", f"keras {keras.__version__}, tensorflow {tf.__version__}",
           arrays, ["v", "b", "p"], outputs, [o._keras_history.operation.name for o in model.outputs])
