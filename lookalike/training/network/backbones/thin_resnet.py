"""ResNet-18 at half its width, without its stem; small enough to train on a laptop."""

from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.training.network.backbones.base import (
    FeatureNetwork,
    ResidualBlock,
    start_as_identity,
    start_convolutions,
)

WIDTHS = (32, 64, 128, 256)
BLOCKS = 2  # in each stage


class ThinResNet(FeatureNetwork):
    """Two basic blocks (He et al., 2016) a stage; `width` scales the channels."""

    widths = WIDTHS

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        widths = [scaled(channels, width) for channels in self.widths]
        self.conv1 = self.stem(widths[0])
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.stages = nn.Sequential()
        for number, (inner, outer) in enumerate(zip([widths[0], *widths], widths, strict=False)):
            self.stages.append(stage(inner, outer, stride=1 if number == 0 else 2))
        self.channels = widths[-1]
        start_convolutions(self)
        start_as_identity(self)

    def stem(self, channels: int) -> nn.Conv2d:
        """Return the first convolution, of the colours."""
        return nn.Conv2d(3, channels, 3, stride=2, padding=1, bias=False)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, channels, s / 32, s / 32)."""
        maps = F.max_pool2d(F.relu(self.bn1(self.conv1(images))), 3, stride=2, padding=1)
        return cast("Tensor", self.stages(maps))


class Block(ResidualBlock):
    """Two 3x3 convolutions beside a shortcut."""

    def __init__(self, inner: int, outer: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.downsample = nn.Sequential()
        if stride != 1 or inner != outer:
            self.downsample.append(nn.Conv2d(inner, outer, 1, stride=stride, bias=False))
            self.downsample.append(nn.BatchNorm2d(outer))

    @property
    def last_norm(self) -> nn.BatchNorm2d:
        """See `ResidualBlock`."""
        return self.bn2

    def forward(self, maps: Tensor) -> Tensor:
        """(n, inner, h, w) to (n, outer, h / stride, w / stride)."""
        inside = F.relu(self.bn1(self.conv1(maps)))
        return F.relu(self.bn2(self.conv2(inside)) + self.downsample(maps))


def stage(inner: int, outer: int, stride: int, blocks: int = BLOCKS) -> nn.Sequential:
    """Build blocks of one width; the first one may shrink the maps."""
    first = Block(inner, outer, stride)
    return nn.Sequential(first, *(Block(outer, outer, 1) for _ in range(blocks - 1)))


def scaled(channels: int, width: float) -> int:
    """Return channels times width, rounded to a multiple of 8, at least 8."""
    return max(8, round(channels * width / 8) * 8)
