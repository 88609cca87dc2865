"""Trains the instant network; run it again to go on where it stopped.

  python3 train.py --photographs DIR... --styles DIR... [--drawn DIR] --steps 80000 --batch 8 --side 256 --out RUN

The critic is the embedded network, or VGG-19 with --teacher. The learning rate falls over the last third of the steps; a
training goes on with more steps as long as it has not fallen. RUN/checkpoint.pt is written every minute, RUN/preview.jpg with it.
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

from critic import Features, content_loss, palette_loss, recognition_loss, style_loss
from crops import STYLE_SIDE, Contents, Styles, blurred
from instant import Instant, random_noise

AVERAGING = 0.998
# Styles besides the batch's own among which a result's is to be recognised.
OTHERS = 8
# Of a batch, the share in which a style picture without its strokes is the content, and that picture itself the aim.
RESTORED = 0.25
WEIGHTS = {"style": 1.0, "recognition": 0.2, "content": 0.5, "palette": 3.0, "variation": 2.0, "range": 5.0}


def variation(x: Tensor) -> Tensor:
    """Squared differences of neighbours [N]."""
    across, down = x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]
    return across.pow(2).mean((1, 2, 3)) + down.pow(2).mean((1, 2, 3))


def beyond_range(x: Tensor) -> Tensor:
    """How far values are outside 0..1, squared [N]."""
    return ((x - 0.5).abs() - 0.5).clamp_min(0).pow(2).mean((1, 2, 3))


class Task:
    """The batch of each step, and its losses."""

    def __init__(self, options: argparse.Namespace, device: torch.device):
        self.options, self.device = options, device
        self.features = Features.load(None).to(device)
        self.critic = Features.load(options.teacher).to(device) if options.teacher else self.features
        self.contents = Contents(options.photographs, options.side, options.seed)
        self.styles = Styles(options.styles, options.drawn, self.features, options.pool, options.seed, device)

    def fresh(self, step: int) -> range:
        """Which new styles this step brings."""
        return range(int(step * self.options.refresh), int((step + 1) * self.options.refresh))

    def inputs(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """What the network sees, what its content should be, and the slots of the styles, some more than of pictures."""
        batch, side = self.options.batch, self.options.side
        slots = self.styles.pick(step, min(batch + OTHERS, self.options.pool))
        rng = np.random.default_rng((self.options.seed, 4, step))
        seen = self.contents.batch(step, batch)
        aims = seen.clone()
        for index in range(batch):
            if rng.random() < RESTORED:
                y, x = rng.integers(0, STYLE_SIDE - side + 1, 2)
                aims[index] = self.styles.crops[slots[index], :, y : y + side, x : x + side].float() / 255
                recoloured = aims[index][torch.from_numpy(rng.permutation(3))] if rng.random() < 0.7 else aims[index]
                seen[index] = blurred(recoloured, int(rng.choice((1, 2, 4))))
        return seen.to(self.device), aims.to(self.device), slots.to(self.device)

    def losses(self, network: Instant, step: int) -> dict[str, Tensor]:
        if fresh := self.fresh(step):
            self.styles.put(fresh)
        seen, aims, slots = self.inputs(step)
        own = slots[: len(seen)]
        statistics = self.styles.statistics.pick(own)
        generator = torch.Generator(self.device).manual_seed(self.options.seed * 1_000_003 + step)
        style = network.prepare(statistics, tuple(v[own] for v in self.styles.colours))
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            result = network(seen, style, random_noise(generator))
        activations = self.critic(result)
        with torch.no_grad():
            aimed = self.critic(aims)
        found = self.critic.statistics(activations)
        # With another critic the pool's statistics, of the embedded network, are no target.
        targets = self.styles.statistics.pick(slots) if self.critic is self.features else self.target_statistics(slots)
        recognition, recognised = recognition_loss(found, targets)
        return {
            "style": style_loss(found, targets.pick(slice(len(seen)))).mean(),
            "recognition": recognition.mean(),
            "content": content_loss(activations, aimed).mean(),
            "palette": palette_loss(result, self.styles.crops[own.cpu()].to(self.device).float() / 255, generator).mean(),
            "variation": variation(result).mean(),
            "range": beyond_range(result).mean(),
            "recognised": recognised.float().mean(),
        }

    @torch.no_grad()
    def target_statistics(self, slots: Tensor):
        return self.critic.statistics(self.critic(self.styles.crops[slots.cpu()].to(self.device).float() / 255))


def write_preview(path: Path, network: Instant, task: Task) -> None:
    """Six contents below six styles of the pool, each content in each style."""
    count, side = 6, 256
    contents = Contents.batch(argparse.Namespace(pictures=task.contents.pictures, side=side, seed=7), 0, count)
    slots = torch.arange(0, task.options.pool, task.options.pool // count)[:count]
    rows = []
    for slot in slots:
        statistics = task.styles.statistics.pick(slot[None].to(task.device))
        colours = tuple(v[slot[None].to(task.device)] for v in task.styles.colours)
        with torch.no_grad():
            style = network.prepare(statistics, colours)
            results = [network(content[None].to(task.device), style)[0].cpu() for content in contents]
        rows.append(torch.cat([task.styles.crops[slot].float() / 255, *results], 2))
    sheet = torch.cat([torch.cat([torch.ones(3, side, STYLE_SIDE), *contents], 2), *rows], 1)
    sheet = (sheet.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(sheet).resize((sheet.shape[1] // 2, sheet.shape[0] // 2), Image.BOX).save(path, quality=85)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photographs", nargs="+", required=True)
    parser.add_argument("--styles", nargs="+", required=True)
    parser.add_argument("--drawn", nargs="*", default=[], help="what draw-styles.mjs drew")
    parser.add_argument("--teacher", help="VGG-19 as critic (Keras applications' file without top)")
    parser.add_argument("--steps", type=int, default=80000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--side", type=int, default=256, help="of the contents, pixels; at most 256")
    parser.add_argument("--pool", type=int, default=256, help="styles at hand")
    parser.add_argument("--refresh", type=float, default=1, help="styles replaced at each step, on average")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint, or weights that export.py wrote, to begin with")
    parser.add_argument("--preview-minutes", type=float, default=5)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / "checkpoint.pt"

    task, network, step, seconds = Task(options, device), Instant(), 0, 0.0
    saved = torch.load(checkpoint, map_location="cpu") if checkpoint.exists() else None
    if saved:
        step, seconds = saved["step"], saved["seconds"]
    task.styles.fill(task.fresh(step).start)
    if saved:
        network.load_state_dict(saved["network"])
    elif options.start:
        network.load(options.start)
    else:
        network.standardise(task.styles.statistics)
    network.to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=options.rate, betas=(0.9, 0.99))
    averaged = {name: value.clone() for name, value in network.state_dict().items()}
    if saved:
        optimizer.load_state_dict(saved["optimizer"])
        averaged = {name: value.to(device) for name, value in saved["average"].items()}
    average = Instant().to(device).requires_grad_(False)
    print(f"{sum(p.numel() for p in network.parameters())} parameters, {device}, from step {step}", flush=True)

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        state = dict(network=network.state_dict(), average=averaged, optimizer=optimizer.state_dict(), step=step, seconds=seconds)
        torch.save(state, part)
        os.replace(part, checkpoint)

    begun, saved_at, previewed_at, log = time.time() - seconds, time.time(), 0.0, []
    while step < options.steps:
        rate = options.rate * min(1, (step + 1) / 100) * min(1, (options.steps - step) / (options.steps / 3))
        for group in optimizer.param_groups:
            group["lr"] = rate
        losses = task.losses(network, step)
        loss = sum(weight * losses[name] for name, weight in WEIGHTS.items())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = float(nn.utils.clip_grad_norm_(network.parameters(), 5.0))
        step, seconds = step + 1, time.time() - begun
        # A step that is not finite is left out rather than let it spoil the weights.
        if np.isfinite(norm):
            optimizer.step()
        decay = min(AVERAGING, 1 - 1 / (step + 1))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                averaged[name].lerp_(value, 1 - decay)
        log.append([float(v) for v in losses.values()] + [norm])
        if len(log) == options_log(device):
            names = [*losses, "norm"]
            means = {name: round(float(np.nanmean([row[i] for row in log])), 4) for i, name in enumerate(names)}
            print(json.dumps({"step": step, "seconds": round(seconds), "rate": float(f"{rate:.2g}"), **means}), flush=True)
            log = []
        if time.time() - saved_at > 60:
            save()
            saved_at = time.time()
        if time.time() - previewed_at > 60 * options.preview_minutes:
            average.load_state_dict(averaged)
            write_preview(options.out / "preview.jpg", average, task)
            previewed_at = time.time()
    save()
    average.load_state_dict(averaged)
    write_preview(options.out / "preview.jpg", average, task)
    print(f"done: {step} steps", flush=True)


def options_log(device: torch.device) -> int:
    """Steps between two lines of the log."""
    return 50 if device.type == "cpu" else 500


if __name__ == "__main__":
    main()
