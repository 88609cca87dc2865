"""The instant network: any picture in any style in one pass.

A small encoder and decoder see only the content. The style enters at every `Colouring`, as the statistics of the embedded
network's activations: the mean and the whole covariance of what a learned projection makes of them. So a style is never
squeezed through a short code, and what describes it is what a style loss compares (Gatys et al. 2016).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from critic import LEVELS, Statistics, read_safetensors
from distillation import ARCHITECTURES

RIDGE, COLOUR_RIDGE = 1e-2, 1e-4
# Channels at half, quarter and eighth size, and at full size before the last convolution.
HALF, QUARTER, EIGHTH, FULL = 32, 64, 96, 16


# A lower triangular matrix [N, C, C] and an offset [N, C]: what normalised channels are multiplied by, and what is added.
Coloured = tuple[Tensor, Tensor]


@dataclass
class Style:
    """A style as the network uses it: for each of its four colourings, and for R, G, B."""

    levels: list[Coloured]
    colours: Coloured


def factor(covariance: Tensor, ridge: float) -> Tensor:
    """Lower Cholesky factors of [N, C, C] with `ridge` added to the diagonal; without a look at the result, which a card would wait for."""
    return torch.linalg.cholesky_ex(covariance + ridge * torch.eye(covariance.shape[-1], device=covariance.device)).L


def colour_statistics(rgb: Tensor) -> tuple[Tensor, Tensor]:
    """Of R, G, B in 0..1 [N, 3, H, W]: the lower Cholesky factor of the covariance [N, 3, 3], and the mean [N, 3]."""
    flat = rgb.flatten(2)
    mean = flat.mean(2)
    flat = flat - mean[:, :, None]
    covariance = flat @ flat.transpose(1, 2) / flat.shape[2]
    return factor(covariance, COLOUR_RIDGE), mean


class Colouring(nn.Module):
    """From the style's mean mu and covariance Sigma at `level` to those of a learned projection P: the offset P mu + b, and L with
    L L^T = P Sigma P^T + RIDGE."""

    def __init__(self, level: str, channels: int):
        super().__init__()
        activations = ARCHITECTURES["factored"][level].channels
        self.level = level
        self.projection = nn.Parameter(torch.empty(channels, activations))
        self.offset = nn.Parameter(torch.zeros(channels))
        nn.init.orthogonal_(self.projection)
        self.register_buffer("level_mean", torch.zeros(activations))
        self.register_buffer("level_deviation", torch.ones(activations))

    def forward(self, statistics: Statistics) -> Coloured:
        projection = self.projection / self.level_deviation
        covariance = projection @ statistics.covariances[self.level] @ projection.t()
        mean = (statistics.means[self.level] - self.level_mean) @ projection.t() + self.offset
        return factor(covariance, RIDGE), mean


def colour(x: Tensor, style: Coloured) -> Tensor:
    """L (x - mean) / deviation + offset: the colouring of universal style transfer (Li et al. 2017, arXiv 1705.08086, eq. 2) for
    channels [N, C, H, W] that are normalised instead of whitened."""
    matrix, offset = style
    batch, channels, height, width = x.shape
    flat = x.permute(0, 2, 3, 1).reshape(batch, height * width, channels)
    variance, mean = torch.var_mean(flat.float(), 1, unbiased=False)
    # One affine map for normalising and colouring.
    matrix = matrix / (variance + 1e-5).sqrt()[:, None, :]
    offset = offset - (matrix @ mean[:, :, None])[:, :, 0]
    result = torch.baddbmm(offset[:, None].to(flat.dtype), flat, matrix.transpose(1, 2).to(flat.dtype))
    return result.reshape(batch, height, width, channels).permute(0, 3, 1, 2)


def convolution(inputs: int, outputs: int, side: int = 3, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, side, stride, side // 2)


class Block(nn.Module):
    """Adds noise, then a residual: convolution, colouring, rectifier, convolution."""

    def __init__(self, channels: int):
        super().__init__()
        # Something for strokes to begin from where the picture is calm.
        self.noise = nn.Parameter(torch.full((channels,), 0.1))
        self.first, self.second = convolution(channels, channels), convolution(channels, channels)
        self.second.weight.data *= 0.5

    def forward(self, x: Tensor, style: Coloured, noise: Tensor) -> Tensor:
        x = x + noise * self.noise[None, :, None, None].to(x.dtype)
        return x + self.second(F.relu_(colour(self.first(x), style)))


# From activations and the index of a block to its noise [1 or N, 1, H, W], uniform with mean 0 and deviation 1.
Noise = Callable[[Tensor, int], Tensor]


def random_noise(generator: torch.Generator) -> Noise:
    """For training: always new."""

    def noise(x: Tensor, _block: int) -> Tensor:
        values = torch.rand(len(x), 1, *x.shape[2:], generator=generator, device=x.device)
        return ((values - 0.5) * 12**0.5).to(x.dtype)

    return noise


def fixed_noise(x: Tensor, block: int) -> Tensor:
    """For use: the same at every place, so that tiles agree. The hash is lowbias32 (Chris Wellons, hash-prospector)."""

    def times(values: Tensor, factor: int) -> Tensor:
        # 32 by 32 bits do not fit into a signed product of 64.
        low, high = factor & 0xFFFF, factor >> 16
        return (values * low + ((values * high & 0xFFFF) << 16)) & 0xFFFFFFFF

    rows, columns = (torch.arange(n, device=x.device) for n in x.shape[2:])
    h = times(columns, 0x9E3779B1)[None] ^ times(rows, 0x85EBCA77)[:, None] ^ (block * 0xC2B2AE3D & 0xFFFFFFFF)
    h = times(h ^ h >> 16, 0x7FEB352D)
    h = times(h ^ h >> 15, 0x846CA68B)
    h = h ^ h >> 16
    return ((h.double() / 2**32 - 0.5) * 12**0.5)[None, None].to(x.dtype)


def doubled(x: Tensor, like: Tensor) -> Tensor:
    """Nearest upsampling to the size of `like`: odd sizes were rounded up when they were halved."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")[:, :, : like.shape[2], : like.shape[3]]


class Instant(nn.Module):
    """From R, G, B in 0..1 [N, 3, H, W] and a `Style` to R, G, B, not clamped."""

    def __init__(self):
        super().__init__()
        self.encode = nn.ModuleList([convolution(3, HALF, 5, 2), convolution(HALF, QUARTER, 3, 2), convolution(QUARTER, EIGHTH, 3, 2)])
        self.colourings = nn.ModuleList([
            Colouring("4_1", EIGHTH), Colouring("3_1", QUARTER), Colouring("2_1", HALF), Colouring("1_1", HALF),
        ])  # fmt: skip
        self.deep = nn.ModuleList([Block(EIGHTH), Block(EIGHTH)])
        self.to_quarter, self.skip_quarter = convolution(EIGHTH, QUARTER), convolution(QUARTER, QUARTER, 1)
        self.middle = nn.ModuleList([Block(QUARTER), Block(QUARTER)])
        self.to_half, self.skip_half = convolution(QUARTER, HALF), convolution(HALF, HALF, 1)
        self.fine = Block(HALF)
        self.narrow, self.full, self.last = convolution(HALF, FULL), convolution(FULL, FULL), convolution(FULL, 3)

    def load(self, path: Path) -> "Instant":
        """The averaged weights of a checkpoint, or those that export.py wrote."""
        if path.suffix == ".safetensors":
            tensors, _ = read_safetensors(path)
            self.load_state_dict({name: torch.from_numpy(values) for name, values in tensors.items()})
        else:
            self.load_state_dict(torch.load(path, map_location="cpu")["average"])
        return self

    def standardise(self, statistics: Statistics) -> None:
        """Learns once what the activations of style pictures are like, so that projections begin at a common scale."""
        for colouring in self.colourings:
            mean, variance = statistics.means[colouring.level], statistics.covariances[colouring.level].diagonal(dim1=1, dim2=2)
            colouring.level_mean.copy_(mean.mean(0))
            deviation = (variance.mean(0) + mean.var(0)).sqrt()
            colouring.level_deviation.copy_(deviation + 0.05 * deviation.mean())

    def prepare(self, statistics: Statistics, colours: Coloured) -> Style:
        return Style([colouring(statistics) for colouring in self.colourings], colours)

    def forward(self, content: Tensor, style: Style, noise: Noise = fixed_noise) -> Tensor:
        # Its contrast is the style's affair: only what is where counts.
        mean = content.mean((2, 3), keepdim=True)
        x = (content - mean) / (content.var((1, 2, 3), keepdim=True) + 1e-3).sqrt()
        half = F.relu_(self.encode[0](x.contiguous(memory_format=torch.channels_last)))
        quarter = F.relu_(self.encode[1](half))
        eighth = F.relu_(self.encode[2](quarter))
        of_eighth, of_quarter, of_half, of_block = style.levels

        x = colour(eighth, of_eighth)
        for index, block in enumerate(self.deep):
            x = block(x, of_eighth, noise(x, index))
        x = colour(self.to_quarter(doubled(x, quarter)) + self.skip_quarter(quarter), of_quarter)
        for index, block in enumerate(self.middle, 2):
            x = block(x, of_quarter, noise(x, index))
        x = colour(self.to_half(doubled(x, half)) + self.skip_half(half), of_half)
        x = F.relu_(self.narrow(self.fine(x, of_block, noise(x, 4))))
        palette = self.last(F.relu_(self.full(doubled(x, content)))).float()
        matrix, mean = style.colours
        return torch.einsum("nij,njhw->nihw", matrix, palette) + mean[:, :, None, None]
