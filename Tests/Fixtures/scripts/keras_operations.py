"""Checkpoints of Keras 3 with operations between layers, for Tests/Fixtures/keras.

Run with keras and tensorflow installed:  python keras_operations.py FOLDER
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L
from keras import ops

from keras_common import inputs_for, randomise, write_case, write_refusal

OUT = sys.argv[1]
LIBRARY = f"keras {keras.__version__}, tensorflow {tf.__version__}"


def save(name, inputs, outputs, what, arrays):
    """Each output through a layer, so that all have names of their own."""
    outputs = [L.Activation("linear", name=f"out_{n}")(ops.cast(t, "float32") if t.dtype != "float32" else t)
               for n, t in outputs.items()]
    model = keras.Model(inputs, outputs)
    randomise(model, 7)
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    files = ["model.h5", "model.keras"]
    for file in files:
        model.save(os.path.join(folder, file))
    results = model(arrays if len(arrays) > 1 else arrays[0])
    history = lambda t: t._keras_history.operation.name
    write_case(OUT, name, what, LIBRARY, arrays, [history(t) for t in model.inputs],
               results, [history(t) for t in model.outputs])
    path = os.path.join(folder, "case.json")
    case = json.load(open(path))
    case["files"] = files
    with open(path, "w") as file:
        json.dump(case, file, indent=1, sort_keys=True)
        file.write("\n")


x, y = keras.Input((4, 3), name="x"), keras.Input((4, 3), name="y")
i = keras.Input((4,), dtype="int32", name="i")
a = keras.activations
positive = ops.exp(x)
row = np.arange(3).astype("float32")
save("made_k3_operations_elements", [x, y, i], {
    "relu": ops.relu(x), "relu_more": a.relu(x, negative_slope=0.1, max_value=1.0, threshold=0.2),
    "relu6": ops.relu6(x), "leaky": ops.leaky_relu(x, negative_slope=0.15), "elu": ops.elu(x, alpha=0.5),
    "celu": ops.celu(x, alpha=0.7), "selu": ops.selu(x), "sigmoid": ops.sigmoid(x),
    "log_sigmoid": ops.log_sigmoid(x), "hard_sigmoid": ops.hard_sigmoid(x),
    "sparse_sigmoid": ops.sparse_sigmoid(x), "tanh": ops.tanh(x), "hard_tanh": ops.hard_tanh(x),
    "tanh_shrink": ops.tanh_shrink(x), "softplus": ops.softplus(x), "sparse_plus": ops.sparse_plus(x),
    "squareplus": ops.squareplus(x, b=3), "softsign": ops.softsign(x), "gelu": ops.gelu(x),
    "gelu_exact": ops.gelu(x, approximate=False), "silu": ops.silu(x), "hard_silu": ops.hard_silu(x),
    "hard_shrink": ops.hard_shrink(x, threshold=0.4), "soft_shrink": ops.soft_shrink(x, threshold=0.4),
    "threshold": ops.threshold(x, 0.2, -1.0), "softmax": ops.softmax(x, axis=1),
    "log_softmax": ops.log_softmax(x),
    "negative": -x, "absolute": abs(x), "abs": ops.abs(x), "square": ops.square(x),
    "sqrt": ops.sqrt(positive), "rsqrt": ops.rsqrt(positive), "reciprocal": ops.reciprocal(positive),
    "log": ops.log(positive), "not": ops.logical_not(x > 0), "clip": ops.clip(x, -0.5, 1),
    "cast_int": ops.cast(x * 3.0, "int32"), "cast_bool": ops.cast(i, "bool"),
    "add": x + 1.5, "add_row": ops.add(x, row), "add_batch_row": x + row[None, None, :],
    "subtract_from": 2 - x, "subtract": x - y, "multiply": x * y, "scale": 3 * x,
    "divide": x / positive, "divide_by": x / 4.0, "divide_from": 1.0 / positive,
    "divide_function": ops.divide(x, positive), "power": x ** 2, "power_half": positive ** 0.3,
    "maximum": ops.maximum(x, y), "maximum_of": ops.maximum(x, 0.25), "minimum": ops.minimum(0.5, x),
    "equal": ops.equal(i, 2), "not_equal": ops.not_equal(i, 0), "greater": x > y,
    "greater_equal": i >= 2, "less": x < 0.1, "less_equal": x <= y,
    "and": ops.logical_and(x > 0, y > 0), "or": ops.logical_or(x > 0, y > 0),
    "xor": ops.logical_xor(x > 0, y > 0), "where": ops.where(x > 0, x, y),
    "where_number": ops.where(y > x, 0.0, y), "one_hot": ops.one_hot(i, 4),
    "layer_between": L.Dense(2, name="dense")(x * 2.0) + 1,
}, "operations on each element, with tensors and numbers",
     inputs_for([(4, 3), (4, 3)], 3, 6) + [np.array([[0, 1, 2, 3], [3, 0, 0, 1], [2, 2, 5, 0]], np.int32)])

x, y = keras.Input((4, 3), name="x"), keras.Input((4, 3), name="y")
parts = ops.split(x, 3, axis=-1)
uneven = ops.split(x, [1, 3], axis=1)
save("made_k3_operations_shapes", [x, y], {
    "sum": ops.sum(x, axis=1), "mean": ops.mean(x, axis=[1, 2], keepdims=True), "max": ops.max(x, axis=-1),
    "min": ops.min(x, axis=1, keepdims=True), "any": ops.any(x > 1, axis=-1), "all": ops.all(x > -1, axis=[1]),
    "reshape": ops.reshape(x, (-1, 12)), "reshape_open": ops.reshape(x, (-1, 2, 6)),
    "expand": ops.expand_dims(x, 1), "expand_last": ops.expand_dims(x, -1),
    "squeeze": ops.squeeze(ops.sum(x, axis=1, keepdims=True), 1),
    "transpose": ops.transpose(x, (0, 2, 1)), "swap": ops.swapaxes(x, -1, -2),
    "flip": ops.flip(x, axis=1), "repeat": ops.repeat(x, 2, axis=2),
    "concatenate": ops.concatenate([x, y, x], axis=-1), "stack": ops.stack([x, y], axis=1),
    "stack_last": ops.stack([x, y], axis=-1), "split": parts[1], "split_uneven": uneven[2],
    "matmul": ops.matmul(x, ops.transpose(y, (0, 2, 1))), "matmul_operator": x @ ops.swapaxes(y, 1, 2),
    "first": x[:, 0], "last": x[..., -1], "slice": x[:, 1:3, :], "open": x[:, -2:],
    "new_axis": x[:, None, :, 0:2], "several": x[:, 1, 2:3], "ellipsis": x[:, ..., 1],
}, "operations that move elements and bring them down", inputs_for([(4, 3), (4, 3)], 3, 6))

x = keras.Input((5,), name="x")
e = L.Embedding(7, 3, mask_zero=True, name="embedding")(x)
save("made_k3_operations_masked", [x], {
    "added": L.GRU(2, name="gru")(e + 0.5), "layer": L.GRU(2, name="gru_layer")(L.Add(name="add")([e, e])),
    "own": L.GRU(2, name="gru_own")(e * 2.0, mask=ops.not_equal(x, 3)),
}, "operations drop masks, layers pass them on, a mask of one's own",
     [np.array([[1, 2, 3, 0, 0], [4, 0, 5, 0, 1], [0, 0, 6, 3, 6]], np.float32)])

x = keras.Input((4,), name="x")
folder = os.path.join(OUT, "made_k3_operation_refuse")
os.makedirs(folder, exist_ok=True)
keras.Model(x, L.Dense(1, name="d")(ops.arctan(x))).save(os.path.join(folder, "model.h5"))
write_refusal(OUT, "made_k3_operation_refuse", "an operation that is not read", LIBRARY, "Arctan")
