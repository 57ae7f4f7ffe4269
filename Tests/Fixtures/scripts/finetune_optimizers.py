"""Writes Tests/Fixtures/finetune/optimizers.json: what Keras's optimizers and schedules do, and what
PyTorch's do that Keras has not (a warm-up before any schedule, decay and clipping together).

Needs keras 3 with the TensorFlow backend, torch and numpy. Double precision.
Run: python finetune_optimizers.py
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import torch

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
T = torch.optim
SEQUENCES = {
    "warmup step": lambda o: T.lr_scheduler.StepLR(o, 4, gamma=0.1),
    "warmup exponential": lambda o: T.lr_scheduler.ExponentialLR(o, 0.9),
    "warmup linear": lambda o: T.lr_scheduler.LinearLR(o, 1.0, 0.0, total_iters=9),
    "warmup cosine": lambda o: T.lr_scheduler.CosineAnnealingLR(o, 9),
}
torch_schedules = {}
for name, make in SEQUENCES.items():
    optimizer = T.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    first = T.lr_scheduler.LinearLR(optimizer, 0.2, 1.0, total_iters=3)
    schedule = T.lr_scheduler.SequentialLR(optimizer, [first, make(optimizer)], [3])
    rates = []
    for _ in range(13):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    torch_schedules[name] = rates

# Decoupled decay and clipping by the common norm, with a schedule. PyTorch's epsilon stands elsewhere than
# Keras's, so it is 0 here.
TORCH = {
    "adamw clip step": lambda p: (T.AdamW(p, lr=0.01, weight_decay=0.1, eps=0), 0.7, 2),
    "sgd clip step": lambda p: (T.SGD(p, lr=0.1), 0.7, 2),
}
for name, make in TORCH.items():
    parameters = [torch.nn.Parameter(torch.tensor(w)) for w in START]
    optimizer, norm, size = make(parameters)
    schedule = T.lr_scheduler.StepLR(optimizer, size, gamma=0.5)
    steps = []
    for gradients in GRADIENTS:
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = torch.tensor(gradient)
        torch.nn.utils.clip_grad_norm_(parameters, norm)
        optimizer.step()
        schedule.step()
        steps.append([p.detach().numpy().reshape(-1).tolist() for p in parameters])
    runs.append({"name": name, "steps": steps})
value = {
    "shapes": [list(w.shape) for w in START],
    "start": [w.reshape(-1).tolist() for w in START],
    "gradients": [[g.reshape(-1).tolist() for g in step] for step in GRADIENTS],
    "runs": runs,
    "schedules": {name: [float(s(i)) for i in range(13)] for name, s in SCHEDULES.items()} | torch_schedules,
}
OUT.mkdir(exist_ok=True)
(OUT / "optimizers.json").write_text(json.dumps(value, allow_nan=False) + "\n")
print("keras", keras.__version__)
