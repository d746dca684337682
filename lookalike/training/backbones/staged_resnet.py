"""The fast residual network with narrow maps between its stages, which a teacher can stand in for.

A stage that is given a teacher's map where its own input would be, and asked for the teacher's next
one, learns without waiting for the stages before it (blockwise distillation: Wang et al., 2018; Li
et al., 2020).
"""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.training.backbones.base import StagedNetwork, start_convolutions
from lookalike.training.backbones.fast_resnet import wide_stem
from lookalike.training.backbones.thin_resnet import scaled, stage, start_as_identity
from lookalike.training.grid import resized

WIDTHS = (40, 80, 160, 320)
BLOCKS = (2, 3, 3, 2)  # a stage
STRIDES = (1, 2, 2, 2)
NARROW = (24, 32, 96)  # channels between stages: MobileNetV2's at strides of 4, 8 and 16


class StagedResNet(StagedNetwork):
    """Stages of basic blocks (He et al., 2016); `width` scales their channels, not the narrow."""

    narrow = NARROW

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        widths = [scaled(channels, width) for channels in WIDTHS]
        self.conv1 = wide_stem(widths[0])
        self.bn1 = nn.BatchNorm2d(widths[0])
        each = zip((widths[0], *NARROW), widths, STRIDES, BLOCKS, strict=True)
        self.stages = nn.ModuleList(stage(*settings) for settings in each)
        necks = [nn.Conv2d(*pair, 1) for pair in zip(widths, NARROW, strict=False)]
        self.necks = nn.ModuleList(necks)
        self.channels = widths[-1]
        start_convolutions(self)
        for neck in necks:
            nn.init.kaiming_normal_(neck.weight, nonlinearity="linear")
        start_as_identity(self)

    def staged(self, images: Tensor, given: Sequence[Tensor] = ()) -> tuple[list[Tensor], Tensor]:
        """The narrow maps, and (n, channels, s / 32, s / 32)."""
        maps = F.relu(self.bn1(self.conv1(images)))
        made = []
        for number, (blocks, neck) in enumerate(zip(self.stages, self.necks, strict=False)):
            maps = neck(blocks(maps))
            made.append(maps)
            if given:
                maps = resized(given[number], maps.shape[2:])
        return made, self.stages[-1](maps)
