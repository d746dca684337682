"""Network of reference system A: four convolutions with batch norm and dropout, 5.1 M weights."""

from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.errors import InputError
from lookalike.training.network.backbones.base import FeatureNetwork

WIDTHS = (32, 64, 128, 256)
GRID = 8  # side of the last map at A's 128 pixels
DENSE = 285  # the report gives only the total: with a dense head of 128, this gives 5.096 M
DROPOUT = 0.3  # not in the report


class CodeNiti(FeatureNetwork):
    """
    Conv 3x3, batch norm, ReLU, 2x2 max pool, four times; then a dense layer over the whole map.

    Its report gives neither widths nor the dense layer; four convolutions of usual widths have
    0.4 M parameters, so the rest must be in a dense layer over the flattened map.
    """

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        if width != 1:
            raise InputError(
                "the backbone 'codeniti' supports only width 1; for other widths, use 'thin-resnet'"
            )
        layers: list[nn.Module] = []
        for inner, outer in zip((3, *WIDTHS), WIDTHS, strict=False):
            layers += [nn.Conv2d(inner, outer, 3, padding=1), nn.BatchNorm2d(outer)]
            layers += [nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers)
        self.dense = nn.Conv2d(WIDTHS[-1], DENSE, GRID)  # a convolution as large as the map
        self.dropout = nn.Dropout(DROPOUT)
        self.channels = DENSE

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, 285, 1, 1)."""
        maps = self.features(images)
        if maps.shape[-1] != GRID or maps.shape[-2] != GRID:
            maps = F.adaptive_avg_pool2d(maps, GRID)
        return cast("Tensor", self.dropout(F.relu(self.dense(maps))))
