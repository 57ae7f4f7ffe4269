"""Writes Tests/Fixtures/engine/{functions,layers}.json from real Keras, in double precision.

Activations: value and first and second derivative (TensorFlow's own) on a grid. Layers: inputs, weights
and outputs of each layer whose definition leaves room for mistakes (axes, broadcasting, orders).
Needs keras 3 with the TensorFlow backend, tf-keras and numpy.
Run: python engine_goldens.py
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
import tf_keras

keras.backend.set_floatx("float64")
tf_keras.backend.set_floatx("float64")
OUT = pathlib.Path(__file__).resolve().parent.parent / "engine"
GRID = np.array(
    [-50.0, -9.3, -4.1, -3.2, -2.7, -1.9, -1.3, -0.8, -0.55, -0.3, -1e-3, 0.0, 1e-4, 0.2, 0.45, 0.7,
     1.1, 1.7, 2.6, 3.3, 5.5, 6.7, 9.9, 50.0])

a = keras.activations
# TensorFlow holds some slopes in single precision: these are exact in it.
FUNCTIONS = {
    "linear": a.linear,
    "relu": a.relu,
    "relu max": lambda x: a.relu(x, max_value=2.0),
    "relu slope": lambda x: a.relu(x, negative_slope=0.125),
    "relu all": lambda x: a.relu(x, negative_slope=0.125, max_value=2.0, threshold=0.5),
    "relu negative threshold": lambda x: a.relu(x, max_value=2.0, threshold=-1.0),
    "relu6": a.relu6,
    "leakyReLU": lambda x: a.leaky_relu(x, negative_slope=0.375),
    "elu": lambda x: a.elu(x, alpha=0.7),
    "selu": a.selu,
    "celu": lambda x: a.celu(x, alpha=0.6),
    "sigmoid": a.sigmoid,
    "logSigmoid": a.log_sigmoid,
    "hardSigmoid": a.hard_sigmoid,
    "hardSigmoidKeras2": tf_keras.activations.hard_sigmoid,
    "sparseSigmoid": a.sparse_sigmoid,
    "tanh": a.tanh,
    "hardTanh": a.hard_tanh,
    "tanhShrink": a.tanh_shrink,
    "softplus": a.softplus,
    "sparsePlus": a.sparse_plus,
    "squareplus": lambda x: a.squareplus(x, b=4),
    "softsign": a.softsign,
    "exponential": a.exponential,
    "gelu exact": lambda x: a.gelu(x, approximate=False),
    "gelu approximate": lambda x: a.gelu(x, approximate=True),
    "silu": a.silu,
    "hardSilu": a.hard_silu,
    "mish": a.mish,
    "hardShrink": lambda x: a.hard_shrink(x, threshold=0.5),
    "softShrink": lambda x: a.soft_shrink(x, threshold=0.5),
    "threshold": lambda x: a.threshold(x, 0.5, -1.5),
}


# Where TensorFlow has no second derivative of its fused operation, the same formula in plain ones.
PLAIN = {"softsign": lambda x: x / (1 + tf.abs(x))}


def derivatives(name, function):
    x = tf.constant(GRID)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        first = inner.gradient(y, x)
        first = tf.zeros_like(x) if first is None else first
    if name in PLAIN:
        assert np.allclose(PLAIN[name](x), y, rtol=1e-14)
        return [y.numpy().tolist(), first.numpy().tolist(), derivatives("", PLAIN[name])[2]]
    second = outer.gradient(first, x)
    second = tf.zeros_like(x) if second is None else second
    return [t.numpy().tolist() for t in (y, first, second)]


functions = {"grid": GRID.tolist(), "functions": {}}
for name, function in FUNCTIONS.items():
    value, slope, bend = derivatives(name, function)
    functions["functions"][name] = {"value": value, "slope": slope, "bend": bend}

rng = np.random.default_rng(7)
L = keras.layers
LAYERS = [
    ("dense rank 3", L.Dense(4), [(3, 5)]),
    ("batch normalization last", L.BatchNormalization(), [(3, 4)]),
    ("batch normalization axis 1", L.BatchNormalization(axis=1, epsilon=0.01), [(3, 4)]),
    ("batch normalization no scale", L.BatchNormalization(scale=False), [(4,)]),
    ("batch normalization no center", L.BatchNormalization(center=False), [(4,)]),
    ("prelu", L.PReLU(), [(3, 2, 2)]),
    ("prelu shared", L.PReLU(shared_axes=[1, 2]), [(3, 2, 2)]),
    ("softmax last", L.Softmax(), [(3, 4)]),
    ("softmax axis 1", L.Softmax(axis=1), [(3, 4)]),
    ("log softmax", L.Activation("log_softmax"), [(5,)]),
    ("flatten", L.Flatten(), [(2, 3, 2)]),
    ("flatten channels first", L.Flatten(data_format="channels_first"), [(2, 3, 2)]),
    ("reshape", L.Reshape((-1, 4)), [(2, 6)]),
    ("permute", L.Permute((3, 1, 2)), [(2, 3, 4)]),
    ("add", L.Add(), [(2, 3), (2, 3), (2, 3)]),
    ("add broadcast", L.Add(), [(2, 3), (1, 3)]),
    ("multiply ranks", L.Multiply(), [(2, 3), (3,)]),
    ("subtract", L.Subtract(), [(4,), (4,)]),
    ("average", L.Average(), [(4,), (4,), (4,)]),
    ("maximum", L.Maximum(), [(4,), (4,), (1,)]),
    ("minimum", L.Minimum(), [(4,), (4,)]),
    ("concatenate last", L.Concatenate(), [(2, 3), (2, 2)]),
    ("concatenate axis 1", L.Concatenate(axis=1), [(2, 3), (1, 3)]),
    ("dot", L.Dot(axes=1), [(3,), (3,)]),
    ("dot matrices", L.Dot(axes=(2, 1)), [(2, 3), (3, 4)]),
    ("dot ranks", L.Dot(axes=(1, -1)), [(3, 2), (2, 2, 3)]),
    ("dot normalized", L.Dot(axes=-1, normalize=True), [(2, 3), (4, 3)]),
]


def plain(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "elements": array.reshape(-1).tolist()}


layers = []
for name, layer, shapes in LAYERS:
    inputs = [np.round(rng.normal(size=(2, *shape)) * 2, 3) for shape in shapes]
    arguments = [tf.constant(x) for x in inputs]
    arguments = arguments if len(arguments) > 1 else arguments[0]
    layer(arguments)
    weights = []
    for weight in layer.weights:
        value = np.round(rng.normal(size=weight.shape), 3)
        weights.append(np.abs(value) + 0.1 if "variance" in weight.path else value)
    layer.set_weights(weights)
    layers.append({
        "name": name,
        "inputs": [plain(x) for x in inputs],
        "weights": [plain(w) for w in weights],
        "output": plain(layer(arguments)),
    })

OUT.mkdir(exist_ok=True)
for name, value in (("functions", functions), ("layers", layers)):
    (OUT / f"{name}.json").write_text(json.dumps(value, indent=None, allow_nan=False) + "\n")
print("keras", keras.__version__, "tensorflow", tf.__version__, "tf-keras", tf_keras.__version__)
