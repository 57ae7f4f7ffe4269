"""torch_mlp.py forward|gradient|hvp THREADS ROUNDS: the seconds of each round in PyTorch, one a line."""
import sys, time

import torch

name, threads, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)
model = torch.nn.Sequential(
    torch.nn.Linear(104, 200), torch.nn.ReLU(), torch.nn.Linear(200, 200), torch.nn.ReLU(), torch.nn.Linear(200, 1))
rows = torch.rand(45_000, 104) * 2 - 1
labels = (torch.arange(45_000) % 5 < 2).float().reshape(-1, 1)
weights = list(model.parameters())
direction = [w.detach().clone() for w in weights]
loss = torch.nn.BCEWithLogitsLoss(reduction="sum")


def forward():
    with torch.inference_mode():
        torch.sigmoid(model(rows))


def gradient():
    torch.autograd.grad(loss(model(rows), labels), weights)


def hvp():
    gradients = torch.autograd.grad(loss(model(rows), labels), weights, create_graph=True)
    torch.autograd.grad(gradients, weights, grad_outputs=direction)


run = {"forward": forward, "gradient": gradient, "hvp": hvp}[name]
run()
for _ in range(rounds):
    start = time.perf_counter()
    run()
    print(time.perf_counter() - start)
