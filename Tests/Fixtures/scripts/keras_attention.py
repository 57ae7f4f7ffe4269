"""Checkpoints with attention, for Tests/Fixtures/keras.

Run with keras, tf-keras and tensorflow installed, once for each library:
  python keras_attention.py FOLDER keras
  python keras_attention.py FOLDER tf_keras
and, for what older versions of Keras 3 do otherwise, with keras 3.4.1:
  python keras_attention.py FOLDER keras attention_given
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

from keras_common import deflate, inputs_for, randomise, write_case, write_refusal

OUT, LIBRARY_NAME = sys.argv[1:3]
keras = importlib.import_module(LIBRARY_NAME)
L = keras.layers
IS_3 = LIBRARY_NAME == "keras"
IS_OLD = IS_3 and tuple(map(int, keras.__version__.split(".")[:2])) < (3, 8)
PREFIX = "made_k34_" if IS_OLD else "made_k3_" if IS_3 else "made_k2_"
# Before Keras 3.12 the mask of a row's values counts for other rows, unless a causal one is beside it.
CAUSAL = {"use_causal_mask": True} if IS_OLD else {}
LIBRARY = f"{'keras' if IS_3 else 'tf-keras'} {keras.__version__}, tensorflow {tf.__version__}"


def save(name, model, what, arrays, large=(), files=("model.h5", "model.keras")):
    if sys.argv[3:] and name not in sys.argv[3:]:
        return
    randomise(model, 5)
    for layer in large:
        for weight in model.get_layer(layer).weights:
            weight.assign(weight * 12)
    folder = os.path.join(OUT, PREFIX + name)
    os.makedirs(folder, exist_ok=True)
    for file in files:
        model.save(os.path.join(folder, file))
    if files == ["model.keras"]:
        deflate(os.path.join(folder, "model.keras"))
    outputs = tf.nest.flatten(model(arrays if len(arrays) > 1 else arrays[0]))
    history = lambda t: t._keras_history.operation.name
    inputs = [history(t) for t in model.inputs] if IS_3 else [t.name for t in model.inputs]
    names = [history(t) for t in model.outputs] if IS_3 else list(model.output_names)
    # Two tensors of one layer share its name.
    assert len(set(names)) == len(names), names
    write_case(OUT, PREFIX + name, what, LIBRARY, arrays, inputs, outputs, names)
    path = os.path.join(folder, "case.json")
    case = json.load(open(path))
    case["files"] = list(files)
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
    """From Keras 3.8 on the heads take the masks off what they are called with; what else uses these comes later."""
    x, y, a, b = embedded()
    m = L.MultiHeadAttention(2, 3, name="heads", dropout=dropout)(a, b)
    r = L.Add(name="residual")([a, m])
    c = L.Embedding(7, 4, mask_zero=True, name="c")(x)
    s = L.MultiHeadAttention(2, 3, name="self")(c, c, use_causal_mask=True)
    return keras.Model([x, y], [
        m, s, L.GRU(3, name="after_heads")(r), L.LSTM(3, name="after_self")(s), L.Attention(name="unmasked")([r, b])])


def masked_same_tensor():
    """Dropout hands back the tensor that it is given, so that taking the mask off takes it off both."""
    x, _, a, _ = embedded()
    c = L.Embedding(7, 4, mask_zero=True, name="c")(x)
    m = L.MultiHeadAttention(2, 3, name="heads")(*[L.Dropout(0.1, name="dropped")(a)] * 2)
    s = L.MultiHeadAttention(2, 3, name="self")(*[L.TimeDistributed(L.Dropout(0.1), name="steps")(c)] * 2)
    # What these give depends on the masks of their tensors when they run.
    return keras.Model(x, [L.Flatten(name="after_heads")(L.Multiply(name="both")([a, m])),
                           L.Flatten(name="after_self")(L.Multiply(name="other")([c, s]))])


def masked_twice():
    """Which of the two runs first, and takes the mask off, the file does not say."""
    x = keras.Input((4,), name="x")
    e = L.Embedding(7, 3, mask_zero=True, name="letters")(x)
    return keras.Model(x, [L.MultiHeadAttention(1, 2, name=name)(e, e) for name in ("first", "second")])


def masked_wholly():
    """Where no step counts, what is left of large scores after 10⁹ is taken from them does."""
    x, y = keras.Input((5,), name="x"), keras.Input((4,), name="y")
    q, v = L.Embedding(7, 4, name="q")(x), L.Embedding(7, 4, mask_zero=True, name="v")(y)
    t, u, w = [L.Embedding(7, 4, mask_zero=True, name=name)(y) for name in "tuw"]
    return keras.Model([x, y], [
        L.Attention(name="dot")([q, v], **CAUSAL),
        L.Attention(name="causal")([q, v], use_causal_mask=True),
        L.MultiHeadAttention(2, 3, name="heads")(q, t),
        L.MultiHeadAttention(2, 3, name="dropping", dropout=0.2)(q, w),
        scores("shares", L.MultiHeadAttention(2, 3, name="handing"), [q, u]),
    ])


def given():
    """Masks as arguments, beside those that come with the tensors and where none comes."""
    x, y = keras.Input((5,), name="x"), keras.Input((4,), name="y")
    m, n = keras.Input((5,), name="m", dtype="bool"), keras.Input((4,), name="n", dtype="bool")
    a = L.Embedding(7, 4, mask_zero=True, name="a")(x)
    q, v = L.Embedding(7, 4, name="q")(x), L.Embedding(7, 4, name="v")(y)
    both = L.Attention(name="both")([q, v], mask=[m, n], **CAUSAL)
    outputs = [
        both, L.GRU(3, name="after_both")(both), L.Attention(name="value")([q, v], mask=[None, n], **CAUSAL),
        L.Attention(name="none")([q, v], mask=[None, None]), L.AdditiveAttention(name="additive")([q, v], mask=[m, n], **CAUSAL),
        L.LSTM(3, name="steps")(q, mask=m),
    ]
    if IS_3:
        heads = L.MultiHeadAttention(2, 3, name="queries")(q, v, query_mask=m)
        outputs += [
            heads, L.GRU(2, name="after_queries")(heads),
            L.MultiHeadAttention(2, 3, name="values")(q, v, value_mask=n),
            L.MultiHeadAttention(2, 3, name="keys")(q, v, L.Dense(3, name="k")(v), key_mask=n, query_mask=m),
            L.MultiHeadAttention(2, 3, name="carried")(a, v, query_mask=m, value_mask=n),
        ]
    return keras.Model([x, y, m, n], outputs)


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

flags = lambda steps, seed: np.random.default_rng(seed).uniform(0, 1, (5, steps)) < 0.7

save("attention_given", given(), "masks given as arguments", [letters, others, flags(5, 1), flags(4, 2)],
     files=["model.keras"])
save("attention_masked_wholly", masked_wholly(), "queries with nothing to look at", [letters, others], large=["q"],
     files=["model.keras"])
if IS_OLD:
    x, y, a, b = embedded()
    folder = os.path.join(OUT, "made_k34_attention_values_refuse")
    os.makedirs(folder, exist_ok=True)
    keras.Model([x, y], L.Attention(name="dot")([L.Embedding(7, 4, name="q")(x), b])).save(os.path.join(folder, "model.h5"))
    write_refusal(OUT, "made_k34_attention_values_refuse", "a mask of values", LIBRARY,
                  "Keras 3.4 takes the mask of a row for one of a query")
    sys.exit()
save("attention_kinds", kinds(), "Attention and AdditiveAttention with their options", two)
save("attention_heads", heads(), "MultiHeadAttention with its options", two + [look])
save("attention_masked", masked(), "masks of queries, values and keys, passed on", [letters, others])
save("attention_masked_heads", masked_heads(0.0), "masks through MultiHeadAttention", [letters, others])
if IS_3:
    save("attention_same_tensor", masked_same_tensor(), "masks taken off a tensor that two layers give", [letters],
         files=["model.keras"])
    save("attention_masked_dropout", masked_heads(0.2), "masks where MultiHeadAttention has dropout",
         [letters, others])
save("einsum_dense", einsum(), "EinsumDense over the last axes", inputs_for([(4, 3)], 3, 4))
if IS_3:
    folder = os.path.join(OUT, "made_k3_mask_taken_off_refuse")
    os.makedirs(folder, exist_ok=True)
    masked_twice().save(os.path.join(folder, "model.h5"))
    write_refusal(OUT, "made_k3_mask_taken_off_refuse",
                  "two layers of which the one that runs first takes the mask off", LIBRARY,
                  "an order that the file does not store")
