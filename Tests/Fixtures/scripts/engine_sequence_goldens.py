"""Writes Tests/Fixtures/engine/sequences.json from real Keras, in double precision.

For each layer: inputs (a mask is the last input, of ones and zeros), weights, output, and the gradients of
sum(output * upstream) by GradientTape with respect to the inputs that are no masks and to the weights, and how
these change along a direction (the Hessian's product with it, by a tape over the tape). Keras 3
for most, tf-keras where its name says so. Names are those of SequenceGoldenTests.layers.
Needs keras 3 with the TensorFlow backend, tf-keras and numpy.
Run: python engine_sequence_goldens.py
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
rng = np.random.default_rng(13)
L, T = keras.layers, tf_keras.layers
SEQ = {"return_sequences": True}
BACK = {"return_sequences": True, "go_backwards": True}
ZERO = {"return_sequences": True, "zero_output_for_mask": True}
# Rows: gaps within, at the start, at the end; nothing at all.
MASK = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]], bool)


def masked(layer):
    return lambda x, m: layer(x, mask=m)


def op(function):
    return None, function


# name, layer, function of the inputs (None: the layer itself), shapes without the batch, mask or None
CASES = [
    ("lstm", L.LSTM(3), None, [(4, 2)], None),
    ("lstm sequences", L.LSTM(2, **SEQ), None, [(4, 3)], None),
    ("lstm backwards", L.LSTM(2, **BACK), None, [(4, 3)], None),
    ("lstm backwards last", L.LSTM(2, go_backwards=True, use_bias=False), None, [(4, 3)], None),
    ("lstm functions", L.LSTM(2, activation="softsign", recurrent_activation="hard_sigmoid"), None, [(4, 2)],
     None),
    ("lstm softmax", L.LSTM(3, activation="softmax", recurrent_activation="softmax"), None, [(4, 2)], None),
    ("lstm masked", L.LSTM(2), "mask", [(4, 2)], MASK),
    ("lstm masked sequences", L.LSTM(2, **SEQ), "mask", [(4, 2)], MASK),
    ("lstm masked backwards", L.LSTM(2, **BACK), "mask", [(4, 2)], MASK),
    ("lstm masked to zero", L.LSTM(2, **ZERO), "mask", [(4, 2)], MASK),
    ("lstm last masked to zero", L.LSTM(2, zero_output_for_mask=True), "mask", [(4, 2)], MASK),
    ("lstm unrolled masked to zero", L.LSTM(2, unroll=True, **ZERO), "mask", [(4, 2)], MASK),
    ("lstm keras 2", T.LSTM(2, recurrent_activation="hard_sigmoid", **SEQ), "mask", [(4, 2)], MASK),
    ("lstm keras 2 backwards", T.LSTM(2, **BACK), "mask", [(4, 2)], MASK),
    ("lstm keras 2 plain", T.LSTM(2, go_backwards=True), None, [(4, 2)], None),
    ("gru", L.GRU(3), None, [(4, 2)], None),
    ("gru no bias", L.GRU(2, use_bias=False, **SEQ), None, [(4, 2)], None),
    ("gru masked", L.GRU(2, **SEQ), "mask", [(4, 2)], MASK),
    ("gru masked to zero", L.GRU(2, go_backwards=True, **ZERO), "mask", [(4, 2)], MASK),
    ("gru reset before", L.GRU(3, reset_after=False), None, [(4, 2)], None),
    ("gru reset before masked", L.GRU(2, reset_after=False, recurrent_activation="hard_sigmoid", **BACK), "mask",
     [(4, 2)], MASK),
    ("gru reset before no bias", L.GRU(2, reset_after=False, use_bias=False, activation="relu"), None, [(4, 2)],
     None),
    ("gru keras 2", T.GRU(2, **SEQ), "mask", [(4, 2)], MASK),
    ("gru keras 2 reset before", T.GRU(2, reset_after=False, **SEQ), "mask", [(4, 2)], MASK),
    ("simple", L.SimpleRNN(3), None, [(4, 2)], None),
    ("simple masked", L.SimpleRNN(2, activation="relu", use_bias=False, **BACK), "mask", [(4, 2)], MASK),
    ("time distributed", L.TimeDistributed(L.Dense(3)), None, [(4, 2)], None),
    ("time distributed convolution", L.TimeDistributed(L.Conv1D(2, 2)), None, [(2, 4, 2)], None),
    ("projection", L.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de"), None, [(3, 4)], None),
    ("projection of two axes", L.EinsumDense("abcd,cde->abe", (None, 3), bias_axes="e"), None, [(2, 2, 3)], None),
    ("masked softmax", L.Softmax(), "mask", [(4,)], MASK),
    ("masked softmax axis 1", L.Softmax(axis=1), "mask", [(4, 2)], np.repeat(MASK[:, :, None], 2, 2)),
    ("matrix product", *op(keras.ops.matmul), [(2, 3, 4), (2, 4, 2)], None),
    ("repeat", *op(lambda x: keras.ops.repeat(x, 3, axis=2)), [(2, 3)], None),
    ("flip", *op(lambda x: keras.ops.flip(x, axis=1)), [(3, 2)], None),
    ("slice", *op(lambda x: x[:, 1:3]), [(4, 2)], None),
    ("maximum", *op(lambda x: keras.ops.max(x, axis=(1, 2))), [(3, 2)], None),
    ("minimum", *op(lambda x: keras.ops.min(x, axis=-1, keepdims=True)), [(3, 2)], None),
    ("mean", *op(lambda x: keras.ops.mean(x, axis=1)), [(3, 2)], None),
    ("cube", *op(lambda x: x**3), [(3, 2)], None),
    ("absolute", *op(keras.ops.absolute), [(3, 2)], None),
]


def plain(array):
    array = np.asarray(array, dtype=np.float64)
    return {"shape": list(array.shape), "elements": array.reshape(-1).tolist()}


cases = []
for name, layer, function, shapes, mask in CASES:
    inputs = [tf.constant(np.round(rng.normal(size=(4, *shape)), 3)) for shape in shapes]
    if function == "mask":
        call = lambda x: layer(x, mask=tf.constant(mask))
    else:
        call = function or layer
    call(*inputs)
    weights = []
    if layer is not None:
        weights = [np.round(rng.normal(size=weight.shape), 3) for weight in layer.get_weights()]
        layer.set_weights(weights)
    trained = [] if layer is None else [getattr(w, "_value", w) for w in layer.trainable_weights]
    subjects = inputs + trained
    direction = [np.round(rng.normal(size=t.shape), 3) for t in subjects]
    with tf.GradientTape() as outer:
        outer.watch(inputs)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            output = call(*inputs)
            upstream = np.round(rng.normal(size=output.shape), 3)
            total = tf.reduce_sum(output * upstream)
        gradients = [tf.convert_to_tensor(g) for g in tape.gradient(total, subjects)]
        along = tf.add_n([tf.reduce_sum(g * d) for g, d in zip(gradients, direction)])
    try:
        products = outer.gradient(along, subjects, unconnected_gradients="zero")
    except LookupError:  # TensorFlow knows no second derivative of softsign.
        products = []
    products = [tf.convert_to_tensor(p) for p in products]
    cases.append({
        "name": name,
        "inputs": [plain(x) for x in inputs] + ([] if mask is None else [plain(mask)]),
        "weights": [plain(w) for w in weights],
        "output": plain(output),
        "upstream": plain(upstream),
        "inputGradients": [plain(g) for g in gradients[:len(inputs)]],
        "weightGradients": [plain(g) for g in gradients[len(inputs):]],
        "direction": [plain(d) for d in direction],
        "products": [plain(p) for p in products],
    })

(OUT / "sequences.json").write_text(json.dumps(cases, indent=None, allow_nan=False) + "\n")
print("keras", keras.__version__, "tensorflow", tf.__version__, "tf-keras", tf_keras.__version__)
