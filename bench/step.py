"""The step that bench/step.ts times, in PyTorch: python3 step.py WEIGHTS.safetensors SIDE THREADS.

Losses, layers and normalisation are those of the recipe neural-style. Prints "ready", then answers each line of input
with the milliseconds of one step: forward pass, losses and gradient with respect to the picture.
"""

import json
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

path, side, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)

with open(path, "rb") as file:
    length = struct.unpack("<Q", file.read(8))[0]
    header = json.loads(file.read(length))
    data = file.read()


def tensor(name):
    entry = header[name]
    begin, end = entry["data_offsets"]
    kind = {"F16": np.float16, "F32": np.float32}[entry["dtype"]]
    values = np.frombuffer(data[begin:end], kind).astype(np.float32).reshape(entry["shape"])
    return torch.from_numpy(values.copy())


layers = json.loads(header["__metadata__"]["description"])["layers"]
last = next(i for i, layer in enumerate(layers) if layer["name"] == "relu5_1")
layers = layers[: last + 1]
convolutions = [layer["name"] for layer in layers if layer["kind"] == "convolution"]
parameters = {name: (tensor(f"{name}.kernel"), tensor(f"{name}.bias")) for name in convolutions}
style_layers = {"relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"}


def losses(image):
    x = image - 120.0
    total = 0
    for layer in layers:
        name = layer["name"]
        if layer["kind"] == "pooling":
            x = F.max_pool2d(x, 2)
        elif layer["kind"] == "convolution":
            kernel, bias = parameters[name]
            x = F.conv2d(x, kernel, bias, padding=kernel.shape[-1] // 2)
        else:
            x = F.relu(x)
        if name in style_layers:
            features = x.flatten(2)[0]
            gram = features @ features.t() / features.numel()
            total = total + 100 * gram.square().mean()
        if name == "relu4_2":
            total = total + 5 * x.square().mean()
    dy = image[..., 1:, :-1] - image[..., :-1, :-1]
    dx = image[..., :-1, 1:] - image[..., :-1, :-1]
    return total + 1e-3 * 0.5 * (dy.square().sum() + dx.square().sum())


i = np.arange(3 * side * side, dtype=np.float32)
picture = torch.from_numpy(127 + 60 * np.sin(i / 7) + 60 * np.sin(i / 977)).reshape(1, 3, side, side)
picture.requires_grad_(True)
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    picture.grad = None
    losses(picture).backward()
    print(1000 * (time.perf_counter() - start), flush=True)
