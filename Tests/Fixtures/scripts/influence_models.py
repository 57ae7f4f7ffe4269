"""Goldens for influences of whole Keras models, from GradientTape and from models with neurons taken out, in float64.

A convolutional network, a recurrent one, a nested one and one with attention are made here and saved as
../influence/*.keras. Of every layer and group: the Taylor influence of each neuron, that of its gate (the layer's
output) where the layer has an output of its own, and the squared change of the mean loss with the neuron's incoming
weights and bias at zero.

    python influence_models.py      (keras 3, tensorflow, numpy)
"""

import json
import os
import pathlib
import zipfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent.parent
ROWS = 64


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
    elif name == "attention":
        x = keras.Input((5, 4), name="steps")
        y = keras.layers.Dense(6, activation="tanh", name="first")(x)
        z = keras.layers.MultiHeadAttention(2, 3, value_dim=2, name="attention")(y, y)
        y = keras.layers.Add(name="around")([z, y])
        y = keras.layers.GlobalAveragePooling1D(name="mean")(y)
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


def units(weight):
    """The neuron of each of a kernel's elements; None for what is no kernel."""
    path, shape = weight.path, tuple(weight.shape)
    name, owner = path.split("/")[-1], path.split("/")[-2]
    ids = np.arange(int(np.prod(shape))).reshape(shape)
    if name == "depthwise_kernel" or path == "depthwise/kernel":
        return ids % (shape[-2] * shape[-1])
    if owner in ("query", "key", "value"):  # (in, heads, units of a head)
        return ids % (shape[-2] * shape[-1])
    if name == "embeddings":
        return ids % shape[-1]
    if name not in ("kernel", "recurrent_kernel", "pointwise_kernel"):
        return None
    gates = 4 if "lstm_cell" in path else 3 if "gru_cell" in path else 1
    if "transposed" in path:
        return ids // shape[-1] % shape[-2]
    return ids % (shape[-1] // gates)


def layers(model):
    """The kernels and the biases that feed the neurons of each layer, by the first kernel's path."""
    found, last = {}, None
    for weight in model.trainable_weights:
        name = weight.path.split("/")[-1]
        if name == "bias":
            if last and weight.path.rsplit("/", 1)[0] == last.rsplit("/", 1)[0]:
                found[last][1].append(weight)
            continue
        if units(weight) is None:
            last = None
            continue
        if name == "recurrent_kernel":  # a recurrent unit owns its columns in both kernels
            found[last][0].append(weight)
            continue
        last = weight.path
        found[last] = ([weight], [])
    return found


def outputs(model, x):
    """The model's score, and the output of each layer that has one of its own, by the kernel's path."""
    if model.name == "lstm":
        embedding, both, gru, score = model.layers
        e, mask = embedding(x), embedding.compute_mask(x)
        forward = both.forward_layer(e, mask=mask)
        backward = both.backward_layer(e, mask=mask)
        state = gru(tf.concat([forward, tf.reverse(backward, [1])], -1), mask=mask)
        places = {embedding: e, both.forward_layer: forward, both.backward_layer: backward, gru: state}
    elif model.name == "nested":
        _, encoder, block, score = model.layers
        first = encoder.layers[0](x)
        state = block.layers[1](encoder.layers[1](first))
        places = {encoder.layers[0]: first, block.layers[1]: state}
    else:
        places, value, score = {}, tf.constant(x), model.layers[-1]
        for layer in model.layers[1:-1]:
            if isinstance(layer, keras.layers.MultiHeadAttention):
                value = layer(value, value)
            elif isinstance(layer, keras.layers.Add):
                value = layer([value, places["input"]])
            else:
                value = layer(value)
            places[layer] = value
            places.setdefault("input", value)
        state = value
    # The loss starts from the logit, and so does the last layer's gate.
    logit = tf.matmul(state, score.kernel) + score.bias
    places[score] = logit
    result = {}
    for layer, value in places.items():
        kernels = [w.path for w in getattr(layer, "trainable_weights", []) if units(w) is not None]
        # Of attention, what leaves the layer is that of its last projection.
        kernels = kernels[-1:] if isinstance(layer, keras.layers.MultiHeadAttention) else kernels
        if kernels and not isinstance(layer, keras.layers.SeparableConv2D):
            result[kernels[0]] = value
    return tf.sigmoid(logit), result


def cross_entropies(score, labels):
    p = tf.cast(score, tf.float64)[:, 0]
    return -(labels * tf.math.log(p) + (1 - labels) * tf.math.log(1 - p))


def shortened(values):
    return [float(f"{v:.8g}") for v in values]


def golden(model, x, labels, groups):
    found = layers(model)
    result = {path: {"kernel": path, "taylor": [], "gate": []} for path in found}
    for group in (0, 1):
        chosen = groups == group
        with tf.GradientTape(persistent=True) as tape:
            score, places = outputs(model, x[chosen])
            loss = tf.reduce_mean(cross_entropies(score, labels[chosen]))
        assert np.allclose(score, model(x[chosen], training=False))
        for path, (kernels, _) in found.items():
            sums = 0
            for kernel in kernels:
                gradient = tf.convert_to_tensor(tape.gradient(loss, kernel.value)).numpy()
                product = (kernel.numpy() * gradient) ** 2
                sums = sums + np.bincount(units(kernel).ravel(), product.ravel())
            result[path]["taylor"].append(shortened(sums))
            if path in places:
                a = places[path]
                product = (a * tape.gradient(loss, a)).numpy()
                result[path]["gate"].append(shortened(product.reshape(-1, product.shape[-1]).sum(0) ** 2))
    before = cross_entropies(model(x, training=False), labels).numpy()
    for path, (kernels, biases) in found.items():
        count = units(kernels[0]).max() + 1
        squares = [[], []]
        for neuron in range(count):
            kept = [w.numpy() for w in kernels + biases]
            for weight in kernels:
                weight.assign(np.where(units(weight) == neuron, 0, weight.numpy()))
            for weight in biases:
                ids = np.arange(weight.numpy().size).reshape(weight.shape) % count
                weight.assign(np.where(ids == neuron, 0, weight.numpy()))
            after = cross_entropies(model(x, training=False), labels).numpy()
            for weight, value in zip(kernels + biases, kept):
                weight.assign(value)
            for group in (0, 1):
                squares[group].append((after - before)[groups == group].mean() ** 2)
        result[path]["ablation"] = [shortened(values) for values in squares]
    return list(result.values())


def save(model, path):
    """The same file, with its parts compressed and without the time."""
    model.save(path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def main():
    out = HERE / "influence"
    result = {}
    for name in ("cnn", "lstm", "nested", "attention"):
        keras.backend.set_floatx("float64")
        model = build(name)
        rng = np.random.default_rng(3)
        shape = model.input_shape[1:]
        if name == "lstm":
            x = rng.integers(1, 9, (ROWS, *shape))
            for row in range(ROWS):
                x[row, rng.integers(3, 8) :] = 0
        else:
            x = np.round(rng.normal(0, 1, (ROWS, *shape)), 1)
        labels = (rng.random(ROWS) < 0.4).astype(float)
        groups = (np.arange(ROWS) % 3 == 0).astype(int)
        found = golden(model, x, labels, groups)
        keras.backend.set_floatx("float32")
        single = build(name)
        for a, b in zip(single.weights, model.weights):
            a.assign(b.numpy())
        save(single, out / f"{name}.keras")
        result[name] = {
            "inputs": x.ravel().tolist(),
            "shape": list(shape),
            "labels": labels.astype(int).tolist(),
            "groups": groups.tolist(),
            "layers": found,
        }
    (out / "models.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")


main()
