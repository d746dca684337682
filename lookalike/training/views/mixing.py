"""CutMix (Yun et al., 2019): paste a rectangle of another image, and mix the losses."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Mixed:
    """Mixed images, the partner of each, and the share of the original that is left."""

    images: Tensor
    """(n, 3, s, s)."""
    partners: Tensor
    """(n,) rows of the partners."""
    share: float
    """Share of the area, 0 to 1: the weight of the loss with an image's own label."""


def mix(
    images: Tensor,
    probability: float,
    generator: torch.Generator,
    common: Callable[[Tensor], Tensor] = lambda drawn: drawn,
) -> Mixed:
    """
    With this probability, replace the same rectangle of every image by that of another one.

    `common` makes the random numbers equal in all processes that share a batch.
    """
    n, _, height, width = images.shape
    drawn = common(torch.rand(4, generator=generator))
    if drawn[0] >= probability:
        return Mixed(images, torch.arange(n, device=images.device), 1.0)
    partners = torch.randperm(n, generator=generator).to(images.device)
    side = (1 - drawn[1]).sqrt()  # of the rectangle: its area is uniform, as in the paper
    top, bottom = _between(float(drawn[2]), float(side), height)
    left, right = _between(float(drawn[3]), float(side), width)
    rows = torch.arange(height, device=images.device).view(-1, 1)
    columns = torch.arange(width, device=images.device)
    inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
    taken = (bottom - top) * (right - left) / (height * width)
    return Mixed(torch.where(inside, images[partners], images), partners, 1 - taken)


def _between(middle: float, side: float, length: int) -> tuple[int, int]:
    """Return the start and the exclusive end of a part of a line, clipped at its ends."""
    start, end = middle - side / 2, middle + side / 2
    return max(0, round(start * length)), min(length, round(end * length))
