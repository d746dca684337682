"""Thin ResNet behind one large-stride convolution, for speed."""

from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.training.network.backbones.thin_resnet import ThinResNet


class FastResNet(ThinResNet):
    """
    A 7x7 convolution of stride 4, and no pool, before the stages; `width` scales the channels.

    It avoids the largest maps of ThinResNet, which cost little arithmetic but much memory; the
    savings go into wider last stages.
    """

    widths = (32, 64, 160, 320)

    def stem(self, channels: int) -> nn.Conv2d:
        """Return a convolution with large kernels, to cover what the stride skips."""
        return wide_stem(channels)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, channels, s / 32, s / 32)."""
        return cast("Tensor", self.stages(F.relu(self.bn1(self.conv1(images)))))


def wide_stem(channels: int) -> nn.Conv2d:
    """(n, 3, s, s) to (n, channels, s / 4, s / 4), in one convolution."""
    return nn.Conv2d(3, channels, 7, stride=4, padding=3, bias=False)
