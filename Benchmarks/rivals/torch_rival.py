"""torch_rival.py NAME THREADS ROUNDS: the seconds of each round in PyTorch, one a line; names as in `bench`."""
import sys, time

import torch
from torch import nn

name, threads, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)
loss = nn.BCEWithLogitsLoss(reduction="sum")


def labels(rows):
    return (torch.arange(rows) % 5 < 2).float().reshape(-1, 1)


def perceptron(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(widths[-1], 1))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))) + self.shortcut(x))


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    width = 64
    for stage, filters in enumerate((64, 128, 256, 512)):
        for block in range(2):
            layers.append(Block(width, filters, 2 if stage and not block else 1))
            width = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1)).eval()


def alexnet():
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(),
        nn.MaxPool2d(3, 2), nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Flatten(), nn.Linear(9216, 4096),
        nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(32, 128, batch_first=True), nn.Linear(128, 1)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def best_layout(model, rows):
    """Pictures in the layout that is faster here, judged by the gradient."""
    def seconds(model, rows):
        start = time.perf_counter()
        torch.autograd.grad(loss(model(rows), labels(len(rows))), list(model.parameters()))
        return time.perf_counter() - start

    plain = min(seconds(model, rows) for _ in range(3))
    last = rows.to(memory_format=torch.channels_last)
    model = model.to(memory_format=torch.channels_last)
    if min(seconds(model, last) for _ in range(3)) < plain:
        return model, last
    return model.to(memory_format=torch.contiguous_format), rows


def forward(model, rows):
    def run():
        with torch.inference_mode():
            torch.sigmoid(model(rows))
    return run


def gradient(model, rows):
    weights, wanted = list(model.parameters()), labels(len(rows))
    return lambda: torch.autograd.grad(loss(model(rows), wanted), weights)


def hvp(model, rows):
    weights, wanted = list(model.parameters()), labels(len(rows))
    direction = [w.detach().clone() for w in weights]

    def run():
        gradients = torch.autograd.grad(loss(model(rows), wanted), weights, create_graph=True)
        torch.autograd.grad(gradients, weights, grad_outputs=direction)
    return run


def alignment(model, rows):
    """GPA with a gap term and Adam: mean loss - 0.01 * sum of parities + 0.2 * |gap of mean scores|."""
    weights = list(model.parameters())
    kernels = [w for w in weights if w.dim() == 2][:-1]  # one neuron has no direction of its own
    optimizer = torch.optim.Adam(weights, lr=1e-3)
    groups = [rows[0::2], rows[1::2]]
    wanted = [labels(len(rows))[0::2], labels(len(rows))[1::2]]
    mean = nn.BCEWithLogitsLoss()

    def run():
        optimizer.zero_grad()
        logits = [model(group) for group in groups]
        losses = [mean(z, y) for z, y in zip(logits, wanted)]
        influence = []
        for value in losses:
            gradients = torch.autograd.grad(value, kernels, create_graph=True)
            influence.append([((w * g) ** 2).sum(1) for w, g in zip(kernels, gradients)])
        parity = sum(torch.cosine_similarity(a, b, dim=0) for a, b in zip(*influence))
        gap = (torch.sigmoid(logits[0]).mean() - torch.sigmoid(logits[1]).mean()).abs()
        (sum(losses) / 2 - 0.01 * parity + 0.2 * gap).backward()
        optimizer.step()
    return run


def pictures(count, side):
    return torch.rand(count, 3, side, side) * 2 - 1


adult = lambda: (perceptron(104, 200, 200), torch.rand(45_000, 104) * 2 - 1)
run = {
    "mlp-forward": lambda: forward(*adult()),
    "mlp-gradient": lambda: gradient(*adult()),
    "mlp-hvp": lambda: hvp(*adult()),
    "gpa": lambda: alignment(perceptron(120, 200, 200), torch.rand(1000, 120) * 2 - 1),
    "gpa-wide": lambda: alignment(perceptron(512, 1024, 1024), torch.rand(2000, 512) * 2 - 1),
    "resnet18-forward": lambda: forward(*best_layout(resnet18(), pictures(64, 64))),
    "resnet18-gradient": lambda: gradient(*best_layout(resnet18(), pictures(64, 64))),
    "alexnet-forward": lambda: forward(*best_layout(alexnet(), pictures(16, 224))),
    "alexnet-gradient": lambda: gradient(*best_layout(alexnet(), pictures(16, 224))),
    "lstm-forward": lambda: forward(Recurrent(), torch.rand(4096, 20, 32) * 2 - 1),
    "lstm-gradient": lambda: gradient(Recurrent(), torch.rand(4096, 20, 32) * 2 - 1),
}[name]()
steps = 10 if name.startswith("gpa") else 1  # as `bench`: the mean of ten steps
run()
for _ in range(rounds):
    start = time.perf_counter()
    for _ in range(steps):
        run()
    print((time.perf_counter() - start) / steps)
