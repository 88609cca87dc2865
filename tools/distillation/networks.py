"""VGG-19 and the small networks that learn from it.

A network is a chain of convolutions with a pooling before each block but the first. It is given as data, an
`Architecture`; a convolution of the teacher becomes one convolution of the student, or three: a 1x1 that reduces, the 3x3,
and a 1x1 that expands again (Tucker-2 form, Kim et al. 2016, arXiv 1511.06530), of which only the last has a rectifier.
"""

import json
import struct
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

BLOCKS = (2, 2, 4, 4, 1)
LAYERS = tuple(f"{block}_{index}" for block, count in enumerate(BLOCKS, 1) for index in range(1, count + 1))
STYLE_TAPS = ("1_1", "2_1", "3_1", "4_1", "5_1")
CONTENT_TAP = "4_2"
TAPS = ("1_1", "2_1", "3_1", "4_1", "4_2", "5_1")

TEACHER_CHANNELS = dict(zip("12345", (64, 128, 256, 512, 512)))
# ImageNet's mean colour, B, G, R, 0..255: what VGG-19 was trained with.
MEAN = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)


@dataclass(frozen=True)
class Stage:
    """What stands for one convolution of the teacher: its output channels, and the ranks of its 3x3 if it is factored."""

    channels: int
    ranks: tuple[int, int] | None = None


Architecture = dict[str, Stage]


def opens_block(layer: str) -> bool:
    """Whether a pooling comes before the layer."""
    return layer.endswith("_1") and layer != "1_1"


def convolution_shapes(architecture: Architecture) -> list[tuple[str, int, int, int]]:
    """(layer, kernel side, input channels, output channels) of every convolution, in order."""
    shapes, inputs = [], 3
    for layer in LAYERS:
        stage = architecture[layer]
        if stage.ranks is None:
            shapes.append((layer, 3, inputs, stage.channels))
        else:
            reduced, core = stage.ranks
            shapes += [(layer, 1, inputs, reduced), (layer, 3, reduced, core), (layer, 1, core, stage.channels)]
        inputs = stage.channels
    return shapes


def multiply_adds(architecture: Architecture) -> float:
    """Multiply-adds of all convolutions for each pixel of the picture."""
    return sum(side**2 * i * o / 4 ** (int(layer[0]) - 1) for layer, side, i, o in convolution_shapes(architecture))


def parameter_count(architecture: Architecture) -> int:
    return sum(side**2 * i * o + o for _, side, i, o in convolution_shapes(architecture))


class Chain(nn.Module):
    """From B, G, R minus `MEAN`, [N, 3, H, W], to the activations asked for, each [N, C, H', W']."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.architecture = architecture
        self.stages = nn.ModuleDict({layer: nn.Sequential() for layer in LAYERS})
        for layer, side, inputs, outputs in convolution_shapes(architecture):
            self.stages[layer].append(nn.Conv2d(inputs, outputs, side, padding=side // 2))

    def forward(self, x: Tensor, taps=TAPS) -> dict[str, Tensor]:
        activations = {}
        for layer in LAYERS:
            if opens_block(layer):
                x = F.max_pool2d(x, 2)
            x = F.relu(self.stages[layer](x))
            if layer in taps:
                activations[layer] = x
        return activations


def vgg19(path: str) -> Chain:
    """VGG-19 to conv5_1 from the weights of Keras applications (HDF5)."""
    import h5py

    network = Chain({layer: Stage(TEACHER_CHANNELS[layer[0]]) for layer in LAYERS})
    with h5py.File(path) as file:
        for layer in LAYERS:
            group = file[f"block{layer[0]}_conv{layer[2]}"]
            kernel, bias = (group[name][()] for name in group.attrs["weight_names"])
            (convolution,) = network.stages[layer]
            convolution.weight.data = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
            convolution.bias.data = torch.from_numpy(bias.copy())
    return network.requires_grad_(False).eval()


def shipped(path: str) -> Chain:
    """A network as `export.py` writes it."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    description = json.loads(header.pop("__metadata__")["description"])
    architecture: Architecture = {}
    for layer in LAYERS:
        (channels,) = (entry["channels"] for entry in description["layers"] if entry["name"] == f"relu{layer}")
        inner = header.get(f"conv{layer}_reduce.kernel")
        core = header[f"conv{layer}.kernel"]["shape"]
        architecture[layer] = Stage(channels, (core[1], core[0]) if inner else None)
    network = Chain(architecture)
    for layer in LAYERS:
        for name, convolution in zip(convolution_names(layer, architecture[layer]), network.stages[layer]):
            for kind, parameter in (("kernel", convolution.weight), ("bias", convolution.bias)):
                begin, end = header[f"{name}.{kind}"]["data_offsets"]
                values = np.frombuffer(data[begin:end], "<f2").astype("f4").reshape(parameter.shape)
                parameter.data = torch.from_numpy(values.copy())
    return network.requires_grad_(False).eval()


def convolution_names(layer: str, stage: Stage) -> list[str]:
    """`conv4_2`, or the names of the three that stand for it."""
    return [f"conv{layer}"] if stage.ranks is None else [f"conv{layer}_reduce", f"conv{layer}", f"conv{layer}_expand"]


def gram(features: Tensor) -> Tensor:
    """F F^T / positions, [N, C, C]."""
    flat = features.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]
