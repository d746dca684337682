"""Random crops as numbers that the teacher and the student share.

A crop is (across, down, x, y): half its width, half its height, and its centre, in coordinates from
-1 to 1 over the image, as in torch's affine grids. If the width is negative, the crop is mirrored.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.types import ImageArray

Crops: TypeAlias = NDArray[np.float32]
"""(..., 4)."""

WHOLE = np.array([[1, 1, 0, 0]], np.float32)
ASPECT = math.log(4 / 3) / 2  # most change of the aspect ratio, as is common for random crops


def draw_crops(count: int, smallest: float, rng: np.random.Generator) -> Crops:
    """Draw (count, 4) crops by `crops_of`."""
    chances = [rng.random(count), rng.random(count), *rng.random((count, 2)).T]
    return crops_of(np.stack(chances, axis=1), smallest)


def crops_of(chances: NDArray[np.floating], smallest: float) -> Crops:
    """
    Return (n, 4) crops with a share of the area from `smallest` to 1, anywhere in the image.

    `chances` (n, 4), from 0 to 1, determine area, aspect ratio, and position across and down. If
    `smallest` is 1 or more, crops are whole images.
    """
    if smallest >= 1:
        return np.repeat(WHOLE, len(chances), axis=0)
    side = np.sqrt(smallest + (1 - smallest) * chances[:, 0])
    aspect = np.exp(-ASPECT + 2 * ASPECT * chances[:, 1])
    half = np.minimum(np.stack([side * aspect, side / aspect], axis=1), 1)
    middle = (2 * chances[:, 2:] - 1) * (1 - half)
    return np.concatenate([half, middle], axis=1).astype(np.float32)


def cut(image: ImageArray, crop: Crops) -> ImageArray:
    """Cut a crop from (height, width, 3) pixels; it has at least one pixel."""
    spans = []
    for half, middle, length in zip(crop[1::-1], crop[:1:-1], image.shape[:2], strict=True):
        start = min(math.floor((1 + middle - half) / 2 * length + 0.5), length - 1)
        spans.append(slice(max(start, 0), max(start + 1, round(start + half * length))))
    return image[spans[0], spans[1]]
