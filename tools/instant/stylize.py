"""Stylizes a picture with the instant network.

  python3 stylize.py --weights RUN/checkpoint.pt --content PICTURE --style PICTURE [--size 512] [--style-size 512] --out PICTURE
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from critic import Features
from instant import Instant, colour_statistics


def read(path: Path, longest: int) -> Tensor:
    """[1, 3, H, W], 0..1: the picture with that longest side."""
    picture = Image.open(path).convert("RGB")
    scale = longest / max(picture.size)
    resized = picture.resize([max(1, round(side * scale)) for side in picture.size], Image.LANCZOS)
    return torch.from_numpy(np.array(resized)).permute(2, 0, 1)[None].float() / 255


def to_picture(rgb: Tensor) -> Image.Image:
    return Image.fromarray((rgb[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy())


# Convolutions see zeros beyond the border. They should see them beyond the picture.
MARGIN = 16


@torch.no_grad()
def stylize(network: Instant, features: Features, content: Tensor, style: Tensor) -> Tensor:
    prepared = network.prepare(features.exact_statistics(style), colour_statistics(style))
    extended = F.pad(content, [MARGIN] * 4, mode="reflect")
    return network(extended, prepared)[:, :, MARGIN:-MARGIN, MARGIN:-MARGIN].clamp(0, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--style-size", type=int, help="smaller: finer strokes; --size by default")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    content, style = read(options.content, options.size), read(options.style, options.style_size or options.size)
    network = Instant().load(options.weights)
    to_picture(stylize(network, Features.load(None, exact=True), content, style)).save(options.out)


if __name__ == "__main__":
    main()
