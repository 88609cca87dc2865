"""Judges a student by its teacher: VGG-19's style loss of pictures that were optimised with the student.

  python3 evaluate.py --teacher vgg19.h5 --contents DIR --styles DIR --pairs CONTENT:STYLE... --student RUN/checkpoint.pt --out DIR

Style transfer from the content picture, 200 steps of Adam, with either network. Prints for each pair the style loss that VGG-19 gives
the result, relative to the initial picture's, and the contents' losses; writes the results. VGG-19's own results are made once and kept in DIR.
The same comparison with Stylize's engine and recipe is compare.mjs.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from explore import StyleTransferLoss
from networks import CONTENT_TAP, MEAN, STYLE_TAPS, TAPS, Chain, vgg19
from pictures import to_network, to_rgb


def load(path: Path, longest: int) -> torch.Tensor:
    picture = Image.open(path).convert("RGB")
    scale = longest / max(picture.size)
    resized = picture.resize([round(side * scale) for side in picture.size], Image.LANCZOS)
    return to_network(torch.from_numpy(np.array(resized)).permute(2, 0, 1)[None].float())


def transfer(network: Chain, scales, content, style, content_weight: float, steps: int) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = StyleTransferLoss(network, scales, content, style, content_weight)
    x = content.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([x], lr=5, betas=(0.9, 0.99))
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 5 if step < 0.6 * steps else 1.5
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            value = loss(x).sum()
        value.backward()
        optimizer.step()
        x.data = torch.max(torch.min(x.data, 255 - MEAN), -MEAN)
    return x.detach()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--contents", type=Path, required=True)
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--pairs", nargs="+", required=True)
    parser.add_argument("--student", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--content-weight", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)

    teacher = vgg19(options.teacher).to(memory_format=torch.channels_last)
    saved = torch.load(options.student)
    student = Chain(saved["architecture"]).to(memory_format=torch.channels_last).requires_grad_(False)
    student.load_state_dict(saved["average"])
    unit = dict.fromkeys(TAPS, 1.0)
    print(f"{options.student}: {saved['steps']} steps; scales", {t: round(s, 3) for t, s in saved["scales"].items()})
    ratios = []
    for pair in options.pairs:
        content_name, style_name = pair.split(":")
        content = load(next(options.contents.glob(f"{content_name}.*")), options.size)
        style = load(next(options.styles.glob(f"{style_name}.*")), options.size)
        judge = StyleTransferLoss(teacher, unit, content, style, 1.0)

        def judged(x: torch.Tensor) -> dict[str, float]:
            with torch.no_grad():
                activations = teacher(x)
                layers = {
                    k: float((g - judge.grams[k]).pow(2).sum() / (64 * 2 ** min(3, int(k[0]) - 1)) ** 4)
                    for k, g in judge.style_grams(activations).items()
                }
                difference = activations[CONTENT_TAP] - judge.features
            return {**layers, "style": sum(layers.values()), "content": float(difference.pow(2).mean())}

        initial, losses = judged(content), {}
        for name, network, scales in (("vgg19", teacher, unit), (options.student.parent.name, student, saved["scales"])):
            file = options.out / f"{content_name}-{style_name}-{options.size}-{options.content_weight:g}-{name}.png"
            if name == "vgg19" and file.exists():
                x = to_network(torch.from_numpy(np.array(Image.open(file))).permute(2, 0, 1)[None].float())
            else:
                x = transfer(network, scales, content, style, options.content_weight, options.steps)
                Image.fromarray(to_rgb(x)[0].permute(1, 2, 0).numpy()).save(file)
                x = to_network(to_rgb(x).float())
            losses[name] = judged(x)
            shares = " ".join(f"{k} {losses[name][k] / initial[k]:.4f}" for k in STYLE_TAPS)
            print(f"{pair} {name}: style {losses[name]['style'] / initial['style']:.4f} ({shares}) content {losses[name]['content']:.3g}", flush=True)
        theirs, ours = losses.values()
        ratios.append(ours["style"] / theirs["style"])
        print(f"  style ratio {ratios[-1]:.2f}, content ratio {ours['content'] / theirs['content']:.2f}", flush=True)
    print(f"geometric mean of the style ratio: {np.exp(np.mean(np.log(ratios))):.2f}")


if __name__ == "__main__":
    main()
