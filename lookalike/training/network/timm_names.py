"""Rename timm's MobileNetV2 weights to torchvision's names."""

import re
from collections.abc import Mapping
from itertools import accumulate

from torch import Tensor

BLOCKS = (1, 2, 3, 4, 3, 3, 1)  # in each stage of the network
OFFSETS = (1, *accumulate(BLOCKS, initial=1))[1:]  # index of each stage's first block
FIRST = {"conv_dw": "0.0", "bn1": "0.1", "conv_pw": "1", "bn2": "2"}
OTHERS = {
    "conv_pw": "0.0",
    "bn1": "0.1",
    "conv_dw": "1.0",
    "bn2": "1.1",
    "conv_pwl": "2",
    "bn3": "3",
}
ENDS = {
    "conv_stem": "features.0.0",
    "bn1": "features.0.1",
    "conv_head": "features.18.0",
    "bn2": "features.18.1",
}


def to_torchvision(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights with torchvision's names; those of other networks are unchanged."""
    if "conv_stem.weight" not in weights:
        return dict(weights)
    return {renamed(name): weight for name, weight in weights.items()}


def renamed(name: str) -> str:
    """Rename `blocks.2.0.conv_pw.weight` to `features.4.conv.0.0.weight`, and so on."""
    layer, _, rest = name.rpartition(".")
    if layer in ENDS:
        return f"{ENDS[layer]}.{rest}"
    match = re.fullmatch(r"blocks\.(\d)\.(\d)\.(\w+)", layer)
    if match is None:
        return name
    stage, block = int(match[1]), int(match[2])
    inner = FIRST if stage == 0 else OTHERS
    return f"features.{OFFSETS[stage] + block}.conv.{inner.get(match[3], match[3])}.{rest}"
