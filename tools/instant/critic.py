"""The network that sees style, and the losses that it gives.

`Features` runs the embedded network, or VGG-19, as far as the layers that are asked for. The statistics of a picture's
activations are the style code of the instant network as well as the target of its training.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from distillation import ARCHITECTURES, LAYERS, Chain, opens_block, stage_names, to_network, vgg19

LEVELS = ("1_1", "2_1", "3_1", "4_1")
EMBEDDED = Path(__file__).resolve().parents[2] / "media/networks/embedded.safetensors"
# A difference of Gram matrices as large as the matrices themselves stands for "another style".
RECOGNITION_TEMPERATURE = 0.1
SLICES = 12
PALETTE_PIXELS = 2048


def read_safetensors(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Its tensors as float32, and its metadata."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    types, tensors = {"F16": "<f2", "F32": "<f4"}, {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"]).astype(np.float32)
    return tensors, metadata


def embedded(path: Path = EMBEDDED) -> Chain:
    """The embedded network that ships with Stylize."""
    tensors, _ = read_safetensors(path)
    network = Chain(ARCHITECTURES["factored"])
    for layer in LAYERS:
        names = stage_names(layer, network.architecture[layer])
        for name, convolution in zip(names, network.stages[layer], strict=True):
            convolution.weight.data = torch.from_numpy(tensors[f"{name}.kernel"])
            convolution.bias.data = torch.from_numpy(tensors[f"{name}.bias"])
    return network.requires_grad_(False).eval()


@dataclass
class Statistics:
    """Of each level: the mean of the activations [N, C] and their covariance over the positions [N, C, C]."""

    means: dict[str, Tensor]
    covariances: dict[str, Tensor]

    def gram(self, level: str) -> Tensor:
        """Gram matrices divided by the number of positions [N, C, C]."""
        mean = self.means[level]
        return self.covariances[level] + mean[:, :, None] * mean[:, None, :]

    def deviation(self, level: str) -> Tensor:
        return self.covariances[level].diagonal(dim1=1, dim2=2).clamp_min(1e-4).sqrt()

    def pick(self, index) -> "Statistics":
        """Those of some of the pictures."""
        return Statistics(*({level: v[index] for level, v in values.items()} for values in (self.means, self.covariances)))


class Features(nn.Module):
    """From R, G, B in 0..1 [N, 3, H, W] to activations, in bfloat16, or in float32 if `exact`."""

    def __init__(self, chain: Chain, exact: bool = False):
        super().__init__()
        self.type = torch.float32 if exact else torch.bfloat16
        self.chain = chain.to(memory_format=torch.channels_last, dtype=self.type)

    @staticmethod
    def load(teacher: str | None, exact: bool = False) -> "Features":
        """VGG-19 from the file of Keras applications, or the embedded network."""
        return Features(vgg19(teacher) if teacher else embedded(), exact)

    def forward(self, rgb: Tensor, layers=LEVELS) -> dict[str, Tensor]:
        x, activations = to_network(255 * rgb).to(self.type), {}
        for layer in LAYERS:
            if opens_block(layer):
                x = F.max_pool2d(x, 2)
            x = F.relu_(self.chain.stages[layer](x))
            if layer in layers:
                activations[layer] = x
            if layer == max(layers):
                return activations
        raise ValueError(f"no layer {max(layers)}")

    def statistics(self, activations: dict[str, Tensor]) -> Statistics:
        """Of results, for losses: products in bfloat16 are good enough."""
        means, covariances = {}, {}
        for level in LEVELS:
            flat = activations[level].permute(0, 2, 3, 1).flatten(1, 2)
            ones = flat.new_ones(len(flat), 1, flat.shape[1])
            mean = (ones @ flat).float() / flat.shape[1]
            means[level] = mean[:, 0]
            covariances[level] = (flat.transpose(1, 2) @ flat).float() / flat.shape[1] - mean.transpose(1, 2) @ mean
        return Statistics(means, covariances)

    @torch.no_grad()
    def exact_statistics(self, rgb: Tensor) -> Statistics:
        """Of styles: with covariances that can be factored."""
        means, covariances = {}, {}
        for level, x in self(rgb).items():
            flat = x.permute(0, 2, 3, 1).flatten(1, 2).float()
            means[level] = flat.mean(1)
            flat = flat - means[level][:, None]
            covariances[level] = flat.transpose(1, 2) @ flat / flat.shape[1]
        return Statistics(means, covariances)


def energy(matrix: Tensor) -> Tensor:
    """Squared Frobenius norm [N] of [N, C, C] or [N, C]."""
    return matrix.flatten(1).pow(2).sum(1)


def style_loss(result: Statistics, style: Statistics) -> Tensor:
    """[N]: differences of Gram matrices, of covariances (texture without the mean's share), of means and deviations; each relative."""
    total = 0.0
    for level in LEVELS:
        for weight, a, b in (
            (1.0, result.gram(level), style.gram(level)),
            (0.5, result.covariances[level], style.covariances[level]),
        ):
            scale = (energy(a.detach()) * energy(b)).sqrt() + 1e-6
            total = total + weight * energy(a - b) / scale
        mean, deviation = style.means[level], style.deviation(level)
        moments = energy(result.means[level] - mean) + energy(result.deviation(level) - deviation)
        total = total + 0.5 * moments / (energy(mean) + energy(deviation) + 1e-6)
    return total / len(LEVELS)


def style_distances(results: Statistics, styles: Statistics) -> Tensor:
    """[N, M]: of every result to every style, the sum over the levels of |G - A|^2 / (|G| |A|), by which styles are recognised."""
    total = 0.0
    for level in LEVELS:
        g, a = results.gram(level).flatten(1), styles.gram(level).flatten(1)
        gg, aa = g.pow(2).sum(1)[:, None], a.pow(2).sum(1)[None]
        total = total + (gg + aa - 2 * g @ a.t()) / (gg * aa).sqrt().clamp_min(1e-6)
    return total


def recognition_loss(results: Statistics, styles: Statistics) -> tuple[Tensor, Tensor]:
    """Cross entropy [N] of naming each result's own style, styles[n], among all; and whether the nearest is the own."""
    distances = style_distances(results, styles)
    own = torch.arange(len(distances), device=distances.device)
    loss = F.cross_entropy(-distances / RECOGNITION_TEMPERATURE / len(LEVELS), own, reduction="none")
    return loss, distances.argmin(1) == own


def normalized(features: Tensor) -> Tensor:
    """Each channel with mean 0 and deviation 1 in each picture, but for channels that are nearly constant."""
    features = features.float()
    mean = features.mean((2, 3), keepdim=True)
    variance = (features - mean).pow(2).mean((2, 3), keepdim=True)
    return (features - mean) / (variance + 0.05 * variance.mean(1, keepdim=True) + 1e-4).sqrt()


def content_loss(result: dict[str, Tensor], content: dict[str, Tensor]) -> Tensor:
    """[N]: squared differences of what is where, regardless of each channel's mean and deviation (as in MicroAST)."""
    return sum(
        weight * (normalized(result[level]) - normalized(content[level])).pow(2).mean((1, 2, 3))
        for level, weight in (("4_1", 1.0), ("3_1", 0.3))
    )


def palette_loss(result: Tensor, style: Tensor, generator: torch.Generator) -> Tensor:
    """[N]: sliced Wasserstein distance (Rabin et al. 2012) of the colours of [N, 3, H, W] and [N, 3, H', W'], by a sample of pixels."""
    directions = F.normalize(torch.randn(SLICES, 3, generator=generator, device=result.device), dim=1)

    def sorted_projections(rgb: Tensor) -> Tensor:
        pixels = rgb.flatten(2)
        chosen = torch.randint(pixels.shape[2], (PALETTE_PIXELS,), generator=generator, device=rgb.device)
        return (directions @ pixels[:, :, chosen]).sort(2).values

    return (sorted_projections(result) - sorted_projections(style)).abs().mean((1, 2))
