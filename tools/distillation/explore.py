"""On-policy pictures: what style transfer with the student makes, beside the style picture it was made for.

A student is wrong where its teacher never led it: on pictures that an optimiser finds. So while one process trains, another runs style
transfer with the newest student and leaves its pictures, finished and half-finished, for the training to learn from.
"""

import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from networks import CONTENT_TAP, MEAN, STYLE_TAPS, TAPS, TEACHER_CHANNELS, Chain, gram
from pictures import PicturePool, to_network, to_rgb

FILES_KEPT = 60
SNAPSHOTS = {8, 24, 59}
# Share of its time that the explorer works; the training needs the machine more.
DUTY = 0.6
# In a batch of runs.
PIXELS = 4 * 128**2


def channels_of_teacher(layer: str) -> int:
    return TEACHER_CHANNELS[layer[0]]


class StyleTransferLoss:
    """Gatys' losses with the weights 1/C^2 of the authors' notebook: sum of |G - A|^2 / C^4 and `content_weight` * mean squared difference.

    Every picture of the batch has its own content and style; the student's activations are multiplied by `scales`.
    """

    def __init__(self, network: Chain, scales: dict[str, float], content: Tensor, style: Tensor, content_weight: float, smoothness: float = 0.0):
        self.network, self.scales, self.content_weight, self.smoothness = network, scales, content_weight, smoothness
        with torch.no_grad():
            self.grams = self.style_grams(self.network(style, STYLE_TAPS))
            self.features = self.network(content, (CONTENT_TAP,))[CONTENT_TAP].float()

    def style_grams(self, activations) -> dict[str, Tensor]:
        return {k: gram(activations[k].float()) * self.scales[k] ** 2 for k in STYLE_TAPS}

    def __call__(self, x: Tensor) -> Tensor:
        """[N]"""
        activations = self.network(x, (*STYLE_TAPS, CONTENT_TAP))
        loss = sum(
            (g - self.grams[k]).pow(2).sum((1, 2)) / channels_of_teacher(k) ** 4
            for k, g in self.style_grams(activations).items()
        )
        difference = (activations[CONTENT_TAP].float() - self.features) * self.scales[CONTENT_TAP]
        loss = loss + self.content_weight * difference.pow(2).sum((1, 2, 3)) / (channels_of_teacher(CONTENT_TAP) * difference[0, 0].numel())
        if self.smoothness:
            loss = loss + self.smoothness * (x.diff(dim=2).pow(2).mean((1, 2, 3)) + x.diff(dim=3).pow(2).mean((1, 2, 3)))
        return loss


def measure_scales(student: Chain, teacher: Chain, x: Tensor, layers=TAPS) -> dict[str, float]:
    """For each layer the factor that gives the student's Gram matrices (content: features) the teacher's magnitude: the median over pictures."""
    scales = {}
    with torch.no_grad():
        ours, theirs = student(x, layers), teacher(x, layers)
    for tap, features in theirs.items():
        if tap == CONTENT_TAP:
            ratio = features.float().pow(2).sum((1, 2, 3)) / ours[tap].float().pow(2).sum((1, 2, 3))
            scales[tap] = float(ratio.median().sqrt())
        else:
            ratio = gram(features.float()).pow(2).sum((1, 2)) / gram(ours[tap].float()).pow(2).sum((1, 2))
            scales[tap] = float(ratio.median() ** 0.25)
    return scales


@dataclass
class Chainlet:
    """A batch of runs that will be continued."""

    content: Tensor
    style: Tensor
    x: Tensor
    content_weight: float
    smoothness: float
    age: int = 0


def explore(checkpoint: Path, folder: Path, photographs, paintings, side: int, seed: int) -> None:
    """Runs until it is ended. Writes files `N.pt` into the folder, each a list of (picture, style), uint8 [3, side, side]."""
    os.nice(3)
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    choice = random.Random(seed)
    photo_pool, painting_pool = PicturePool(photographs, seed), PicturePool(paintings, seed + 1)
    low, high = -MEAN, 255 - MEAN
    begun: list[Chainlet] = []
    number = 0

    def crops(painting_share: float) -> Tensor:
        pools = [painting_pool if choice.random() < painting_share else photo_pool for _ in range(max(1, PIXELS // side**2))]
        return to_network(torch.stack([pool.crop(side) for pool in pools]))

    while True:
        begun_at = time.time()
        try:
            saved = torch.load(checkpoint)
        except (FileNotFoundError, RuntimeError, EOFError):
            time.sleep(1)
            continue
        student = Chain(saved["architecture"]).to(memory_format=torch.channels_last).requires_grad_(False)
        student.load_state_dict(saved["average"])
        if begun and choice.random() < 0.65:
            run = begun.pop(choice.randrange(len(begun)))
        else:
            content, style = crops(0.25), crops(0.7)
            start = content if choice.random() < 0.8 else to_network(128 + 30 * torch.randn(content.shape)).clamp(-100, 100)
            run = Chainlet(content, style, start, 10 ** choice.uniform(-2.5, -0.3), choice.choice((0.0, 2.0, 2.0)))
        x = run.x.clone().requires_grad_(True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = StyleTransferLoss(student, saved["scales"], run.content, run.style, run.content_weight, run.smoothness)
        optimizer = torch.optim.Adam([x], lr=6 if run.age == 0 else 4, betas=(0.9, 0.99))
        pairs, style = [], to_rgb(run.style)
        for step in range(max(SNAPSHOTS) + 1):
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                value = loss(x).sum()
            value.backward()
            optimizer.step()
            x.data = torch.max(torch.min(x.data, high), low)
            if step in SNAPSHOTS and (run.age == 0 or step == max(SNAPSHOTS)):
                pairs.extend(zip(to_rgb(x), style))
        part = folder / "part"
        torch.save(pairs, part)
        part.rename(folder / f"{number % FILES_KEPT}.pt")
        number += 1
        run.x, run.age = x.detach(), run.age + 1
        if run.age < 4:
            begun.append(run)
        time.sleep((time.time() - begun_at) * (1 / DUTY - 1))
