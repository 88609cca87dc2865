"""Writes a student in the format of Stylize's weight store, float16.

  python3 export.py --student RUN/checkpoint.pt --teacher vgg19.h5 --pictures DIR... --name embedded --title "..." --out embedded.safetensors

Each layer's activations are brought to the teacher's magnitude, so that weights of losses mean the same on both networks: the factor,
the median over the pictures, is folded into the kernels and biases.
"""

import argparse
import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import torch

from explore import channels_of_teacher, measure_scales
from networks import LAYERS, MEAN, Chain, convolution_names, opens_block, parameter_count, vgg19
from pictures import find_pictures, read_picture, to_network


def folded(student: Chain, scales: dict[str, float]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Kernel and bias of each convolution, with which every layer's activations are `scales` times the student's."""
    parameters, before = {}, 1.0
    for layer in LAYERS:
        convolutions = list(student.stages[layer])
        for index, (name, convolution) in enumerate(zip(convolution_names(layer, student.architecture[layer]), convolutions)):
            kernel, bias = convolution.weight.detach().double(), convolution.bias.detach().double()
            if index == 0:
                kernel = kernel / before
            if index == len(convolutions) - 1:
                kernel, bias = kernel * scales[layer], bias * scales[layer]
            parameters[name] = tuple(t.numpy().astype("<f2") for t in (kernel, bias))
        before = scales[layer]
    return parameters


def described_layers(student: Chain) -> list[dict]:
    layers, inputs = [], 3
    for layer in LAYERS:
        if opens_block(layer):
            layers.append({"kind": "pooling", "name": f"pool{int(layer[0]) - 1}"})
        stage = student.architecture[layer]
        for name, convolution in zip(convolution_names(layer, stage), student.stages[layer]):
            outputs, inputs, side = convolution.weight.shape[:3]
            layers.append({"kind": "convolution", "name": name, "kernelSize": side, "inputChannels": inputs, "outputChannels": outputs})
        layers.append({
            "kind": "relu", "name": f"relu{layer}", "channels": stage.channels, "normalizationChannels": channels_of_teacher(layer),
        })
    return layers


def write_safetensors(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    header, offset = {"__metadata__": metadata}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F16", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array).tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--student", type=Path, required=True)
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--pictures", nargs="+", required=True, help="to measure magnitudes on")
    parser.add_argument("--name", default="embedded")
    parser.add_argument("--title", default="Embedded network (distilled from VGG-19)")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    saved = torch.load(options.student)
    student = Chain(saved["architecture"]).requires_grad_(False)
    student.load_state_dict(saved["average"])
    files = find_pictures(options.pictures)
    arrays = (read_picture(path, 320) for path in files[:: max(1, len(files) // 60)])
    crops = [a[:192, :192] for a in arrays if min(a.shape[:2]) >= 192]
    x = to_network(torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float())
    scales = measure_scales(student, vgg19(options.teacher), x, LAYERS)
    parameters = folded(student, scales)
    flat = [value for pair in parameters.values() for value in pair]
    if not all(np.isfinite(value).all() for value in flat):
        raise SystemExit("a weight is beyond float16")

    digest = hashlib.sha256(b"".join(value.astype("<f4").tobytes() for value in flat)).hexdigest()
    blue, green, red = MEAN.flatten().tolist()
    description = {
        "name": options.name,
        "title": options.title,
        "license": "CC BY 4.0, derived from VGG-19 by the Visual Geometry Group, University of Oxford",
        "input": {"channelOrder": "bgr", "mean": [round(v, 3) for v in (red, green, blue)], "deviation": [1, 1, 1]},
        "layers": described_layers(student),
    }
    metadata = {
        "format": "stylize-network",
        "version": "1",
        "description": json.dumps(description, separators=(",", ":")),
        "provenance": json.dumps({"source": f"tools/distillation, {saved['steps'] + saved['earlier']} steps"}),
        "sha256": digest,
    }
    tensors = {f"{name}.{kind}": value for name, pair in parameters.items() for kind, value in zip(("kernel", "bias"), pair)}
    write_safetensors(options.out, tensors, metadata)
    print(f"{options.out}: {parameter_count(student.architecture)} parameters, {options.out.stat().st_size} bytes, sha256 {digest}")
    print("scales", {layer: round(s, 3) for layer, s in scales.items()})


if __name__ == "__main__":
    main()
