"""Network in stages for blockwise distillation: a dense stage, then MobileNet stages.

In blockwise distillation, each stage gets a teacher's map as input and learns the teacher's next
map, without waiting for the stages before it (Wang et al., 2018; Li et al., 2020). On large maps,
dense convolutions are fastest; on small maps, inverted residuals learn a teacher that consists of
them from far fewer images.
"""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.training.network.backbones.base import (
    StagedNetwork,
    start_as_identity,
    start_convolutions,
)
from lookalike.training.network.backbones.fast_resnet import wide_stem
from lookalike.training.network.backbones.mobilenet_v2 import InvertedResidual, divisible
from lookalike.training.network.backbones.thin_resnet import scaled, stage
from lookalike.training.views.grid import resized

NARROW = (24, 32, 96)  # channels between stages: MobileNetV2's at strides of 4, 8 and 16
DENSE = (48, 1)  # channels and blocks of the first stage
MOBILE = (
    (32, 32),
    (64, 64, 64, 64, 96, 96),
    (160, 160, 160),
)  # of all blocks except the last of each stage
LAST = 320
EXPANSION = 6


class StagedMobileNet(StagedNetwork):
    """A basic block (He et al., 2016), then inverted residuals (Sandler et al., 2018)."""

    narrow = NARROW

    def __init__(self, width: float = 1.0) -> None:
        """`width` scales the channels within stages, not those of the maps between them."""
        super().__init__()
        wide = scaled(DENSE[0], width)
        self.conv1 = wide_stem(wide)
        self.bn1 = nn.BatchNorm2d(wide)
        self.channels = divisible(LAST * width)
        dense = dense_stage(wide, wide, NARROW[0], 1, DENSE[1])
        self.stages = nn.ModuleList([dense])
        for inner, channels, outer in zip(
            NARROW, MOBILE, (*NARROW[1:], self.channels), strict=True
        ):
            outers = [*(divisible(number * width) for number in channels), outer]
            self.stages.append(mobile_stage(inner, outers))
        start_convolutions(self)
        start_as_identity(self)

    def staged(self, images: Tensor, given: Sequence[Tensor] = ()) -> tuple[list[Tensor], Tensor]:
        """The narrow maps, and (n, channels, s / 32, s / 32)."""
        maps = F.relu(self.bn1(self.conv1(images)))
        made = []
        for number, blocks in enumerate(self.stages):
            maps = blocks(maps)
            if number == len(self.narrow):
                break
            made.append(maps)
            if given:
                maps = resized(given[number], maps.shape[2:])
        return made, maps


def dense_stage(inner: int, channels: int, outer: int, stride: int, blocks: int) -> nn.Sequential:
    """Build basic blocks, and a convolution that narrows their output."""
    return nn.Sequential(*stage(inner, channels, stride, blocks), nn.Conv2d(channels, outer, 1))


def mobile_stage(inner: int, outers: Sequence[int]) -> nn.Sequential:
    """Build inverted residuals; the first halves the maps, the last narrows them."""
    blocks = []
    for number, outer in enumerate(outers):
        blocks.append(InvertedResidual(inner, outer, 1 if number else 2, EXPANSION))
        inner = outer
    return nn.Sequential(*blocks)
