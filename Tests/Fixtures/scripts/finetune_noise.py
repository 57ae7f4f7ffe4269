"""Writes Tests/Fixtures/finetune/recurrent_noise.json: recurrent layers of Keras 3 with given dropout masks.

Dropout and recurrent dropout are drawn once for all steps and, here, for all gates. Keras draws one for each
gate where recurrent dropout is asked for, so every gate is given the same one. Needs Keras 3 and numpy.
Run: python finetune_noise.py
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras  # noqa: E402
import numpy as np  # noqa: E402

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
OUT = pathlib.Path(__file__).resolve().parent.parent / "finetune"
rng = np.random.default_rng(5)
L = keras.layers
ROWS, STEPS, FEATURES, UNITS = 3, 4, 3, 2
CASES = [
    ("lstm", L.LSTM(UNITS, dropout=0.4, recurrent_dropout=0.5, return_sequences=True), 4, False),
    ("lstm masked", L.LSTM(UNITS, dropout=0.4, recurrent_dropout=0.5), 4, True),
    ("gru", L.GRU(UNITS, dropout=0.4, recurrent_dropout=0.5, return_sequences=True), 3, False),
    ("gru reset before", L.GRU(UNITS, dropout=0.4, recurrent_dropout=0.5, reset_after=False), 3, True),
    ("simple", L.SimpleRNN(UNITS, dropout=0.4, recurrent_dropout=0.5, return_sequences=True), 0, True),
]


def array(values):
    return {"shape": list(np.shape(values)), "elements": np.asarray(values, dtype=float).reshape(-1).tolist()}


results = []
for name, layer, gates, masked in CASES:
    x = np.round(rng.normal(size=(ROWS, STEPS, FEATURES)), 3)
    layer(x)
    weights = [np.round(rng.normal(size=w.shape) * 0.7, 3) for w in layer.weights]
    layer.set_weights(weights)
    draws = [(rng.random((ROWS, width)) >= rate) / (1 - rate) for width, rate in ((FEATURES, 0.4), (UNITS, 0.5))]
    tensors = [keras.ops.convert_to_tensor(draw, dtype="float64") for draw in draws]
    layer.cell.get_dropout_mask = lambda _, t=tensors: [t[0]] * gates if gates else t[0]
    layer.cell.get_recurrent_dropout_mask = lambda _, t=tensors: [t[1]] * gates if gates else t[1]
    if gates:
        assert layer.cell.implementation == 1 or layer.cell.dropout_mask_count == gates, name
        layer.cell.implementation = 1
    mask = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 1]], dtype=bool) if masked else None
    output = keras.ops.convert_to_numpy(layer(x, mask=None if mask is None else keras.ops.convert_to_tensor(mask), training=True))
    plain = keras.ops.convert_to_numpy(layer(x, mask=None if mask is None else keras.ops.convert_to_tensor(mask)))
    assert np.abs(output - plain).max() > 0.01, name
    results.append({"name": name, "input": array(x), "mask": None if mask is None else array(mask),
                    "weights": [array(w) for w in weights], "inputFactor": array(draws[0]),
                    "stateFactor": array(draws[1]), "output": array(output)})
(OUT / "recurrent_noise.json").write_text(json.dumps(results, allow_nan=False) + "\n")
print("keras", keras.__version__, len(results), "cases")
