"""What the instant network learns from: crops of photographs and styles, and what is never trained on.

Everything random follows from the seed and the number of the step, so that a training that was interrupted goes on as if it had not been.
"""

import colorsys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from critic import Features, Statistics
from distillation import find_pictures, read_picture, synthetic_picture
from instant import colour_statistics

LONGEST = 512
STYLE_SIDE = 256
# Of a picture's shorter side.
CONTENT_SHARES = (0.3, 0.8)
STYLE_SHARES = (0.45, 1.0)
# Content and style of the pictures that judge the network. Neither is ever trained on, under whatever folder it lies.
HELD_OUT_PAIRS = (
    ("tubingen", "starry_night"),
    ("tubingen", "the_scream"),
    ("tubingen", "0325-art-breaker-3000-artic-62371"),
    ("golden_gate", "wheat_field_with_cypresses"),
    ("golden_gate", "escher_sphere"),
    ("golden_gate", "0836-the-illustrated-key-to-i-052"),
    ("hoovertowernight", "starry_night"),
    ("hoovertowernight", "0570-illuminated-illustrati-i-plate5"),
    ("0005-wallpapers-ashim-dsilva", "shipwreck"),
    ("0005-wallpapers-ashim-dsilva", "0244-art-breaker-3000-nga-74796"),
    ("0034-kodak-lossless-true-21", "0446-cubists-and-post-impre-i-fp124"),
    ("0034-kodak-lossless-true-21", "seated-nude"),
    ("0231-machine-learning-wit-bird-027", "0863-the-practical-book-of-illus082"),
    ("0340-gcompris-qt-data-categorization", "0481-edmund-dulac-s-fairy-b-i031"),
    ("0340-gcompris-qt-data-categorization", "1096-test-files-1536016414-72dpi"),
    ("0459-gcompris-qt-data-explore-monuments", "wheat_field_with_cypresses"),
)
HELD_OUT = frozenset(name for pair in HELD_OUT_PAIRS for name in pair)


def training_pictures(folders: list[str]) -> list[np.ndarray]:
    """Every picture below the folders that is not held out: [height, width, 3], uint8, at most LONGEST on a side."""
    pictures = [read_picture(path, LONGEST) for path in find_pictures(folders) if path.stem not in HELD_OUT]
    if not pictures:
        raise SystemExit(f"no pictures in {', '.join(folders)}")
    return pictures


def find_held_out(name: str, folders: list[Path]) -> Path:
    """The picture of that name in the first folder that has it."""
    found = [path for folder in folders for path in find_pictures([str(folder)]) if path.stem == name]
    if not found:
        raise SystemExit(f"no picture {name} in {', '.join(map(str, folders))}")
    return found[0]


def colourfulness(picture: np.ndarray) -> float:
    """Hasler and Süsstrunk 2003: about 0 for grey, 30 for a quiet, 80 for a loud picture."""
    red, green, blue = picture[::4, ::4].reshape(-1, 3).astype(np.float32).T
    opposed = np.stack([red - green, (red + green) / 2 - blue])
    return float(np.linalg.norm(opposed.std(1)) + 0.3 * np.linalg.norm(opposed.mean(1)))


def crop(picture: np.ndarray, side: int, shares: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """[side, side, 3]: a square of a random share of the shorter side, often mirrored."""
    height, width = picture.shape[:2]
    extent = int(min(height, width) * rng.uniform(*shares))
    y, x = rng.integers(0, height - extent + 1), rng.integers(0, width - extent + 1)
    square = Image.fromarray(picture[y : y + extent, x : x + extent]).resize((side, side), Image.BILINEAR, reducing_gap=2)
    square = np.asarray(square)
    return square[:, ::-1] if rng.random() < 0.5 else square


def recolour(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Other hues, saturation and contrast; at times a negative. Grey pictures are often tinted."""
    x = picture.astype(np.float32) / 255
    grey = x.mean(2, keepdims=True)
    axis, angle = np.full(3, 3**-0.5), rng.uniform(0, 2 * np.pi)
    cross = np.cross(np.eye(3), axis)
    turned = np.cos(angle) * np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * np.outer(axis, axis)
    x = grey + (x - grey) @ turned.T.astype(np.float32) * np.float32(rng.choice((0.5, 1, 1, 1.5)))
    if rng.random() < 0.15:
        x = 1 - x
    if rng.random() < 0.3:
        dark, light = (np.float32(colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.2, 0.9), value)) for value in (0.3, 1.0))
        x = x * (light - 0.5 * dark) + 0.5 * dark
    return np.uint8(np.clip(x * 255, 0, 255).round())


def blurred(picture: Tensor, factor: int) -> Tensor:
    """[3, H, W] without what is finer than `factor` pixels: strokes above all."""
    side = picture.shape[-1]
    small = torch.nn.functional.interpolate(picture[None], size=(side // factor, side // factor), mode="area")
    return torch.nn.functional.interpolate(small, size=(side, side), mode="bicubic", align_corners=False)[0].clamp(0, 1)


def to_tensor(picture: np.ndarray) -> Tensor:
    """[3, H, W], 0..1."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).float() / 255


class Contents:
    """Photographs."""

    def __init__(self, folders: list[str], side: int, seed: int):
        self.pictures, self.side, self.seed = training_pictures(folders), side, seed

    def batch(self, step: int, count: int) -> Tensor:
        rng = np.random.default_rng((self.seed, 1, step))
        chosen = (self.pictures[rng.integers(len(self.pictures))] for _ in range(count))
        return torch.stack([to_tensor(crop(picture, self.side, CONTENT_SHARES, rng)) for picture in chosen])


class Styles:
    """A pool of style crops with their statistics, one of which gives way to a new one at each `refresh`.

    Colourful pictures come more often than brown prints; a twentieth is drawn by `synthetic_picture`, a fifth comes from `drawn` folders."""

    def __init__(self, folders: list[str], drawn: list[str], features: Features, capacity: int, seed: int, device: torch.device):
        self.features, self.capacity, self.seed, self.device = features, capacity, seed, device
        self.pictures = training_pictures(folders)
        weights = np.array([np.clip(colourfulness(picture) / 40, 0.25, 1) for picture in self.pictures])
        self.weights = weights / weights.sum()
        self.drawn = training_pictures(drawn) if drawn else []
        self.crops = torch.zeros(capacity, 3, STYLE_SIDE, STYLE_SIDE, dtype=torch.uint8)
        self.statistics: Statistics | None = None
        self.colours: tuple[Tensor, Tensor] | None = None

    def draw(self, step: int) -> np.ndarray:
        rng = np.random.default_rng((self.seed, 2, step + self.capacity))
        chance = rng.random()
        if chance < 0.05:
            return recolour(synthetic_picture(STYLE_SIDE, rng), rng)
        if chance < 0.25 and self.drawn:
            picture = self.drawn[rng.integers(len(self.drawn))]
        else:
            picture = self.pictures[rng.choice(len(self.pictures), p=self.weights)]
        square = crop(picture, STYLE_SIDE, STYLE_SHARES, rng)
        if rng.random() < 0.3:
            square = np.rot90(square, rng.integers(1, 4))
        return recolour(square, rng) if rng.random() < 0.5 else square

    def put(self, steps: range) -> None:
        """Puts the pictures of these steps where those of `capacity` steps before were."""
        slots = torch.tensor([step % self.capacity for step in steps])
        crops = torch.stack([torch.from_numpy(np.ascontiguousarray(self.draw(step).transpose(2, 0, 1))) for step in steps])
        self.crops[slots] = crops
        rgb = crops.to(self.device).float() / 255
        found, colours = self.features.exact_statistics(rgb), colour_statistics(rgb)
        if self.statistics is None:
            empty = lambda values: {k: torch.zeros(self.capacity, *v.shape[1:], device=self.device) for k, v in values.items()}  # noqa: E731
            self.statistics = Statistics(empty(found.means), empty(found.covariances))
            self.colours = tuple(torch.zeros(self.capacity, *v.shape[1:], device=self.device) for v in colours)
        slots = slots.to(self.device)
        for old, new in ((self.statistics.means, found.means), (self.statistics.covariances, found.covariances)):
            for level in old:
                old[level][slots] = new[level]
        for old, new in zip(self.colours, colours):
            old[slots] = new

    def fill(self, step: int) -> None:
        """The pool as it is before `step`."""
        for first in range(step - self.capacity, step, 8):
            self.put(range(first, min(first + 8, step)))

    def pick(self, step: int, count: int) -> Tensor:
        """Different slots of the pool [count]."""
        rng = np.random.default_rng((self.seed, 3, step))
        return torch.from_numpy(rng.permutation(self.capacity)[:count].copy())
