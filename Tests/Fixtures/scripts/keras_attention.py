"""Checkpoints with attention, for Tests/Fixtures/keras.

Run with keras, tf-keras and tensorflow installed, once for each library:
  python keras_attention.py FOLDER keras
  python keras_attention.py FOLDER tf_keras
"""

import importlib
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np
import tensorflow as tf

from keras_common import inputs_for, randomise, write_case

OUT, LIBRARY_NAME = sys.argv[1:3]
keras = importlib.import_module(LIBRARY_NAME)
L = keras.layers
IS_3 = LIBRARY_NAME == "keras"
PREFIX = "made_k3_" if IS_3 else "made_k2_"
LIBRARY = f"{'keras' if IS_3 else 'tf-keras'} {keras.__version__}, tensorflow {tf.__version__}"


def save(name, model, what, arrays):
    randomise(model, 5)
    folder = os.path.join(OUT, PREFIX + name)
    os.makedirs(folder, exist_ok=True)
    files = ["model.h5", "model.keras"]
    for file in files:
        model.save(os.path.join(folder, file))
    outputs = tf.nest.flatten(model(arrays if len(arrays) > 1 else arrays[0]))
    history = lambda t: t._keras_history.operation.name
    inputs = [history(t) for t in model.inputs] if IS_3 else [t.name for t in model.inputs]
    names = [history(t) for t in model.outputs] if IS_3 else list(model.output_names)
    # Two tensors of one layer share its name.
    assert len(set(names)) == len(names), names
    write_case(OUT, PREFIX + name, what, LIBRARY, arrays, inputs, outputs, names)
    path = os.path.join(folder, "case.json")
    case = json.load(open(path))
    case["files"] = files
    with open(path, "w") as file:
        json.dump(case, file, indent=1, sort_keys=True)
        file.write("\n")


def scores(name, layer, inputs, **arguments):
    """The weights that attention gives, through a layer of their own."""
    _, weights = layer(*inputs, return_attention_scores=True, **arguments)
    return L.Activation("linear", name=name)(weights)


def kinds():
    q, v = keras.Input((4, 3), name="q"), keras.Input((5, 3), name="v")
    k, wide = L.Dense(3, name="k")(v), L.Dense(6, name="wide")(v)
    return keras.Model([q, v], [
        L.Attention(name="dot")([q, v]), L.Attention(name="keys")([q, wide, k]),
        L.Attention(use_scale=True, name="scaled", dropout=0.3)([q, v]),
        L.Attention(score_mode="concat", name="concat")([q, v]),
        L.Attention(score_mode="concat", use_scale=True, name="both")([q, v, k]),
        L.Attention(name="causal")([q, v], use_causal_mask=True),
        scores("shares", L.Attention(name="handing"), [[q, v]]),
        L.AdditiveAttention(name="additive")([q, v]),
        L.AdditiveAttention(use_scale=False, name="additive_plain")([q, v, k]),
    ])


def heads():
    q, v = keras.Input((4, 3), name="q"), keras.Input((5, 3), name="v")
    look = keras.Input((4, 5), name="look")
    k = L.Dense(2, name="k")(v)
    return keras.Model([q, v, look], [
        L.MultiHeadAttention(2, 3, name="plain")(q, v),
        L.MultiHeadAttention(3, 2, value_dim=4, use_bias=False, name="no_bias")(q, v, k),
        L.MultiHeadAttention(1, 2, output_shape=6, name="wider", dropout=0.2)(q, value=v, key=k),
        L.MultiHeadAttention(2, 2, name="causal")(q, q, use_causal_mask=True),
        L.MultiHeadAttention(2, 2, name="looking")(q, v, attention_mask=look),
        L.MultiHeadAttention(2, 2, attention_axes=1, name="axes")(q, v),
        scores("shares", L.MultiHeadAttention(2, 2, name="handing"), [q, v]),
    ])


def embedded():
    x, y = keras.Input((5,), name="x"), keras.Input((4,), name="y")
    return (x, y, L.Embedding(7, 4, mask_zero=True, name="a")(x),
            L.Embedding(7, 4, mask_zero=True, name="b")(y))


def masked():
    x, y, a, b = embedded()
    t = L.Attention(name="dot")([a, b])
    u = L.AdditiveAttention(name="additive")([a, b, b])
    return keras.Model([x, y], [
        t, u, L.GRU(3, name="after_dot")(t), L.LSTM(2, name="after_additive")(u),
        L.Attention(name="causal")([a, a], use_causal_mask=True)])


def masked_heads(dropout):
    """From Keras 3.8 on the heads take the masks off what they are called with."""
    x, y, a, b = embedded()
    m = L.MultiHeadAttention(2, 3, name="heads", dropout=dropout)(a, b)
    s = L.MultiHeadAttention(2, 3, name="self")(a, a, use_causal_mask=True)
    return keras.Model([x, y], [
        m, s, L.GRU(3, name="after_heads")(L.Add(name="residual")([a, m])),
        L.LSTM(3, name="after_self")(s), L.Attention(name="unmasked")([a, b])])


def einsum():
    x = keras.Input((4, 3), name="x")
    p = L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de", name="split")(x)
    return keras.Model(x, [
        L.EinsumDense("abc,cd->abd", output_shape=(None, 5),
                      bias_axes="d", activation="relu", name="dense")(x),
        L.EinsumDense("...x,xy->...y", output_shape=6, name="dots")(x),
        L.EinsumDense("abc,bcd->ad", output_shape=2, bias_axes="d", name="two_axes")(x),
        L.EinsumDense("abde,def->abf", output_shape=(None, 4), name="join")(p),
        L.TimeDistributed(L.EinsumDense("ab,bc->ac", output_shape=2, bias_axes="c"), name="steps")(x),
    ])


rng = np.random.default_rng(8)
two = inputs_for([(4, 3), (5, 3)], 3, 6)
look = (rng.uniform(0, 1, (3, 4, 5)) < 0.6).astype(np.float32)
look[1, 2] = 0
letters = np.array([[1, 2, 3, 0, 0], [4, 0, 5, 0, 1], [0, 0, 6, 6, 6], [2, 2, 2, 2, 2], [0, 0, 0, 0, 0]], np.float32)
others = np.array([[1, 0, 3, 0], [4, 5, 5, 1], [0, 0, 0, 0], [0, 0, 0, 2], [3, 0, 0, 0]], np.float32)

save("attention_kinds", kinds(), "Attention and AdditiveAttention with their options", two)
save("attention_heads", heads(), "MultiHeadAttention with its options", two + [look])
save("attention_masked", masked(), "masks of queries, values and keys, passed on", [letters, others])
save("attention_masked_heads", masked_heads(0.0), "masks through MultiHeadAttention", [letters, others])
if IS_3:
    save("attention_masked_dropout", masked_heads(0.2), "masks where MultiHeadAttention has dropout",
         [letters, others])
save("einsum_dense", einsum(), "EinsumDense over the last axes", inputs_for([(4, 3)], 3, 4))
