"""Training pictures: crops of photographs and paintings, synthetic pictures, and what training does to them."""

import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from networks import MEAN

EXTENSIONS = {".jpg", ".jpeg", ".png", ".webp"}


def find_pictures(folders: list[str]) -> list[Path]:
    """Every picture file below the folders, in a fixed order."""
    files = (path for folder in folders for path in Path(folder).rglob("*"))
    return sorted(path for path in files if path.suffix.lower() in EXTENSIONS)


def read_picture(path: Path, longest: int) -> np.ndarray:
    """[height, width, 3], uint8, at most `longest` pixels on a side."""
    picture = Image.open(path).convert("RGB")
    scale = min(1.0, longest / max(picture.size))
    size = tuple(max(16, round(side * scale)) for side in picture.size)
    return np.asarray(picture.resize(size, Image.LANCZOS))


def to_network(rgb: Tensor) -> Tensor:
    """[N, 3, H, W]: R, G, B in 0..255 to B, G, R minus the mean, channels last."""
    return (rgb[:, [2, 1, 0]] - MEAN.to(rgb.device)).contiguous(memory_format=torch.channels_last)


def to_rgb(x: Tensor) -> Tensor:
    """The inverse of `to_network`, rounded: uint8."""
    return (x.detach() + MEAN)[:, [2, 1, 0]].round().clamp(0, 255).byte().contiguous()


class PicturePool:
    """Crops of a set of pictures, at random places and scales."""

    def __init__(self, pictures: list[np.ndarray], seed: int):
        if not pictures:
            raise ValueError("no pictures")
        self.pictures = pictures
        self.random = random.Random(seed)
        self.generator = torch.Generator().manual_seed(seed)

    def crop(self, side: int) -> Tensor:
        """[3, side, side], R, G, B in 0..255; a picture at 1 to 4 times the scale that it was read at."""
        array = self.random.choice(self.pictures)
        height, width = array.shape[:2]
        extent = int(min(side * self.random.choice((1, 1, 1.4, 2, 2.8, 4)), height, width))
        y, x = self.random.randint(0, height - extent), self.random.randint(0, width - extent)
        crop = array[y : y + extent, x : x + extent]
        if extent != side:
            crop = np.asarray(Image.fromarray(crop).resize((side, side), Image.BOX if extent >= 2 * side else Image.BILINEAR))
        crop = torch.from_numpy(crop.copy()).permute(2, 0, 1).float()
        if self.random.random() < 0.5:
            crop = crop.flip(2)
        return crop.flip(1) if self.random.random() < 0.1 else crop

    def varied_crop(self, side: int) -> Tensor:
        """A crop with, at times, other colours, a second picture shining through, or noise."""
        crop, chance = self.crop(side), self.random.random()
        if chance < 0.2:
            gain = torch.empty(3, 1, 1).uniform_(0.6, 1.3, generator=self.generator)
            shift = torch.empty(3, 1, 1).uniform_(-40, 40, generator=self.generator)
            crop = (crop - 128) * gain + 128 + shift
        elif chance < 0.27:
            crop = crop[torch.randperm(3, generator=self.generator)]
        elif chance < 0.35:
            share = self.random.uniform(0.3, 0.7)
            crop = share * crop + (1 - share) * self.crop(side)
        if self.random.random() < 0.25:
            deviation = self.random.choice((5, 10, 20, 40))
            noise = self.pink_noise(side) if self.random.random() < 0.4 else self.white_noise(side)
            crop = crop + deviation * noise
        elif self.random.random() < 0.03:
            crop = 128 + 50 * self.pink_noise(side)
        return crop.clamp(0, 255)

    def white_noise(self, side: int) -> Tensor:
        return torch.randn(3, side, side, generator=self.generator)

    def pink_noise(self, side: int) -> Tensor:
        """Noise whose amplitude falls with frequency, deviation 1."""
        frequency = torch.fft.fftfreq(side)
        radius = (frequency[:, None] ** 2 + frequency[None] ** 2).sqrt().clamp_min(1 / side)
        exponent = self.random.uniform(0.3, 1.3)
        noise = torch.fft.ifft2(torch.fft.fft2(self.white_noise(side)) / radius**exponent).real
        return noise / noise.std()


def synthetic_picture(side: int, rng: np.random.Generator) -> np.ndarray:
    """Dead leaves (Lee, Mumford & Huang 2001) of discs, boxes and strokes, plain, shaded, striped or rough: uint8 [side, side, 3]."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    palette = rng.uniform(0, 255, (rng.integers(3, 9), 3))
    canvas = np.full((side, side, 3), palette[0], np.float32)
    canvas += (x[..., None] * rng.normal(0, 60, 3) + y[..., None] * rng.normal(0, 60, 3)) / side
    strokes_only, angle_field = rng.random() < 0.4, rng.uniform(0, np.pi, 3)
    smallest = rng.choice((3, 6, 12))
    for _ in range(rng.integers(60, 500)):
        radius = min(side / 3, smallest * (1 - rng.random()) ** -0.7)
        cx, cy = rng.uniform(-radius, side + radius, 2)
        x0, x1 = int(max(0, cx - 3 * radius)), int(min(side, cx + 3 * radius + 1))
        y0, y1 = int(max(0, cy - 3 * radius)), int(min(side, cy + 3 * radius + 1))
        if x0 >= x1 or y0 >= y1:
            continue
        angle = angle_field[0] + 2 * np.sin(angle_field[1] + cx / side * 4) + 2 * np.sin(angle_field[2] + cy / side * 4)
        if not strokes_only:
            angle = rng.uniform(0, np.pi)
        dx, dy = x[y0:y1, x0:x1] - cx, y[y0:y1, x0:x1] - cy
        along, across = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
        kind = "stroke" if strokes_only else rng.choice(("disc", "box", "stroke", "ring"))
        if kind == "disc":
            inside = along**2 + across**2 - radius**2
        elif kind == "box":
            inside = np.maximum(np.abs(along), np.abs(across) * rng.uniform(1, 3)) - radius
        elif kind == "ring":
            inside = np.abs(np.hypot(along, across) - radius) - 0.2 * radius
        else:
            inside = np.hypot(np.maximum(np.abs(along) - 2 * radius, 0), across + 0.1 * along**2 / radius * rng.normal()) - radius * 0.5
        soft = rng.uniform(0.5, 2) if kind != "disc" else rng.uniform(0.5, 2) * radius
        alpha = np.clip(0.5 - inside / soft, 0, 1)[..., None] * rng.choice((1.0, 1.0, 0.6))
        colour = palette[rng.integers(len(palette))] + rng.normal(0, 12, 3)
        paint = np.broadcast_to(colour, (*along.shape, 3)).astype(np.float32)
        texture = rng.random()
        if texture < 0.25:
            paint = paint + rng.uniform(10, 70) * np.sin(across * rng.uniform(0.3, 2.5))[..., None]
        elif texture < 0.5:
            paint = paint + rng.uniform(5, 40) * rng.standard_normal((*along.shape, 1))
        elif texture < 0.7:
            paint = paint + (along / radius)[..., None] * rng.normal(0, 30, 3)
        canvas[y0:y1, x0:x1] += alpha * (paint - canvas[y0:y1, x0:x1])
    if rng.random() < 0.3:
        canvas += rng.uniform(2, 12) * rng.standard_normal(canvas.shape)
    return np.uint8(np.clip(canvas, 0, 255))
