"""ResNet50 (He et al., 2016), with torchvision's names, so that public weights load."""

from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.training.network.backbones.base import (
    FeatureNetwork,
    ResidualBlock,
    start_as_identity,
    start_convolutions,
)
from lookalike.training.network.backbones.thin_resnet import scaled

STAGES = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))  # inner channels, blocks, stride
EXPANSION = 4


class ResNet50(FeatureNetwork):
    """The paper's network without classifier; with the strides in the 3x3, as in torchvision."""

    hub = ("timm/resnet50.a1_in1k", "model.safetensors")

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        stem = scaled(64, width)
        self.conv1 = nn.Conv2d(3, stem, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        self.channels = stem
        for number, (channels, blocks, stride) in enumerate(STAGES, start=1):
            self.add_module(f"layer{number}", self._stage(scaled(channels, width), blocks, stride))
        start_convolutions(self)
        start_as_identity(self)

    def _stage(self, middle: int, blocks: int, stride: int) -> nn.Sequential:
        layers: list[nn.Module] = []
        for number in range(blocks):
            layers.append(Bottleneck(self.channels, middle, 1 if number else stride))
            self.channels = middle * EXPANSION
        return nn.Sequential(*layers)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, 2048, s / 32, s / 32)."""
        maps = F.max_pool2d(F.relu(self.bn1(self.conv1(images))), 3, stride=2, padding=1)
        for number in range(1, len(STAGES) + 1):
            maps = cast("Tensor", self.get_submodule(f"layer{number}")(maps))
        return maps


class Bottleneck(ResidualBlock):
    """1x1 to narrow, 3x3, 1x1 to widen, beside a shortcut."""

    def __init__(self, inner: int, middle: int, stride: int) -> None:
        super().__init__()
        outer = middle * EXPANSION
        self.conv1 = nn.Conv2d(inner, middle, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, middle, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(middle)
        self.conv3 = nn.Conv2d(middle, outer, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outer)
        self.downsample = nn.Sequential()
        if stride != 1 or inner != outer:
            self.downsample.append(nn.Conv2d(inner, outer, 1, stride=stride, bias=False))
            self.downsample.append(nn.BatchNorm2d(outer))

    @property
    def last_norm(self) -> nn.BatchNorm2d:
        """See `ResidualBlock`."""
        return self.bn3

    def forward(self, maps: Tensor) -> Tensor:
        """(n, inner, h, w) to (n, 4 x middle, h / stride, w / stride)."""
        inside = F.relu(self.bn1(self.conv1(maps)))
        inside = F.relu(self.bn2(self.conv2(inside)))
        return F.relu(self.bn3(self.conv3(inside)) + self.downsample(maps))
