"""What this tool shares with tools/distillation."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "distillation"))

from architectures import ARCHITECTURES  # noqa: E402
from export import stage_names, write_safetensors  # noqa: E402
from networks import LAYERS, Chain, gram, opens_block, vgg19  # noqa: E402
from pictures import find_pictures, read_picture, synthetic_picture, to_network  # noqa: E402

__all__ = [
    "ARCHITECTURES", "LAYERS", "Chain", "find_pictures", "gram", "opens_block", "read_picture", "stage_names", "synthetic_picture",
    "to_network", "vgg19", "write_safetensors",
]
