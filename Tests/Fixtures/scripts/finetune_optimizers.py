"""Writes Tests/Fixtures/finetune/optimizers.json: what Keras's optimizers and schedules do.

Needs keras 3 with the TensorFlow backend, and numpy. Double precision.
Run: python finetune_optimizers.py
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

keras.backend.set_floatx("float64")
OUT = pathlib.Path(__file__).resolve().parent.parent / "finetune"
O, S = keras.optimizers, keras.optimizers.schedules
rng = np.random.default_rng(8)
START = [np.round(rng.normal(size=shape), 3) for shape in ((2, 3), (3,))]
GRADIENTS = [[np.round(rng.normal(size=w.shape) * scale, 4) for w in START] for scale in (1, 0.1, 3, 1e-6, 0.5)]
OPTIMIZERS = {
    "sgd": lambda: O.SGD(0.1),
    "momentum": lambda: O.SGD(0.1, momentum=0.9),
    "nesterov": lambda: O.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: O.Adam(0.01),
    "adam other constants": lambda: O.Adam(0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-3),
    "adam decay": lambda: O.Adam(0.01, weight_decay=0.1),
    "momentum decay": lambda: O.SGD(0.1, momentum=0.5, weight_decay=0.01),
    "adam clip value": lambda: O.Adam(0.01, clipvalue=0.3),
    "sgd clip norm": lambda: O.SGD(0.1, clipnorm=0.7),
    "sgd clip global norm": lambda: O.SGD(0.1, global_clipnorm=0.7),
    "adam schedule": lambda: O.Adam(S.ExponentialDecay(0.01, 2, 0.5)),
}
SCHEDULES = {
    "exponential": S.ExponentialDecay(0.1, 4, 0.7),
    "staircase": S.ExponentialDecay(0.1, 4, 0.7, staircase=True),
    "cosine": S.CosineDecay(0.1, 8, alpha=0.05),
    "cosine warmup": S.CosineDecay(0.01, 6, alpha=0.1, warmup_target=0.1, warmup_steps=3),
    "polynomial": S.PolynomialDecay(0.1, 8, end_learning_rate=0.01, power=2.0),
    "inverse time": S.InverseTimeDecay(0.1, 4, 0.6),
    "piecewise": S.PiecewiseConstantDecay([3, 6], [0.1, 0.05, 0.01]),
}

runs = []
for name, make in OPTIMIZERS.items():
    optimizer = make()
    variables = [keras.Variable(w) for w in START]
    optimizer.build(variables)
    steps = []
    for gradients in GRADIENTS:
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
        steps.append([v.numpy().reshape(-1).tolist() for v in variables])
    runs.append({"name": name, "steps": steps})
value = {
    "shapes": [list(w.shape) for w in START],
    "start": [w.reshape(-1).tolist() for w in START],
    "gradients": [[g.reshape(-1).tolist() for g in step] for step in GRADIENTS],
    "runs": runs,
    "schedules": {name: [float(s(i)) for i in range(13)] for name, s in SCHEDULES.items()},
}
OUT.mkdir(exist_ok=True)
(OUT / "optimizers.json").write_text(json.dumps(value, allow_nan=False) + "\n")
print("keras", keras.__version__)
