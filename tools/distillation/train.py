"""Distils VGG-19 into a small network.

  python3 train.py --teacher vgg19.h5 --photographs DIR... --paintings DIR... --architecture NAME --minutes 60 --out RUN

Goes on where RUN/checkpoint.pt stands. What is learned, for every tap, through a linear map from student to teacher that is not needed
afterwards: the features (squared error, relative), the Gram matrices (relative), and differences of Gram matrices between pictures,
above all between a picture that style transfer made and its style picture: a run's gradient is that difference times features.
"""

import argparse
import math
import multiprocessing
import os
import random
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from architectures import ARCHITECTURES
from explore import explore, measure_scales
from initialize import follow, initialize
from networks import CONTENT_TAP, TAPS, Chain, multiply_adds, shipped, vgg19
from pictures import PicturePool, find_pictures, read_picture, synthetic_picture, to_network

# How much each tap counts: the style loss of a run is almost all relu4_1's.
TAP_WEIGHTS = {"1_1": 0.4, "2_1": 0.7, "3_1": 1.0, "4_1": 3.0, "4_2": 0.4, "5_1": 0.25}
AVERAGING = 0.998
# Of the pairs in a batch, those that the explorer made.
EXPLORED_SHARE = 0.75
SAMPLE_PIXELS = 128 * 128**2


class Distillation(nn.Module):
    """The error of a student, with the linear maps to the teacher's features."""

    def __init__(self, teacher: Chain, student: Chain, heads: dict[str, Tensor], sample: Tensor):
        super().__init__()
        self.teacher, self.student = teacher, student
        with torch.no_grad():
            energy = {tap: f.float().pow(2).mean((0, 2, 3)) for tap, f in teacher(sample.bfloat16()).items()}
        # Each channel's error counts by the energy of all, and in part by its own: weak channels are features too.
        self.channel_weights = {t: 0.7 / e.sum() + 0.3 / (len(e) * (e + 0.03 * e.mean())) for t, e in energy.items()}
        self.magnitudes = {t: float(e.mean().sqrt()) for t, e in energy.items()}
        self.heads = nn.ParameterDict({f"relu{t}": nn.Parameter(heads[t] / self.magnitudes[t]) for t in TAPS})

    def head(self, tap: str) -> Tensor:
        return self.heads[f"relu{tap}"] * self.magnitudes[tap]

    def forward(self, x: Tensor) -> tuple[Tensor, dict[str, tuple[float, float, float]]]:
        """x [N, 3, H, W]: pictures 0 and 1, 2 and 3, ... are compared with each other. Also the errors of each tap:
        features, Gram, Gram differences."""
        with torch.no_grad():
            taught = self.teacher(x.bfloat16())
        # Products in bfloat16 round to a thousandth of a Gram matrix, far below the errors to be learned.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            learned = self.student(x)
            return self.compare(taught, learned)

    def compare(self, taught: dict[str, Tensor], learned: dict[str, Tensor]) -> tuple[Tensor, dict[str, tuple[float, float, float]]]:
        total, errors = torch.zeros(()), {}
        for tap in TAPS:
            head = self.head(tap)
            theirs, ours = (f[tap].permute(0, 2, 3, 1).flatten(1, 2) for f in (taught, learned))
            positions = theirs.shape[1]
            own = (ours.transpose(1, 2) @ ours).float() / positions
            cross = (ours.transpose(1, 2) @ theirs).float() / positions
            mapped = (head @ own).float()
            energy = theirs.float().pow(2).mean(1)
            residual = (mapped * head).sum(2) - 2 * (head * cross.transpose(1, 2)).sum(2) + energy
            feature_error = (residual.mean(0) * self.channel_weights[tap]).sum()
            loss, gram_error, difference_error = feature_error, torch.zeros(()), torch.zeros(())
            if tap != CONTENT_TAP:
                with torch.no_grad():
                    target = (theirs.transpose(1, 2) @ theirs).float() / positions
                    size = target.pow(2).sum((1, 2))
                    apart = (target[0::2] - target[1::2]).pow(2).sum((1, 2))
                error = (mapped @ head.T).float() - target
                gram_error = (error.pow(2).sum((1, 2)) / size).mean()
                floor = 2e-3 * (size[0::2] + size[1::2])
                difference_error = ((error[0::2] - error[1::2]).pow(2).sum((1, 2)) / (apart + floor)).mean()
                loss = feature_error + 0.5 * gram_error + 2.5 * difference_error
            total = total + TAP_WEIGHTS[tap] * loss
            errors[tap] = (float(feature_error), float(gram_error), float(difference_error))
        return total, errors


class Diet:
    """Batches: pairs of a picture that style transfer made and its style, and pairs of crops."""

    def __init__(self, photographs, paintings, folder: Path, side: int, seed: int):
        self.pools = [PicturePool(photographs, seed), PicturePool(paintings, seed + 1)]
        self.folder, self.side, self.random = folder, side, random.Random(seed)
        self.explored: list[tuple[Tensor, Tensor]] = []

    def refresh(self) -> None:
        """Reads what the explorer has left."""
        self.explored = [pair for file in sorted(self.folder.glob("*.pt")) for pair in torch.load(file)]

    def batch(self, pairs: int) -> Tensor:
        pictures = []
        for _ in range(pairs):
            if self.explored and self.random.random() < EXPLORED_SHARE:
                pair = self.random.choice(self.explored)
                flipped = self.random.random() < 0.5
                pictures += [p.float().flip(2) if flipped else p.float() for p in pair]
            else:
                pictures += [self.random.choice(self.pools).varied_crop(self.side) for _ in range(2)]
        return to_network(torch.stack(pictures))


def read_pictures(folders: list[str], synthetic: int, seed: int, longest: int = 900) -> list[np.ndarray]:
    generator = np.random.default_rng(seed)
    return [read_picture(path, longest) for path in find_pictures(folders)] + [
        synthetic_picture(400, generator) for _ in range(synthetic)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True, help="VGG-19 of Keras applications, HDF5")
    parser.add_argument("--photographs", nargs="+", required=True)
    parser.add_argument("--paintings", nargs="+", required=True)
    parser.add_argument("--synthetic", type=int, default=200, help="synthetic pictures added to the paintings")
    parser.add_argument("--architecture", choices=ARCHITECTURES, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60, help="of training, in all")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--pairs", type=int, default=3, help="pairs of pictures in a batch")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="checkpoint of another run to begin with")
    parser.add_argument("--follow", help="network of the same channels, as export.py writes it, to begin with")
    parser.add_argument("--first-block", type=int, default=1, help="the blocks before it stay as they are")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint, folder = options.out / "checkpoint.pt", options.out / "explored"
    folder.mkdir(exist_ok=True)
    teacher = vgg19(options.teacher).bfloat16().to(memory_format=torch.channels_last)
    photographs = read_pictures(options.photographs, 0, options.seed)
    paintings = read_pictures(options.paintings, options.synthetic, options.seed)
    print(f"{len(photographs)} photographs, {len(paintings)} paintings", flush=True)
    diet = Diet(photographs, paintings, folder, options.side, options.seed)
    sample = torch.cat([diet.batch(1) for _ in range(SAMPLE_PIXELS // (2 * options.side**2))])

    architecture = ARCHITECTURES[options.architecture]
    student, saved = Chain(architecture), None
    source = checkpoint if checkpoint.exists() else options.start
    if source:
        saved = torch.load(source)
        heads = saved["heads"]
        student.load_state_dict(saved["student" if source == checkpoint else "average"])
    elif options.follow:
        heads = follow(student, shipped(options.follow), teacher, sample)
    else:
        heads = initialize(student, teacher, sample)
    student.to(memory_format=torch.channels_last)
    distillation = Distillation(teacher, student, heads, sample[:48])
    for name, parameter in student.named_parameters():
        parameter.requires_grad_(int(name.split(".")[1][0]) >= options.first_block)
    parameters = [{"params": [p for p in student.parameters() if p.requires_grad]}, {"params": distillation.heads.parameters()}]
    optimizer = torch.optim.Adam(parameters, lr=options.rate, betas=(0.9, 0.99))
    average = {name: value.clone() for name, value in student.state_dict().items()}
    # `earlier`: steps of the run that this one began with.
    steps, earlier, seconds = 0, 0, 0.0
    if saved and source == checkpoint:
        optimizer.load_state_dict(saved["optimizer"])
        average, steps, earlier, seconds = (saved[key] for key in ("average", "steps", "earlier", "seconds"))
    elif saved:
        earlier = saved["steps"] + saved["earlier"]
    print(f"{options.architecture}: {multiply_adds(architecture):.0f} multiply-adds a pixel", flush=True)

    calibration = sample[:48]
    averaged = Chain(architecture).to(memory_format=torch.channels_last).requires_grad_(False)

    def save() -> None:
        averaged.load_state_dict(average)
        part = options.out / "part"
        state = dict(
            architecture=architecture, student=student.state_dict(), average=average, steps=steps, earlier=earlier, seconds=seconds,
            heads={tap: distillation.head(tap).detach() for tap in TAPS}, optimizer=optimizer.state_dict(),
            scales=measure_scales(averaged, lambda x, layers: teacher(x.bfloat16(), layers), calibration),
        )
        torch.save(state, part)
        part.rename(checkpoint)

    save()
    arguments = (checkpoint, folder, photographs, paintings, options.side, options.seed)
    explorer = multiprocessing.get_context("fork").Process(target=explore, args=arguments, daemon=True)
    explorer.start()

    begun, last_save, log = time.time() - seconds, time.time(), []
    while (seconds := time.time() - begun) < 60 * options.minutes:
        done = seconds / (60 * options.minutes)
        rate = options.rate * min(1.0, (steps + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
        for group, factor in zip(optimizer.param_groups, (1.0, 1.5)):
            group["lr"] = rate * factor
        if steps % 50 == 0:
            diet.refresh()
        loss, errors = distillation(diet.batch(options.pairs))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimizer.step()
        steps += 1
        decay = min(AVERAGING, 1 - 1 / steps)
        with torch.no_grad():
            for name, value in student.state_dict().items():
                average[name].lerp_(value, 1 - decay)
        log.append(errors)
        if len(log) == 200:
            means = {tap: [f"{np.mean([e[tap][i] for e in log]):.4f}" for i in range(3)] for tap in TAPS}
            print(f"{steps} {seconds:.0f}s rate {rate:.1e} explored {len(diet.explored)}", *(f"{t}:{'/'.join(m)}" for t, m in means.items()), flush=True)
            log = []
        if time.time() - last_save > 90:
            save()
            last_save = time.time()
    save()
    explorer.terminate()
    shutil.rmtree(folder)
    print(f"done: {steps} steps", flush=True)


if __name__ == "__main__":
    main()
