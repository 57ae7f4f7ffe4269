"""Checkpoints of Keras 2.2.5 with TensorFlow 1, which had several backends, for Tests/Fixtures/keras.

Run with keras 2.2.5, tensorflow 1.15.5, numpy 1.18.5 and h5py 2.10.0 on Python 3.7:

    python keras_two_backends.py FOLDER
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

# A script beside this one has the name of a module that Keras imports.
FOLDER = sys.path.pop(0)

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

sys.path.insert(0, FOLDER)

from keras_common import write_case

OUT = sys.argv[1]
LIBRARY = "keras %s, tensorflow %s" % (keras.__version__, tf.__version__)


def resized():
    name = "made_k22_pictures_fine"
    x = keras.layers.Input((3, 4, 2), name="x")
    lines = L.UpSampling2D((2, 3), interpolation="bilinear", name="lines")(x)
    near = L.UpSampling2D((3, 2), name="near")(x)
    model = keras.models.Model(x, [lines, near])
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    model.save(os.path.join(folder, "model.h5"))
    rows = np.random.RandomState(5).normal(0, 1.5, (4, 3, 4, 2)).astype(np.float32)
    write_case(OUT, name, "bilinear up-sampling as TensorFlow 1 resizes", LIBRARY, [rows], ["x"],
               model.predict(rows), ["lines", "near"])


resized()
