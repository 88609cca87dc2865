"""Trains the instant network; run it again to go on where it stopped.

  python3 train.py --photographs DIR... --styles DIR... [--drawn DIR] --steps 80000 --batch 8 --side 256 --out RUN

On a CUDA card if there is one. The critic is the embedded network, or VGG-19 with --teacher. The learning rate falls over the last third
of --steps; run it again with fewer to let it fall soon. Writes RUN/checkpoint.pt every minute, RUN/preview.jpg now and then.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader

from critic import Features, content_loss, palette_loss, recognition_loss, style_loss
from crops import STYLE_SIDE, Crops, StylePool, blurred, to_unit
from instant import Instant, random_noise

AVERAGING = 0.998
# Styles besides the batch's own among which a result's is to be recognised.
OTHERS = 8
# Of a batch, the share in which a style picture without its strokes is the content, and that picture itself the aim.
RESTORED = 0.25
GREATEST_GRADIENT = 5.0
WEIGHTS = {"style": 1.0, "recognition": 0.2, "content": 0.5, "palette": 3.0, "variation": 2.0, "range": 5.0}


def variation(x: Tensor) -> Tensor:
    """Squared differences of neighbours [N]."""
    across, down = x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]
    return across.pow(2).mean((1, 2, 3)) + down.pow(2).mean((1, 2, 3))


def beyond_range(x: Tensor) -> Tensor:
    """How far values are outside 0..1, squared [N]."""
    return ((x - 0.5).abs() - 0.5).clamp_min(0).pow(2).mean((1, 2, 3))


class Task:
    """The losses of each step."""

    def __init__(self, options: argparse.Namespace, device: torch.device):
        self.options, self.device = options, device
        self.features = Features.load(None).to(device)
        self.critic = Features.load(options.teacher).to(device) if options.teacher else self.features
        self.crops = Crops(options.photographs, options.styles, options.drawn, options.batch, options.side, options.refresh, options.seed)
        self.pool = StylePool(self.crops, self.features, options.pool, device)

    def loader(self, first: int) -> DataLoader:
        """Of the items of `crops` from that step on."""
        steps, workers = range(first, self.options.steps), self.options.workers
        more = {"prefetch_factor": 4} if workers else {}
        return DataLoader(self.crops, None, sampler=steps, num_workers=workers, pin_memory=self.device.type == "cuda", **more)

    def inputs(self, step: int, photographs: Tensor, slots: Tensor) -> tuple[Tensor, Tensor]:
        """What the network sees, and what its content should be [N, 3, side, side], 0..1."""
        aims, rng = to_unit(photographs, self.device), np.random.default_rng((self.options.seed, 4, step))
        side, count = aims.shape[-1], round(len(aims) * RESTORED)
        y, x = rng.integers(0, STYLE_SIDE - side + 1, 2)
        aims[:count] = to_unit(self.pool.crops[slots[:count], :, y : y + side, x : x + side], self.device)
        seen = aims.clone()
        if count:
            order = rng.permutation(3) if rng.random() < 0.7 else np.arange(3)
            seen[:count] = blurred(aims[:count, order], int(rng.choice((1, 2, 4))))
        return seen, aims

    def losses(self, network: Instant, step: int, photographs: Tensor, styles: Tensor) -> dict[str, Tensor]:
        if len(styles):
            self.pool.put(self.crops.fresh(step), styles)
        slots = self.pool.pick(step, min(len(photographs) + OTHERS, self.options.pool))
        seen, aims = self.inputs(step, photographs, slots)
        own = slots[: len(seen)]
        generator = torch.Generator(self.device).manual_seed(self.options.seed * 1_000_003 + step)
        style = network.prepare(self.pool.statistics.pick(own), tuple(v[own] for v in self.pool.colours))
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            result = network(seen, style, random_noise(generator))
        activations = self.critic(result)
        with torch.no_grad():
            aimed = self.critic(aims)
            pictures = to_unit(self.pool.crops[own], self.device)
            # The pool's statistics are the embedded network's.
            if self.critic is self.features:
                targets = self.pool.statistics.pick(slots)
            else:
                targets = self.critic.statistics(self.critic(to_unit(self.pool.crops[slots], self.device)))
        found = self.critic.statistics(activations)
        recognition, recognised = recognition_loss(found, targets)
        return {
            "style": style_loss(found, targets.pick(slice(len(seen)))).mean(),
            "recognition": recognition.mean(),
            "content": content_loss(activations, aimed).mean(),
            "palette": palette_loss(result, pictures, generator).mean(),
            "variation": variation(result).mean(),
            "range": beyond_range(result).mean(),
            "recognised": recognised.float().mean(),
        }


@torch.no_grad()
def write_preview(path: Path, network: Instant, task: Task) -> None:
    """Some contents in some styles of the pool, half size."""
    count, device = min(6, task.options.pool), task.device
    contents = to_unit(task.crops.contents(-1, count, STYLE_SIDE), device)
    rows = [[torch.ones_like(contents[0]), *contents]]
    for slot in torch.arange(count, device=device)[:, None]:
        style = network.prepare(task.pool.statistics.pick(slot), tuple(v[slot] for v in task.pool.colours))
        rows.append([to_unit(task.pool.crops[slot], device)[0], *(network(content[None], style)[0] for content in contents)])
    sheet = torch.cat([torch.cat(row, 2) for row in rows], 1)
    sheet = (nn.functional.avg_pool2d(sheet, 2).clamp(0, 1) * 255).round().byte().permute(1, 2, 0)
    Image.fromarray(sheet.cpu().numpy()).save(path, quality=85)


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photographs", nargs="+", required=True)
    parser.add_argument("--styles", nargs="+", required=True)
    parser.add_argument("--drawn", nargs="*", default=[], help="what draw-styles.mjs drew")
    parser.add_argument("--teacher", help="VGG-19 as critic (Keras applications' file without top)")
    parser.add_argument("--steps", type=int, default=80000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--side", type=int, default=256, help=f"of the contents, pixels; at most {STYLE_SIDE}")
    parser.add_argument("--pool", type=int, default=256, help="styles at hand")
    parser.add_argument("--refresh", type=float, default=1, help="styles replaced at each step, on average")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare crops, for a card")
    parser.add_argument("--start", type=Path, help="a checkpoint, or weights that write_weights.py wrote, to begin with")
    parser.add_argument("--preview-minutes", type=float, default=5)
    parser.add_argument("--log-steps", type=int, default=50)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.side > STYLE_SIDE or options.batch > options.pool:
        parser.error(f"--side is at most {STYLE_SIDE}, --batch at most --pool")
    return options


def main() -> None:
    options = parsed_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    torch.backends.cudnn.benchmark = True
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / "checkpoint.pt"

    task, network, step, seconds = Task(options, device), Instant(), 0, 0.0
    saved = torch.load(checkpoint, map_location="cpu") if checkpoint.exists() else None
    if saved:
        step, seconds = saved["step"], saved["seconds"]
    task.pool.fill(step)
    network.to(device, memory_format=torch.channels_last)
    if saved:
        network.load_state_dict(saved["network"])
    elif options.start:
        network.load(options.start)
    else:
        network.standardise(task.pool.statistics)
    optimizer = torch.optim.Adam(network.parameters(), lr=options.rate, betas=(0.9, 0.99))
    average = Instant().to(device).requires_grad_(False)
    average.load_state_dict(saved["average"] if saved else network.state_dict())
    if saved:
        optimizer.load_state_dict(saved["optimizer"])
    print(f"{sum(p.numel() for p in network.parameters())} parameters, {device}, from step {step}", flush=True)

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        state = dict(
            network=network.state_dict(), average=average.state_dict(), optimizer=optimizer.state_dict(), step=step, seconds=seconds
        )
        torch.save(state, part)
        os.replace(part, checkpoint)

    begun, saved_at, previewed_at, log = time.time() - seconds, time.time(), 0.0, []
    for photographs, styles in task.loader(step):
        rate = options.rate * min(1, (step + 1) / 100) * min(1, (options.steps - step) / (options.steps / 3))
        for group in optimizer.param_groups:
            group["lr"] = rate
        losses = task.losses(network, step, photographs, styles)
        optimizer.zero_grad(set_to_none=True)
        sum(weight * losses[name] for name, weight in WEIGHTS.items()).backward()
        norm = nn.utils.clip_grad_norm_(network.parameters(), GREATEST_GRADIENT)
        # A step that is not finite counts as none rather than spoil the weights.
        for parameter in network.parameters():
            parameter.grad.nan_to_num_(0, 0, 0)
        optimizer.step()
        step, seconds = step + 1, time.time() - begun
        decay = min(AVERAGING, 1 - 1 / (step + 1))
        with torch.no_grad():
            for mean, value in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
                mean.lerp_(value, 1 - decay)
        log.append(torch.stack([*losses.values(), norm]).detach())
        if len(log) == options.log_steps:
            means = zip([*losses, "norm"], torch.stack(log).nanmean(0).tolist(), strict=True)
            line = {"step": step, "seconds": round(seconds), "rate": float(f"{rate:.2g}"), **{k: round(v, 4) for k, v in means}}
            print(json.dumps(line), flush=True)
            log = []
        if time.time() - saved_at > 60:
            save()
            saved_at = time.time()
        if time.time() - previewed_at > 60 * options.preview_minutes:
            write_preview(options.out / "preview.jpg", average, task)
            previewed_at = time.time()
    save()
    write_preview(options.out / "preview.jpg", average, task)
    print(f"done: {step} steps", flush=True)


if __name__ == "__main__":
    main()
