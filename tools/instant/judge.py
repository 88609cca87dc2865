"""Judges the instant network by VGG-19, on pairs of pictures that were never trained on.

  python3 judge.py --weights RUN/checkpoint.pt --teacher vgg19.h5 --contents DIR... --styles DIR... --out DIR

Writes the results and a contact sheet content | style | instant | studio to DIR, and prints, for the pairs of crops.py and in the mean:

- style left: the difference of Gram matrices, relu1_1 to relu4_1, as a share of the content picture's own; mean of the four layers;
- recognised: whether the own style is the nearest of all held-out ones;
- palette left: sliced Wasserstein distance of the colours, as a share of the content picture's own;
- content: the distance of relu4_2 to the content picture's, as a share of that of `studio`'s result.

`studio`'s results are made once, with `--cli` (after `npm run build`), or found in --studio as CONTENT-STYLE.png; without, that column
is left out. The exit status is 1 if a limit of the means is missed.
"""

import argparse
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from critic import LEVELS, Features, Statistics, energy, style_distances
from crops import HELD_OUT_PAIRS, find_held_out
from instant import Instant
from stylize import read, stylize, to_picture

CONTENT_LEVEL = "4_2"
CELL = 320
LIMITS = {"style left": 0.2, "palette left": 0.5, "content": 1.3}
LEAST_RECOGNISED = 0.9


@dataclass
class View:
    """What VGG-19 and a histogram say of a picture."""

    statistics: Statistics
    content: Tensor
    colours: Tensor


def colour_quantiles(rgb: Tensor) -> Tensor:
    """[199, 64]: quantiles of the colours, 0..255, along 64 fixed directions."""
    directions = F.normalize(torch.randn(64, 3, generator=torch.Generator().manual_seed(0)), dim=1)
    small = np.asarray(to_picture(rgb).resize((96, 96)), dtype=np.float32)
    return torch.quantile(torch.from_numpy(small).reshape(-1, 3) @ directions.t(), torch.linspace(0.005, 0.995, 199), 0)


class Judge:
    def __init__(self, teacher: str, quick: bool):
        self.features = Features.load(teacher, exact=not quick)

    @torch.no_grad()
    def see(self, rgb: Tensor) -> View:
        activations = self.features(rgb, (*LEVELS, CONTENT_LEVEL))
        content = activations.pop(CONTENT_LEVEL).float()
        return View(self.features.statistics(activations), content, colour_quantiles(rgb))


def style_left(result: View, content: View, style: View) -> float:
    distances = ([float(energy(v.statistics.gram(k) - style.statistics.gram(k))) for v in (result, content)] for k in LEVELS)
    return float(np.mean([left / own for left, own in distances]))


def palette_left(result: View, content: View, style: View) -> float:
    left, own = ((view.colours - style.colours).abs().mean() for view in (result, content))
    return float(left / own)


def content_distance(result: View, content: View) -> float:
    return float((result.content - content.content).pow(2).mean())


def make_with_studio(cli: Path, content: Path, style: Path, size: int, out: Path) -> None:
    command = ["node", cli, "run", content, "--style", style, "--recipe", "studio", "--size", str(size), "--out", out, "--force"]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def contact_sheet(rows: list[list[Image.Image | None]]) -> Image.Image:
    sheet = Image.new("RGB", (len(rows[0]) * (CELL + 4) - 4, len(rows) * (CELL + 4) - 4), "#202020")
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            if picture:
                small = picture.convert("RGB")
                small.thumbnail((CELL, CELL), Image.LANCZOS)
                offset = [at * (CELL + 4) + (CELL - side) // 2 for at, side in zip((x, y), small.size)]
                sheet.paste(small, tuple(offset))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--contents", type=Path, nargs="+", required=True)
    parser.add_argument("--styles", type=Path, nargs="+", required=True)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--studio", type=Path, help="results of studio; made where they are missing if --cli is given")
    parser.add_argument("--studio-size", type=int, help="--size by default")
    parser.add_argument("--cli", type=Path, help="dist/cli.js")
    parser.add_argument("--pairs", type=int, default=len(HELD_OUT_PAIRS), help="only the first so many")
    parser.add_argument("--quick", action="store_true", help="VGG-19 in bfloat16")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)

    judge, features, network = Judge(options.teacher, options.quick), Features.load(None, exact=True), Instant().load(options.weights)
    names = list(dict.fromkeys(style for _, style in HELD_OUT_PAIRS))
    files = {name: find_held_out(name, options.styles) for name in names}
    styles = {name: judge.see(read(path, options.size)) for name, path in files.items()}
    all_styles = Statistics(*(
        {k: torch.cat([getattr(styles[name].statistics, field)[k] for name in names]) for k in LEVELS} for field in ("means", "covariances")
    ))  # fmt: skip

    rows, table = [], []
    for content_name, style_name in HELD_OUT_PAIRS[: options.pairs]:
        content_file = find_held_out(content_name, options.contents)
        content, style = read(content_file, options.size), read(files[style_name], options.size)
        result = stylize(network, features, content, style)
        to_picture(result).save(options.out / f"{content_name}-{style_name}-instant.png")
        seen, own = judge.see(result), judge.see(content)
        recognised = names[int(style_distances(seen.statistics, all_styles).argmin())]
        figures = {
            "style left": style_left(seen, own, styles[style_name]),
            "palette left": palette_left(seen, own, styles[style_name]),
            "recognised": float(recognised == style_name),
        }
        studio_file = options.studio / f"{content_name}-{style_name}.png" if options.studio else None
        if studio_file and options.cli and not studio_file.exists():
            options.studio.mkdir(parents=True, exist_ok=True)
            make_with_studio(options.cli, content_file, files[style_name], options.studio_size or options.size, studio_file)
        with_studio = studio_file is not None and studio_file.exists()
        if with_studio:
            theirs = judge.see(read(studio_file, options.size))
            figures["content"] = content_distance(seen, own) / content_distance(theirs, own)
            figures["studio's style left"] = style_left(theirs, own, styles[style_name])
        table.append(figures)
        print(f"{content_name} {style_name}: {', '.join(f'{k} {v:.3f}' for k, v in figures.items())}; nearest {recognised}", flush=True)
        rows.append([to_picture(content), to_picture(style), to_picture(result), Image.open(studio_file) if with_studio else None])

    contact_sheet(rows).save(options.out / "sheet.jpg", quality=88)
    means = {key: float(np.mean([row[key] for row in table if key in row])) for key in max(table, key=len)}
    print(f"mean of {len(table)}, among {len(names)} styles: {', '.join(f'{k} {v:.3f}' for k, v in means.items())}")
    missed = [key for key, limit in LIMITS.items() if means.get(key, 0) > limit]
    if means["recognised"] < LEAST_RECOGNISED:
        missed.append("recognised")
    print(f"missed: {', '.join(missed)}" if missed else "within all limits")
    raise SystemExit(bool(missed))


if __name__ == "__main__":
    main()
