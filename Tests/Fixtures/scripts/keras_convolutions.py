"""Checkpoints with layers over pictures, sequences, indices and moments for Tests/Fixtures/keras.

One table for both libraries; each row becomes an output of one model of its family. Keras on a CPU does not
run channels_first: those models' outputs are those of a twin with the same weights and the channels last.
Run with keras, tf-keras and tensorflow installed, once for each library:
  python keras_convolutions.py FOLDER keras
  python keras_convolutions.py FOLDER tf_keras
"""

import importlib
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import numpy as np
import tensorflow as tf

from keras_common import inputs_for, randomise, write_case

OUT, LIBRARY_NAME = sys.argv[1:3]
keras = importlib.import_module(LIBRARY_NAME)
L = keras.layers
IS_3 = LIBRARY_NAME == "keras"
PREFIX = "made_k3_" if IS_3 else "made_k2_"
LIBRARY = f"{'keras' if IS_3 else 'tf-keras'} {keras.__version__}, tensorflow {tf.__version__}"


def functional(shape, rows, dtype="float32"):
    x = keras.Input(shape, name="x", dtype=dtype)
    outputs = []
    for name, layer, *options in rows:
        layer = getattr(L, layer) if isinstance(layer, str) else layer
        outputs.append(layer(**options[0], name=name)(x))
    return keras.Model(x, outputs)


def save(name, model, what, arrays=None, randomised=True, twin=None, edit=None, tolerance=1e-5):
    if randomised:
        randomise(model, 3)
    os.makedirs(os.path.join(OUT, PREFIX + name), exist_ok=True)
    path = os.path.join(OUT, PREFIX + name, "model.h5")
    model.save(path)
    arrays = arrays or inputs_for([model.inputs[0].shape[1:]], 3, 4)
    if twin is None:
        outputs = tf.nest.flatten(model(arrays[0]))
    else:
        twin.set_weights(model.get_weights())
        outputs = [np.moveaxis(o.numpy(), -1, 1) if len(o.shape) > 2 else o
                   for o in tf.nest.flatten(twin(np.moveaxis(arrays[0], 1, -1)))]
    if edit:
        with h5py.File(path, "r+") as file:
            edit(file)
    names = ([t._keras_history.operation.name for t in model.outputs] if IS_3
             else list(model.output_names))
    write_case(OUT, PREFIX + name, what, LIBRARY, arrays, ["x"], outputs, names, tolerance)


def first_and_twin(shape, rows):
    first = [(n, l, dict(o, data_format="channels_first")) for n, l, o in rows]
    return functional((shape[-1],) + shape[:-1], first), functional(shape, rows)


save("convolutions_1d", functional((9, 4), [
    ("plain", "Conv1D", {"filters": 3, "kernel_size": 3}),
    ("same_strides", "Conv1D", {"filters": 3, "kernel_size": 4, "strides": 2, "padding": "same"}),
    ("causal", "Conv1D", {"filters": 2, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}),
    ("groups", "Conv1D", {"filters": 6, "kernel_size": 2, "groups": 2, "use_bias": False}),
    ("activation", "Conv1D", {"filters": 2, "kernel_size": 2, "activation": "relu"}),
    ("depthwise", "DepthwiseConv1D", {"kernel_size": 3, "depth_multiplier": 2, "padding": "same"}),
    ("depthwise_strides", "DepthwiseConv1D", {"kernel_size": 2, "strides": 2, "use_bias": False}),
    ("separable", "SeparableConv1D",
     {"filters": 3, "kernel_size": 3, "depth_multiplier": 2, "activation": "tanh"}),
    ("transposed", "Conv1DTranspose", {"filters": 3, "kernel_size": 3, "strides": 2}),
    ("transposed_same", "Conv1DTranspose",
     {"filters": 2, "kernel_size": 3, "strides": 3, "padding": "same", "use_bias": False}),
    ("transposed_more", "Conv1DTranspose",
     {"filters": 2, "kernel_size": 2, "strides": 2, "output_padding": 1}),
]), "convolutions over one axis")

CONV_2D = [
    ("plain", "Conv2D", {"filters": 3, "kernel_size": (2, 3)}),
    ("same_strides", "Conv2D",
     {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "elu"}),
    ("dilated", "Conv2D", {"filters": 2, "kernel_size": 2, "dilation_rate": (2, 1), "use_bias": False}),
    ("depthwise", "DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}),
    ("depthwise_strides", "DepthwiseConv2D",
     {"kernel_size": (3, 2), "strides": 2, "padding": "same", "activation": "relu6"}),
    ("separable", "SeparableConv2D",
     {"filters": 3, "kernel_size": 2, "strides": 2, "padding": "same", "depth_multiplier": 2}),
    ("transposed", "Conv2DTranspose", {"filters": 3, "kernel_size": (2, 3), "strides": (2, 1)}),
    ("transposed_same", "Conv2DTranspose",
     {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "sigmoid"}),
]
if not IS_3:
    CONV_2D[4][2]["activation"] = "relu"
save("convolutions_2d", functional((5, 6, 4), CONV_2D + [
    ("groups", "Conv2D", {"filters": 6, "kernel_size": 2, "groups": 2}),
    ("transposed_more", "Conv2DTranspose",
     {"filters": 2, "kernel_size": 3, "strides": (2, 3), "padding": "same", "output_padding": (1, 0)}),
]), "convolutions over two axes")
model, twin = first_and_twin((5, 6, 4), CONV_2D)
save("convolutions_channels_first", model, "convolutions over two axes with data_format channels_first",
     twin=twin)

POOLS_1D = [
    ("max", "MaxPooling1D", {}),
    ("max_same", "MaxPooling1D", {"pool_size": 3, "strides": 2, "padding": "same"}),
    ("average", "AveragePooling1D", {"pool_size": 2, "strides": 1}),
    ("average_same", "AveragePooling1D", {"pool_size": 4, "strides": 3, "padding": "same"}),
    ("global_max", "GlobalMaxPooling1D", {}),
    ("global_average", "GlobalAveragePooling1D", {"keepdims": True}),
]
POOLS_2D = [
    ("max", "MaxPooling2D", {}),
    ("max_same", "MaxPooling2D", {"pool_size": (3, 2), "strides": (2, 1), "padding": "same"}),
    ("average", "AveragePooling2D", {"pool_size": (2, 3)}),
    ("average_same", "AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}),
    ("global_max", "GlobalMaxPooling2D", {"keepdims": True}),
    ("global_average", "GlobalAveragePooling2D", {}),
]
PICTURES_2D = [
    ("padded", "ZeroPadding2D", {"padding": 1}),
    ("padded_axes", "ZeroPadding2D", {"padding": (1, 2)}),
    ("padded_ends", "ZeroPadding2D", {"padding": ((1, 0), (2, 3))}),
    ("cropped", "Cropping2D", {"cropping": ((0, 1), (2, 1))}),
    ("nearest", "UpSampling2D", {"size": (2, 3)}),
    ("bilinear", "UpSampling2D", {"size": (3, 2), "interpolation": "bilinear"}),
]
save("pools_1d", functional((8, 3), POOLS_1D), "pools over one axis")
save("pools_2d", functional((5, 6, 2), POOLS_2D), "pools over two axes")
model, twin = first_and_twin((5, 6, 2), POOLS_2D)
save("pools_channels_first", model, "pools over two axes with data_format channels_first", twin=twin)
save("pictures_1d", functional((6, 2), [
    ("padded", "ZeroPadding1D", {"padding": 2}),
    ("padded_ends", "ZeroPadding1D", {"padding": (1, 0)}),
    ("cropped", "Cropping1D", {"cropping": (1, 2)}),
    ("cropped_both", "Cropping1D", {"cropping": 1}),
    ("finer", "UpSampling1D", {"size": 3}),
]), "padding, cropping and up-sampling of one axis")
save("pictures_2d", functional((4, 5, 2), PICTURES_2D), "padding, cropping and up-sampling of two axes")
model, twin = first_and_twin((4, 5, 2), PICTURES_2D)
save("pictures_channels_first", model, "the same with data_format channels_first", twin=twin)

# No backend but TensorFlow's gives these numbers for bicubic interpolation.
save("pictures_fine", functional((4, 5, 2), [
    ("bicubic", "UpSampling2D", {"size": (2, 3), "interpolation": "bicubic"}),
    ("bicubic_more", "UpSampling2D", {"size": (5, 1), "interpolation": "bicubic"}),
    ("shares", "Softmax", {"axis": [1, 2]}),
    ("shares_last", "Softmax", {"axis": [-2, -1]}),
]), "bicubic up-sampling, softmax over several axes")

save("repeated", functional((3,), [("repeated", "RepeatVector", {"n": 4})]), "RepeatVector")

codes = np.random.default_rng(5).integers(0, 7, (6, 4)).astype(np.float32)
save("embeddings", functional((4,), [
    ("letters", "Embedding", {"input_dim": 7, "output_dim": 3}),
    ("wide", "Embedding", {"input_dim": 9, "output_dim": 2}),
], "int32"), "embeddings of integers", arrays=[codes])

save("normalizations", functional((4, 6), [
    ("layer", "LayerNormalization", {}),
    ("layer_axis", "LayerNormalization", {"axis": 1, "epsilon": 0.1, "center": False}),
    ("layer_axes", "LayerNormalization", {"axis": [1, 2], "scale": False}),
    ("group", "GroupNormalization", {"groups": 3}),
    ("group_axis", "GroupNormalization", {"groups": 2, "axis": 1, "epsilon": 0.1}),
    ("instance", "GroupNormalization", {"groups": -1, "scale": False}),
    ("unit", "UnitNormalization", {}),
    ("unit_axes", "UnitNormalization", {"axis": [1, 2]}),
] + ([
    ("rms", "RMSNormalization", {}),
    ("rms_axes", "RMSNormalization", {"axis": [-2, -1], "epsilon": 0.1}),
] if IS_3 else [])), "normalisations by the row's own moments")

# Measured moments, given moments, and a table that is no weight.
rows = [
    ("last", "Normalization", {}),
    ("axes", "Normalization", {"axis": [1, 2]}),
    ("none", "Normalization", {"axis": None}),
    ("given", "Normalization", {"axis": -1, "mean": [1.0, -2.0, 0.5], "variance": [4.0, 0.25, 1.5]}),
    ("one", "Normalization", {"axis": -1, "mean": 1.5, "variance": 4.0}),
    ("rescaled", "Rescaling", {"scale": 1 / 127.5, "offset": -1}),
    ("inverse", "Normalization", {"invert": True}),
    ("rescaled_channels", "Rescaling", {"scale": [0.5, 2.0, -1.0], "offset": [0.0, 1.0, 3.0]}),
]
model = functional((2, 3), rows)
data = inputs_for([(2, 3)], 40, 9)[0] * 3 + 1
for name, *_ in rows:
    layer = model.get_layer(name)
    if isinstance(layer, L.Normalization) and name not in ("given", "one"):
        layer.adapt(data)
save("preprocessing", model, "Normalization and Rescaling", randomised=False, arrays=[data[:5]],
     tolerance=2e-5)

if not IS_3:
    # Theano slides kernels the other way: a file that says so holds them turned around.
    def theano(file):
        file.attrs["backend"] = "theano"
        for layer in ("plain", "line", "transposed"):
            for group in file["model_weights"][layer].values():
                kernel = group["kernel:0"]
                turned = kernel[()]
                for axis in range(turned.ndim - 2):
                    turned = np.flip(turned, axis)
                kernel[...] = turned

    x = keras.Input((5, 6, 2), name="x")
    y = L.Conv2D(3, (2, 3), name="plain")(x)
    z = L.Reshape((16, 3), name="flat")(y)
    save("theano", keras.Model(x, [y, L.Conv1D(2, 3, name="line")(z),
                                   L.Conv2DTranspose(2, (3, 2), strides=2, name="transposed")(x)]),
         "kernels as Theano lays them out", edit=theano)
