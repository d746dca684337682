"""A grid of places in an image, row by row, for local targets of teacher and student."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, interpolate


def averaged(maps: Tensor, cells: int) -> Tensor:
    """Average (n, dim, h, w) into (n, cells ** 2, dim); positions between cells count for both."""
    return adaptive_avg_pool2d(maps, cells).flatten(2).transpose(1, 2)


def resized(maps: Tensor, size: Sequence[int]) -> Tensor:
    """Resize (n, channels, h, w) to another height and width."""
    if maps.shape[2:] == tuple(size):
        return maps
    return interpolate(maps, list(size), mode="bilinear", antialias=True)


def mirrored(places: Tensor, are_mirrored: Tensor) -> Tensor:
    """Mirror the rows of these (n,) grids in (n, cells ** 2, dim)."""
    n, count, dim = places.shape
    cells = math.isqrt(count)
    flipped = places.view(n, cells, cells, dim).flip(2).view(n, count, dim)
    return torch.where(are_mirrored[:, None, None], flipped, places)
