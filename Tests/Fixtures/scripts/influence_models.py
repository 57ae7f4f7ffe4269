"""Goldens for the Taylor influence of whole Keras models, from GradientTape in float64.

A convolutional network, a recurrent one and a nested one are made here and saved as ../influence/*.keras.
The gradient is that of the mean loss of a group's rows.

    python influence_models.py      (keras 3, tensorflow, numpy)
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent.parent
ROWS = 160


def build(name):
    """Small models with fixed weights: the same file on every machine."""
    keras.utils.set_random_seed(7)
    if name == "cnn":
        x = keras.Input((8, 8, 2), name="image")
        y = keras.layers.Conv2D(6, (3, 2), padding="same", activation="relu", name="conv")(x)
        y = keras.layers.MaxPooling2D(2, name="pool")(y)
        y = keras.layers.DepthwiseConv2D(3, depth_multiplier=2, activation="tanh", name="depthwise")(y)
        y = keras.layers.SeparableConv2D(4, 2, activation="relu", name="separable")(y)
        y = keras.layers.Conv2DTranspose(3, 2, strides=2, activation="elu", name="transposed")(y)
        y = keras.layers.GlobalAveragePooling2D(name="mean")(y)
    elif name == "lstm":
        model = keras.Sequential(
            [
                keras.Input((7,), dtype="int32", name="letters"),
                keras.layers.Embedding(9, 4, mask_zero=True, name="letters_embedded"),
                keras.layers.Bidirectional(keras.layers.LSTM(5, return_sequences=True), name="both"),
                keras.layers.GRU(3, name="gru"),
                keras.layers.Dense(1, activation="sigmoid", name="score"),
            ],
            name=name,
        )
        return weighted(model)
    else:
        x = keras.Input((6,), name="features")
        inner = keras.Sequential(
            [keras.Input((6,)), keras.layers.Dense(5, activation="gelu", name="first"), keras.layers.BatchNormalization(name="norm")],
            name="encoder",
        )
        part = keras.Input((5,))
        block = keras.Model(part, keras.layers.Dense(4, activation="relu", name="second")(part), name="block")
        y = block(inner(x))
    return weighted(keras.Model(x, keras.layers.Dense(1, activation="sigmoid", name="score")(y), name=name))


def weighted(model):
    rng = np.random.default_rng(len(model.name))
    for weight in model.weights:
        value = rng.normal(0, 0.5, weight.shape).astype("float32")
        weight.assign(np.abs(value) + 0.5 if "variance" in weight.path else value)
    return model


def kernel_neurons(path, shape):
    """(axes to the neuron's index, gates) of a kernel; None for what is none."""
    name = path.split("/")[-1]
    if name == "depthwise_kernel" or path == "depthwise/kernel":
        return "two", 1
    if name == "embeddings":
        return "last", 1
    if name not in ("kernel", "recurrent_kernel", "pointwise_kernel"):
        return None
    if "lstm_cell" in path:
        return "last", 4
    if "gru_cell" in path:
        return "last", 3
    return ("last but one" if "transposed" in path else "last"), 1


def influence(weight, gradient):
    layout = kernel_neurons(weight.path, weight.shape)
    if layout is None:
        return None
    product = (weight.numpy().astype(float) * tf.convert_to_tensor(gradient).numpy()) ** 2
    kind, gates = layout
    if kind == "two":
        return product.reshape(-1, product.shape[-2] * product.shape[-1]).sum(0)
    if kind == "last but one":
        return product.sum(axis=tuple(i for i in range(product.ndim) if i != product.ndim - 2))
    flat = product.reshape(-1, product.shape[-1]).sum(0)
    return flat.reshape(gates, -1).sum(0)


def main():
    out = HERE / "influence"
    result = {}
    for name in ("cnn", "lstm", "nested"):
        keras.backend.set_floatx("float64")
        model = build(name)
        rng = np.random.default_rng(3)
        shape = model.input_shape[1:]
        rows = ROWS
        if name == "lstm":
            x = rng.integers(1, 9, (rows, *shape))
            for row in range(rows):
                x[row, rng.integers(3, 8) :] = 0
        else:
            x = np.round(rng.normal(0, 1, (rows, *shape)), 2)
        labels = (rng.random(rows) < 0.4).astype(float)
        groups = np.arange(rows) % 3 == 0
        found = {}
        for group in (0, 1):
            chosen = groups == bool(group)
            with tf.GradientTape() as tape:
                p = tf.cast(model(x[chosen], training=False), tf.float64)[:, 0]
                y = labels[chosen]
                loss = -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
            gradients = tape.gradient(loss, model.trainable_weights)
            for weight, gradient in zip(model.trainable_weights, gradients):
                if isinstance(gradient, tf.IndexedSlices):
                    gradient = tf.convert_to_tensor(gradient)
                values = influence(weight, gradient)
                if values is None:
                    continue
                # A recurrent unit owns its columns in both kernels.
                key = weight.path.replace("recurrent_kernel", "kernel")
                entry = found.setdefault(key, [None, None])
                entry[group] = values if entry[group] is None else entry[group] + values
        keras.backend.set_floatx("float32")
        single = build(name)
        for a, b in zip(single.weights, model.weights):
            a.assign(b.numpy())
        single.save(out / f"{name}.keras")
        result[name] = {
            "inputs": x.ravel().tolist(),
            "shape": list(shape),
            "labels": labels.tolist(),
            "groups": groups.astype(int).tolist(),
            "influence": [
                {"kernel": key, "values": [v.tolist() for v in values]} for key, values in found.items()
            ],
        }
    (out / "models.json").write_text(json.dumps(result) + "\n")


main()
