"""MobileNetV2 (Sandler et al., 2018), with torchvision's names, so that public weights load."""

from typing import cast

from torch import Tensor, nn

from lookalike.training.network.backbones.base import (
    FeatureNetwork,
    ResidualBlock,
    start_convolutions,
)

STAGES = (  # expansion, channels, blocks, stride of the first: table 2 of the paper
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
LAST = 1280


class MobileNetV2(FeatureNetwork):
    """The features of the paper's network, without its classifier."""

    hub = ("timm/mobilenetv2_100.ra_in1k", "model.safetensors")

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        inner = divisible(32 * width)
        layers: list[nn.Module] = [convolution(3, inner, 3, stride=2)]
        for expansion, channels, blocks, stride in STAGES:
            outer = divisible(channels * width)
            for number in range(blocks):
                layers.append(
                    InvertedResidual(inner, outer, stride if not number else 1, expansion)
                )
                inner = outer
        self.channels = divisible(LAST * max(1.0, width))
        layers.append(convolution(inner, self.channels, 1))
        self.features = nn.Sequential(*layers)
        start_convolutions(self)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, 1280, s / 32, s / 32)."""
        return cast("Tensor", self.features(images))


class InvertedResidual(ResidualBlock):
    """Widen, filter each channel, narrow; with a shortcut if the shapes allow one."""

    def __init__(self, inner: int, outer: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inner * expansion
        self.has_shortcut = stride == 1 and inner == outer
        widen = [convolution(inner, wide, 1)] if expansion != 1 else []
        self.conv = nn.Sequential(
            *widen,
            convolution(wide, wide, 3, stride=stride, groups=wide),
            nn.Conv2d(wide, outer, 1, bias=False),
            nn.BatchNorm2d(outer),
        )

    @property
    def last_norm(self) -> nn.BatchNorm2d | None:
        """See `ResidualBlock`."""
        return cast("nn.BatchNorm2d", self.conv[-1]) if self.has_shortcut else None

    def forward(self, maps: Tensor) -> Tensor:
        """(n, inner, h, w) to (n, outer, h / stride, w / stride)."""
        inside = cast("Tensor", self.conv(maps))
        return maps + inside if self.has_shortcut else inside


def convolution(
    inner: int, outer: int, kernel: int, stride: int = 1, groups: int = 1
) -> nn.Sequential:
    """Build convolution, batch norm, ReLU6."""
    padding = kernel // 2
    conv = nn.Conv2d(inner, outer, kernel, stride, padding, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outer), nn.ReLU6(inplace=True))


def divisible(channels: float) -> int:
    """Round to a multiple of 8, but not below nine tenths, as in the paper's code."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * channels else nearest + 8
