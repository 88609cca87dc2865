"""Writes the instant network's averaged weights, float16, with a description of what to compute with them (README.md).

  python3 write_weights.py --weights RUN/checkpoint.pt --out weights.safetensors
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from critic import EMBEDDED, read_safetensors
from distillation import write_safetensors
from instant import RIDGE, Instant


def description(network: Instant) -> dict:
    _, embedded = read_safetensors(EMBEDDED)
    return {
        "name": "instant",
        "title": "Instant network (any style in one pass)",
        "license": "CC BY 4.0, trained with a network derived from VGG-19 by the Visual Geometry Group, University of Oxford",
        # Only with these activations do the projections make sense.
        "features": {"network": "embedded", "sha256": embedded["sha256"]},
        "colourings": [{"level": f"relu{c.level}", "channels": len(c.offset), "ridge": RIDGE} for c in network.colourings],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    network = Instant().load(options.weights)
    tensors = {name: value.detach().numpy().astype("<f2") for name, value in network.state_dict().items()}
    if not all(np.isfinite(value).all() for value in tensors.values()):
        raise SystemExit("a weight is beyond float16")
    steps = torch.load(options.weights, map_location="cpu")["step"] if options.weights.suffix == ".pt" else None
    digest = hashlib.sha256(b"".join(value.astype("<f4").tobytes() for value in tensors.values())).hexdigest()
    metadata = {
        "format": "stylize-instant",
        "version": "1",
        "description": json.dumps(description(network), separators=(",", ":")),
        "provenance": json.dumps({"source": "tools/instant", "steps": steps}),
        "sha256": digest,
    }
    write_safetensors(options.out, tensors, metadata)
    print(f"{options.out}: {sum(v.size for v in tensors.values())} values, {options.out.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
