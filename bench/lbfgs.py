"""The peer of bench/lbfgs.ts: python3 lbfgs.py VARIABLES HISTORY THREADS.

Prints "ready", then answers each line of input with the milliseconds that torch.optim.LBFGS spends on one step, without
the loss and the gradient.
"""

import sys
import time

import torch

variables, history, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)

index = torch.arange(variables)
curvature = (1 + index % 1000).float()
x = torch.sin(index.float()).requires_grad_(True)
optimizer = torch.optim.LBFGS(
    [x], lr=1, max_iter=1, history_size=history, tolerance_grad=-1, tolerance_change=-1
)
evaluation = 0.0


def evaluate():
    global evaluation
    start = time.perf_counter()
    x.grad = curvature * x.detach()
    loss = 0.5 * torch.dot(x.grad, x.detach())
    evaluation = time.perf_counter() - start
    return loss


print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    optimizer.step(evaluate)
    print(1000 * (time.perf_counter() - start - evaluation), flush=True)
