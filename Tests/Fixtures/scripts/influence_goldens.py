"""Goldens for the kinds of influence and their parities, in float64.

Gradients come from TensorFlow's GradientTape, ablations from running the changed network, ranks from
SciPy. The network, its rows and groups are those of ../audit/network.json.

    python influence_goldens.py      (tensorflow, numpy, scipy)
"""

import json
import pathlib

import numpy as np
import tensorflow as tf
from scipy.stats import spearmanr

HERE = pathlib.Path(__file__).parent.parent
KINDS = ["taylor", "gate", "ablation", "ablation.mean"]


def forward(x, kernels, biases, gates=None, replace=None, record=None):
    """Logits; `gates` multiply each layer's output, `replace` is (layer, neuron, value)."""
    value = x
    for index, (kernel, bias) in enumerate(zip(kernels, biases)):
        value = value @ kernel + bias
        if index + 1 < len(kernels):
            value = tf.tanh(value)
        if replace is not None and replace[0] == index:
            mask = np.zeros(value.shape[-1])
            mask[replace[1]] = 1
            value = value * (1 - mask) + mask * replace[2]
        if gates is not None:
            value = value * gates[index]
        if record is not None:
            record.append(value)
    return value[:, 0]


def losses(logits, labels):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


def cosine(a, b):
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def analyse(x, labels, kernels, biases, means):
    """Influences of one set of rows: for each kind one array for each layer, and parameters."""
    kernels = [tf.Variable(k) for k in kernels]
    gates = [tf.Variable(np.ones(k.shape[1])) for k in kernels]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(losses(forward(x, kernels, biases, gates), labels))
    slopes = tape.gradient(loss, kernels + gates)
    result = {"parameter": [], **{kind: [] for kind in KINDS}}
    for index, kernel in enumerate(kernels):
        products = (kernel.numpy() * slopes[index].numpy()) ** 2
        result["parameter"].append(products.ravel())
        result["taylor"].append(products.sum(axis=0))
        result["gate"].append(slopes[len(kernels) + index].numpy() ** 2)
        zero, mean = [], []
        for neuron in range(kernel.shape[1]):
            cut = [k.numpy().copy() for k in kernels]
            cut_bias = [b.copy() for b in biases]
            cut[index][:, neuron] = 0
            cut_bias[index][neuron] = 0
            changed = tf.reduce_mean(losses(forward(x, cut, cut_bias), labels))
            zero.append(float((changed - loss) ** 2))
            replaced = forward(x, kernels, biases, replace=(index, neuron, means[index][neuron]))
            mean.append(float((tf.reduce_mean(losses(replaced, labels)) - loss) ** 2))
        result["ablation"].append(np.array(zero))
        result["ablation.mean"].append(np.array(mean))
    return result


def main():
    source = json.loads((HERE / "audit/network.json").read_text())
    sizes = source["sizes"]
    single = lambda values: np.array(values, np.float32).astype(np.float64)
    x = single(source["rows"]).reshape(-1, sizes[0])
    labels = np.array(source["labels"], np.float64)
    groups = np.array(source["groups"])
    kernels = [single(k).reshape(a, b) for k, a, b in zip(source["kernels"], sizes, sizes[1:])]
    biases = [single(b) for b in source["biases"]]
    record = []
    forward(x, kernels, biases, record=record)
    means = [value.numpy().mean(axis=0) for value in record]

    def of(rows):
        return analyse(x[rows], labels[rows], kernels, biases, means)

    whole = [of(groups == group) for group in range(3)]
    rest = [of(groups != group) for group in range(3)]
    pairs = [(0, 1), (0, 2), (1, 2)]
    layers = range(len(kernels))
    golden = {
        "influence": {
            kind: [[list(whole[g][kind][layer]) for layer in layers] for g in range(3)]
            for kind in KINDS
        },
        "parity": {
            kind: [[cosine(whole[a][kind][l], whole[b][kind][l]) for a, b in pairs] for l in layers]
            for kind in KINDS + ["parameter"]
        },
        "parameter_spearman": [
            [
                float(spearmanr(whole[a]["parameter"][l], whole[b]["parameter"][l]).statistic)
                for a, b in pairs
            ]
            for l in layers
        ],
        "rest": [
            [cosine(whole[g]["taylor"][l], rest[g]["taylor"][l]) for g in range(3)] for l in layers
        ],
        "agreement": {
            kind: [
                [
                    float(spearmanr(whole[g][kind][l], whole[g]["taylor"][l]).statistic)
                    for g in range(3)
                ]
                for l in layers
                if sizes[l + 1] > 1
            ]
            for kind in KINDS
        },
        "conditional": [],
    }
    for label in (0, 1):
        within = [of((groups == group) & (labels == label)) for group in range(3)]
        golden["conditional"].append(
            [[cosine(within[a]["taylor"][l], within[b]["taylor"][l]) for a, b in pairs] for l in layers]
        )
    (HERE / "influence/network.json").write_text(json.dumps(golden) + "\n")


main()
