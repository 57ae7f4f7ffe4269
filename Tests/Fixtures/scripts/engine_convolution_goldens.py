"""Writes Tests/Fixtures/engine/convolutions.json from real Keras, in double precision.

For each layer: inputs, weights, output, and the gradients of sum(output * upstream) by GradientTape. Keras on
a CPU does not run channels_first: those cases run channels_last, and inputs, outputs and gradients are
transposed. Names are those of ConvolutionGoldenTests.layers.
Needs keras 3 with the TensorFlow backend and numpy.
Run: python engine_convolution_goldens.py
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

keras.backend.set_floatx("float64")
OUT = pathlib.Path(__file__).resolve().parent.parent / "engine"
rng = np.random.default_rng(11)
L = keras.layers

# name, layer, shapes of the inputs, whether the engine's layer has its channels first
CASES = [
    ("conv 1D", L.Conv1D(3, 3), [(6, 2)], False),
    ("conv 1D same stride 2", L.Conv1D(2, 4, strides=2, padding="same"), [(7, 2)], False),
    ("conv 1D same stride 3", L.Conv1D(2, 2, strides=3, padding="same"), [(7, 1)], False),
    ("conv 1D causal dilated", L.Conv1D(2, 3, padding="causal", dilation_rate=2), [(6, 2)], False),
    ("conv 1D causal stride", L.Conv1D(2, 3, padding="causal", strides=2), [(6, 2)], False),
    ("conv 1D groups", L.Conv1D(6, 2, groups=3, use_bias=False), [(4, 3)], False),
    ("conv 1D channels first", L.Conv1D(3, 2, padding="same"), [(4, 2)], True),
    ("conv 2D", L.Conv2D(3, (2, 3)), [(4, 5, 2)], False),
    ("conv 2D same strides", L.Conv2D(2, (3, 2), strides=(2, 3), padding="same"), [(6, 5, 2)], False),
    ("conv 2D same even kernel", L.Conv2D(2, 4, padding="same"), [(3, 5, 1)], False),
    ("conv 2D valid stride", L.Conv2D(2, 2, strides=(3, 2)), [(6, 6, 1)], False),
    ("conv 2D dilated", L.Conv2D(2, 2, dilation_rate=(2, 3), padding="same"), [(4, 5, 2)], False),
    ("conv 2D groups", L.Conv2D(4, 2, groups=2), [(3, 3, 4)], False),
    ("conv 2D channels first", L.Conv2D(3, (2, 3), strides=(2, 1), padding="same"), [(5, 4, 2)], True),
    ("depthwise 1D", L.DepthwiseConv1D(3, depth_multiplier=2, padding="same"), [(5, 2)], False),
    ("depthwise 1D stride", L.DepthwiseConv1D(2, strides=2, use_bias=False), [(5, 3)], False),
    ("depthwise 2D", L.DepthwiseConv2D((2, 3), depth_multiplier=2), [(4, 4, 2)], False),
    ("depthwise 2D stride same", L.DepthwiseConv2D(3, strides=2, padding="same"), [(4, 5, 3)], False),
    ("depthwise 2D dilated", L.DepthwiseConv2D(2, dilation_rate=2, padding="same"), [(4, 5, 2)], False),
    ("depthwise 2D channels first", L.DepthwiseConv2D(2, depth_multiplier=3), [(3, 4, 2)], True),
    ("separable 1D", L.SeparableConv1D(3, 2, depth_multiplier=2), [(5, 2)], False),
    ("separable 2D", L.SeparableConv2D(2, 3, strides=2, padding="same"), [(5, 4, 3)], False),
    ("separable 2D multiplier", L.SeparableConv2D(2, (2, 1), depth_multiplier=2, use_bias=False),
     [(3, 3, 2)], False),
    ("separable 2D channels first", L.SeparableConv2D(3, 2), [(3, 4, 2)], True),
    ("transposed 1D", L.Conv1DTranspose(2, 3, strides=2), [(3, 2)], False),
    ("transposed 1D small kernel", L.Conv1DTranspose(2, 2, strides=3), [(3, 2)], False),
    ("transposed 1D same", L.Conv1DTranspose(2, 3, strides=2, padding="same", use_bias=False), [(4, 1)],
     False),
    ("transposed 1D output padding", L.Conv1DTranspose(2, 3, strides=2, output_padding=1), [(3, 2)], False),
    ("transposed 2D", L.Conv2DTranspose(2, (2, 3), strides=(1, 2)), [(3, 2, 2)], False),
    ("transposed 2D same", L.Conv2DTranspose(3, (3, 4), strides=(2, 3), padding="same"), [(2, 3, 2)], False),
    ("transposed 2D same output padding",
     L.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=0), [(3, 2, 1)], False),
    ("transposed 2D valid output padding",
     L.Conv2DTranspose(2, 2, strides=3, output_padding=(2, 1)), [(2, 2, 1)], False),
    ("transposed 2D channels first", L.Conv2DTranspose(3, 2, strides=2), [(2, 3, 2)], True),
    ("max pooling 1D", L.MaxPooling1D(2), [(5, 2)], False),
    ("max pooling 1D same", L.MaxPooling1D(3, strides=2, padding="same"), [(6, 2)], False),
    ("max pooling 2D", L.MaxPooling2D((2, 3), strides=(1, 2)), [(4, 5, 2)], False),
    ("max pooling 2D same", L.MaxPooling2D(3, strides=2, padding="same"), [(4, 6, 1)], False),
    ("max pooling 2D ties", L.MaxPooling2D(2, strides=1), [(4, 4, 2)], False),
    ("max pooling 2D channels first", L.MaxPooling2D(2), [(4, 5, 2)], True),
    ("average pooling 1D", L.AveragePooling1D(2, strides=1), [(5, 2)], False),
    ("average pooling 1D same", L.AveragePooling1D(4, strides=3, padding="same"), [(8, 2)], False),
    ("average pooling 2D same", L.AveragePooling2D(3, strides=2, padding="same"), [(4, 5, 2)], False),
    ("average pooling 2D channels first", L.AveragePooling2D((2, 1)), [(4, 3, 2)], True),
    ("global max pooling 1D", L.GlobalMaxPooling1D(), [(4, 3)], False),
    ("global max pooling 1D ties", L.GlobalMaxPooling1D(), [(6, 3)], False),
    ("global max pooling 2D", L.GlobalMaxPooling2D(keepdims=True), [(3, 2, 2)], False),
    ("global average pooling 1D", L.GlobalAveragePooling1D(keepdims=True), [(4, 3)], False),
    ("global average pooling 1D masked", L.GlobalAveragePooling1D(), [(4, 3)], False),
    ("global average pooling 2D", L.GlobalAveragePooling2D(), [(3, 2, 2)], False),
    ("global average pooling 2D channels first", L.GlobalAveragePooling2D(), [(3, 2, 4)], True),
    ("zero padding 1D", L.ZeroPadding1D((2, 1)), [(3, 2)], False),
    ("zero padding 2D", L.ZeroPadding2D(((1, 0), (2, 3))), [(2, 3, 2)], False),
    ("zero padding 2D channels first", L.ZeroPadding2D((1, 2)), [(2, 3, 2)], True),
    ("cropping 1D", L.Cropping1D((1, 2)), [(5, 2)], False),
    ("cropping 2D", L.Cropping2D(((0, 1), (2, 1))), [(3, 5, 2)], False),
    ("cropping 2D channels first", L.Cropping2D(((1, 1), (0, 2))), [(3, 4, 2)], True),
    ("up-sampling 1D", L.UpSampling1D(3), [(2, 3)], False),
    ("up-sampling 2D", L.UpSampling2D((2, 3)), [(2, 3, 2)], False),
    ("up-sampling 2D channels first", L.UpSampling2D(2), [(2, 3, 2)], True),
    ("up-sampling bilinear", L.UpSampling2D((2, 3), interpolation="bilinear"), [(3, 4, 2)], False),
    ("up-sampling bilinear of one", L.UpSampling2D((2, 4), interpolation="bilinear"), [(1, 3, 1)], False),
    ("repeat vector", L.RepeatVector(3), [(4,)], False),
    ("embedding", L.Embedding(5, 3), [(4,)], False),
    ("layer normalization", L.LayerNormalization(), [(3, 4)], False),
    ("layer normalization axes", L.LayerNormalization(axis=[1, 3], epsilon=0.1), [(3, 2, 4)], False),
    ("layer normalization axis 1", L.LayerNormalization(axis=1, center=False), [(3, 4)], False),
    ("layer normalization no scale", L.LayerNormalization(scale=False), [(4,)], False),
    ("rms normalization", L.RMSNormalization(), [(3, 4)], False),
    ("rms normalization last axes", L.RMSNormalization(axis=[-2, -1], epsilon=0.1), [(2, 3, 4)], False),
    ("group normalization", L.GroupNormalization(groups=2), [(3, 2, 4)], False),
    ("group normalization axis 1", L.GroupNormalization(groups=2, axis=1, epsilon=0.1), [(4, 3)], False),
    ("group normalization axis -2", L.GroupNormalization(groups=3, axis=-2, scale=False), [(3, 6, 2)],
     False),
    ("instance normalization", L.GroupNormalization(groups=-1, center=False), [(3, 4)], False),
    ("unit normalization", L.UnitNormalization(), [(3, 4)], False),
    ("unit normalization axes", L.UnitNormalization(axis=[1, 2]), [(3, 4)], False),
    ("normalization", L.Normalization(), [(3, 4)], False),
    ("normalization axes", L.Normalization(axis=[1, 3]), [(2, 3, 2)], False),
    ("normalization no axis", L.Normalization(axis=None), [(3,)], False),
    ("normalization inverse", L.Normalization(invert=True), [(3,)], False),
    ("normalization moments", L.Normalization(axis=(1, 2), mean=[1.0, -2.0, 0.5], variance=[4.0, 0.0, 1.5]),
     [(2, 3)], False),
    ("normalization one moment", L.Normalization(axis=-1, mean=1.5, variance=4.0), [(3,)], False),
    ("rescaling", L.Rescaling(0.25, offset=-1.5), [(3,)], False),
    ("rescaling by channel", L.Rescaling([0.5, -2.0], offset=[1.0, 0.0]), [(3, 2)], False),
]


def plain(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "elements": array.reshape(-1).tolist()}


def numbers(name, shape):
    x = np.round(rng.normal(size=shape) * 2, 3)
    if "ties" in name:
        return np.maximum(np.round(x), 0.0)
    if name == "embedding":
        return np.array([[0, 3, 3, 1], [4, 0, 2, 3]], dtype="float64")
    return x


def channels_first(array):
    return np.moveaxis(np.asarray(array), -1, 1) if np.ndim(array) > 2 else np.asarray(array)


cases = []
for name, layer, shapes, first in CASES:
    inputs = [tf.constant(numbers(name, (2, *shape))) for shape in shapes]
    arguments = {}
    if "masked" in name:
        mask = np.array([[1, 0, 1, 1], [0, 1, 0, 0]], dtype=bool)
        arguments = {"mask": tf.constant(mask)}
    layer(inputs[0], **arguments)
    values = []
    for weight in layer.weights:
        value = np.round(rng.normal(size=weight.shape), 3)
        values.append(np.abs(value) + 0.1 if "variance" in weight.path else value)
    layer.set_weights(values)
    if isinstance(layer, L.Normalization):
        layer.finalize_state()
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = layer(inputs[0], **arguments)
        upstream = np.round(rng.normal(size=output.shape), 3)
        total = tf.reduce_sum(output * upstream)
    trained = [v.value for v in layer.trainable_variables]
    gradients = tape.gradient(total, inputs + trained)
    if gradients[0] is None:
        gradients[0] = tf.zeros_like(inputs[0])
    turn = channels_first if first else np.asarray
    stored = [v for v, w in zip(values, layer.weights) if not w.path.endswith("count")]
    case = {
        "name": name,
        "inputs": [plain(turn(x)) for x in inputs],
        "weights": [plain(v) for v in stored],
        "output": plain(turn(output)),
        "upstream": plain(turn(upstream)),
        "inputGradient": plain(turn(gradients[0])),
        "weightGradients": [plain(tf.convert_to_tensor(g)) for g in gradients[1:]],
    }
    if "masked" in name:
        case["inputs"].append(plain(mask.astype("float64")))
    cases.append(case)

OUT.mkdir(exist_ok=True)
(OUT / "convolutions.json").write_text(json.dumps(cases, allow_nan=False) + "\n")
print("keras", keras.__version__, "tensorflow", tf.__version__, len(cases), "cases")
