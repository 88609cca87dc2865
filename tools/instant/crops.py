"""What the instant network learns from: crops of photographs and styles, and what is never trained on.

Everything random follows from the seed and the number of the step, so that a training that was interrupted goes on as if it had not been.
"""

import colorsys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from critic import LEVELS, Features, Statistics
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


def blurred(pictures: Tensor, factor: int) -> Tensor:
    """[N, 3, H, W] without what is finer than `factor` pixels: strokes above all."""
    side = pictures.shape[-1]
    small = F.interpolate(pictures, size=(side // factor, side // factor), mode="area")
    return F.interpolate(small, size=(side, side), mode="bicubic", align_corners=False).clamp(0, 1)


def to_bytes(pictures: list[np.ndarray], side: int) -> Tensor:
    """[N, 3, side, side], uint8."""
    stacked = np.stack(pictures) if pictures else np.zeros((0, side, side, 3), np.uint8)
    return torch.from_numpy(np.ascontiguousarray(stacked.transpose(0, 3, 1, 2)))


def to_unit(pictures: Tensor, device: torch.device) -> Tensor:
    """uint8 to 0..1, on the device."""
    return pictures.to(device, non_blocking=True).float() / 255


class Crops(Dataset):
    """Item `step`: the photographs of that step, and the styles that are new to the pool, uint8.

    Colourful styles come more often than brown prints; a twentieth is drawn by `synthetic_picture`, a fifth comes from `drawn` folders."""

    def __init__(self, photographs: list[str], styles: list[str], drawn: list[str], batch: int, side: int, refresh: float, seed: int):
        self.photographs, self.styles = training_pictures(photographs), training_pictures(styles)
        self.drawn = training_pictures(drawn) if drawn else []
        weights = np.array([np.clip(colourfulness(picture) / 40, 0.25, 1) for picture in self.styles])
        self.weights = weights / weights.sum()
        self.batch, self.side, self.refresh, self.seed = batch, side, refresh, seed

    def fresh(self, step: int) -> range:
        """The numbers of the styles that are new at this step."""
        return range(int(step * self.refresh), int((step + 1) * self.refresh))

    def contents(self, step: int, count: int, side: int) -> Tensor:
        rng = np.random.default_rng((self.seed, 1, step % 2**63))
        chosen = (self.photographs[rng.integers(len(self.photographs))] for _ in range(count))
        return to_bytes([crop(picture, side, CONTENT_SHARES, rng) for picture in chosen], side)

    def style(self, number: int) -> np.ndarray:
        """The styles before the first step have negative numbers."""
        rng = np.random.default_rng((self.seed, 2, number % 2**63))
        chance = rng.random()
        if chance < 0.05:
            return recolour(synthetic_picture(STYLE_SIDE, rng), rng)
        if chance < 0.25 and self.drawn:
            picture = self.drawn[rng.integers(len(self.drawn))]
        else:
            picture = self.styles[rng.choice(len(self.styles), p=self.weights)]
        square = crop(picture, STYLE_SIDE, STYLE_SHARES, rng)
        if rng.random() < 0.3:
            square = np.rot90(square, rng.integers(1, 4))
        return recolour(square, rng) if rng.random() < 0.5 else square

    def styles_of(self, numbers: range) -> Tensor:
        return to_bytes([self.style(number) for number in numbers], STYLE_SIDE)

    def __getitem__(self, step: int) -> tuple[Tensor, Tensor]:
        return self.contents(step, self.batch, self.side), self.styles_of(self.fresh(step))


class StylePool:
    """The newest style crops with their statistics: a new one takes the place of the oldest."""

    def __init__(self, crops: Crops, features: Features, capacity: int, device: torch.device):
        self.source, self.features, self.capacity, self.device = crops, features, capacity, device
        self.crops = torch.zeros(capacity, 3, STYLE_SIDE, STYLE_SIDE, dtype=torch.uint8, device=device)
        self.statistics: Statistics | None = None
        self.colours: tuple[Tensor, Tensor] | None = None

    def put(self, numbers: range, crops: Tensor) -> None:
        slots = torch.tensor([number % self.capacity for number in numbers], device=self.device)
        self.crops[slots] = crops.to(self.device)
        rgb = to_unit(crops, self.device)
        found, colours = self.features.exact_statistics(rgb), colour_statistics(rgb)
        if self.statistics is None:
            self.statistics = Statistics(*({k: self.room_for(v) for k, v in part.items()} for part in (found.means, found.covariances)))
            self.colours = tuple(map(self.room_for, colours))
        for level in LEVELS:
            self.statistics.means[level][slots] = found.means[level]
            self.statistics.covariances[level][slots] = found.covariances[level]
        for old, new in zip(self.colours, colours):
            old[slots] = new

    def room_for(self, values: Tensor) -> Tensor:
        return values.new_zeros(self.capacity, *values.shape[1:])

    def fill(self, step: int) -> None:
        """The pool as it is before `step`."""
        end = self.source.fresh(step).start
        for first in range(end - self.capacity, end, 8):
            numbers = range(first, min(first + 8, end))
            self.put(numbers, self.source.styles_of(numbers))

    def pick(self, step: int, count: int) -> Tensor:
        """Different slots of the pool [count]."""
        rng = np.random.default_rng((self.source.seed, 3, step))
        return torch.from_numpy(rng.permutation(self.capacity)[:count].copy()).to(self.device)
