"""The method of crowsonkb/style-transfer-pytorch with its published defaults, written anew, for bench/quality.

    python3 crowsonkb.py VGG19.safetensors CONTENT STYLE SIZE FOLDER GROWTH FULL_PIXELS

From small to large, each size a factor of sqrt(2) above the one before, from 128 pixels: 1000 iterations at the first size
and 500 at each of the others, Adam with steps of 0.02, whose moments go along to the next size, colours kept within
0..1, and an average of the iterates with decay 0.99, from which the next size starts.

The published program uses torchvision's VGG-19. Here it is the original one, as everywhere in this benchmark. Its
activations are divided by 255 * 0.225, which brings its input to the range that torchvision's expects: a network of
rectifiers scales with its input and its biases.

Writes a picture to FOLDER whenever the work so far has grown by the factor GROWTH, and at the end of each size, and prints
a line of JSON about it.
"""

import json
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

start = time.perf_counter()
WEIGHTS, CONTENT, STYLE, SIZE, FOLDER, GROWTH, FULL_PIXELS = sys.argv[1:]
CONTENT_WEIGHT, TV_WEIGHT, STEP, AVERAGING = 0.015, 2.0, 0.02, 0.99
FIRST_SIZE, FIRST_ITERATIONS, ITERATIONS = 128, 1000, 500
CONTENT_LAYER = "relu4_2"
STYLE_LAYERS = {"relu1_1": 256 / 341, "relu2_1": 64 / 341, "relu3_1": 16 / 341, "relu4_1": 4 / 341, "relu5_1": 1 / 341}
UNIT = 255 * 0.225
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)


def load_network(path):
    """[(name, kind, kernel, bias)] up to the last layer that is needed, for RGB 0..1 without its mean."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        data = file.read()

    def tensor(name):
        entry = header[name]
        begin, end = entry["data_offsets"]
        kind = {"F16": np.float16, "F32": np.float32}[entry["dtype"]]
        return torch.from_numpy(np.frombuffer(data[begin:end], kind).astype(np.float32).reshape(entry["shape"]))

    description = json.loads(header["__metadata__"]["description"])
    network = []
    for layer in description["layers"]:
        name, kind = layer["name"], layer["kind"]
        kernel = bias = None
        if kind == "convolution":
            kernel, bias = tensor(f"{name}.kernel"), tensor(f"{name}.bias") / UNIT
            if not network:
                kernel = kernel * 255 / UNIT
                if description["input"]["channelOrder"] == "bgr":
                    kernel = kernel.flip(1)
        network.append((name, kind, kernel, bias))
        if name == "relu5_1":
            return network


def features(network, picture):
    x, found = picture - MEAN, {}
    for index, (name, kind, kernel, bias) in enumerate(network):
        if kind == "convolution":
            # The first one repeats the border, the others see zeros beyond it.
            x = F.pad(x, (1, 1, 1, 1), mode="replicate" if index == 0 else "constant")
            x = F.conv2d(x, kernel, bias)
        elif kind == "pooling":
            x = F.max_pool2d(x, 2)
        else:
            x = F.relu(x)
        found[name] = x
    return found


def gram(x):
    rows = x.flatten(2)[0]
    return rows @ rows.t() / rows.shape[1]


def scaled_difference(x, target):
    """Squared differences, divided by their absolute sum."""
    difference = x - target
    return difference.square().sum() / (difference.abs().sum() + 1e-8)


def total_variation(x):
    x = F.pad(x, (0, 1, 0, 1), mode="replicate")
    corner = x[..., :-1, :-1]
    return ((x[..., :-1, 1:] - corner).square() + (x[..., 1:, :-1] - corner).square()).mean()


def fitted(image, longest, enlarge):
    """The picture with its longest side so long, as [1, 3, H, W]."""
    factor = longest / max(image.size)
    size = image.size if factor >= 1 and not enlarge else tuple(round(side * factor) for side in image.size)
    pixels = np.asarray(image.resize(size, Image.LANCZOS), np.float32) / 255
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).unsqueeze(0)


def resized(x, size, mode):
    return F.interpolate(x, size, mode=mode, align_corners=False)


class Album:
    """Pictures on the way, and the time that they do not take."""

    def __init__(self):
        self.steps, self.wanted, self.paused, self.count = [], float(FULL_PIXELS), 0.0, 0

    def begin_size(self, height, width):
        self.steps.append({"width": width, "height": height, "count": 0})

    def step_taken(self, picture, is_last):
        self.steps[-1]["count"] += 1
        work = sum(at["width"] * at["height"] * at["count"] for at in self.steps)
        if work < self.wanted and not is_last:
            return
        before = time.perf_counter()
        self.wanted = max(self.wanted, work) * float(GROWTH)
        self.count += 1
        file = f"{FOLDER}/{self.count}.png"
        pixels = (255 * picture()).clamp(0, 255).round().byte()[0].permute(1, 2, 0)
        Image.fromarray(pixels.numpy()).save(file)
        print(json.dumps({"seconds": before - start - self.paused, "steps": self.steps, "file": file}), flush=True)
        self.paused += time.perf_counter() - before


network = load_network(WEIGHTS)
content_picture, style_picture = (Image.open(path).convert("RGB") for path in (CONTENT, STYLE))
sizes = []
while (size := round(int(SIZE) / 2 ** (len(sizes) / 2))) >= FIRST_SIZE:
    sizes.append(size)

album = Album()
image = fitted(content_picture, sizes[-1], enlarge=True)
optimizer = None
for size in reversed(sizes):
    content = fitted(content_picture, size, enlarge=True)
    shape = tuple(content.shape[2:])
    album.begin_size(*shape)
    with torch.no_grad():
        target = features(network, content)[CONTENT_LAYER]
        style = features(network, fitted(style_picture, size, enlarge=False))
        grams = {name: gram(style[name]) for name in STYLE_LAYERS}
    image = resized(image, shape, "bicubic").clamp(0, 1)
    average, remaining = image * (1 - AVERAGING), AVERAGING
    image.requires_grad_(True)
    before = optimizer
    optimizer = torch.optim.Adam([image], lr=STEP)
    if before is not None:
        state = next(iter(before.state.values()))
        optimizer.state[image] = {
            "step": state["step"],
            "exp_avg": resized(state["exp_avg"], shape, "bicubic"),
            "exp_avg_sq": resized(state["exp_avg_sq"], shape, "bilinear").relu(),
        }
    iterations = FIRST_ITERATIONS if before is None else ITERATIONS
    for iteration in range(iterations):
        found = features(network, image)
        loss = CONTENT_WEIGHT * scaled_difference(found[CONTENT_LAYER], target) + TV_WEIGHT * total_variation(image)
        for name, weight in STYLE_LAYERS.items():
            loss = loss + weight * scaled_difference(gram(found[name]), grams[name])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            image.clamp_(0, 1)
            average = AVERAGING * average + (1 - AVERAGING) * image
            remaining *= AVERAGING
        album.step_taken(lambda: average / (1 - remaining), iteration + 1 == iterations)
    image = (average / (1 - remaining)).detach()
