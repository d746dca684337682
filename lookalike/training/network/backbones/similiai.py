"""Network of reference system E: three convolutions, each with ReLU, then batch norm."""

from typing import cast

from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.training.network.backbones.base import FeatureNetwork


class SimiliAI(FeatureNetwork):
    """
    Conv 3x3 of 32, 64, 128, ReLU, batch norm; 2x2 max pool after the first two.

    Its report says 2.2 M parameters; the layers that it lists, dense 256 and 128 included,
    have 159,616.
    """

    channels = 128

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        if width != 1:
            raise InputError(
                "the backbone 'similiai' supports only width 1; for other widths, use 'thin-resnet'"
            )
        self.features = nn.Sequential(
            *convolution(3, 32),
            nn.MaxPool2d(2),
            *convolution(32, 64),
            nn.MaxPool2d(2),
            *convolution(64, 128),
        )

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, 128, s / 4, s / 4)."""
        return cast("Tensor", self.features(images))


def convolution(inner: int, outer: int) -> tuple[nn.Module, ...]:
    """In the order of the report: convolution, ReLU, batch norm."""
    return nn.Conv2d(inner, outer, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(outer)
