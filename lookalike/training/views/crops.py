"""Random crops as numbers that the teacher and the student share.

A crop is (across, down, x, y): half its width and height and its middle, in coordinates that run
from -1 to 1 over the image, as torch's affine grids have them. Where the width is below 0, the part
is seen mirrored.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.types import ImageArray

Crops: TypeAlias = NDArray[np.float32]
"""(..., 4)."""

WHOLE = np.array([[1, 1, 0, 0]], np.float32)
ASPECT = math.log(4 / 3) / 2  # of the image's own, at most, as random crops are commonly drawn


def draw_crops(count: int, smallest: float, rng: np.random.Generator) -> Crops:
    """(count, 4), as `crops_of` has them."""
    chances = [rng.random(count), rng.random(count), *rng.random((count, 2)).T]
    return crops_of(np.stack(chances, axis=1), smallest)


def crops_of(chances: NDArray[np.floating], smallest: float) -> Crops:
    """
    (n, 4), with a share of the area from `smallest` to 1, anywhere inside; all of it from 1 on.

    `chances` (n, 4), from 0 to 1, are for the area, the aspect, and the place across and down.
    """
    if smallest >= 1:
        return np.repeat(WHOLE, len(chances), axis=0)
    side = np.sqrt(smallest + (1 - smallest) * chances[:, 0])
    aspect = np.exp(-ASPECT + 2 * ASPECT * chances[:, 1])
    half = np.minimum(np.stack([side * aspect, side / aspect], axis=1), 1)
    middle = (2 * chances[:, 2:] - 1) * (1 - half)
    return np.concatenate([half, middle], axis=1).astype(np.float32)


def cut(image: ImageArray, crop: Crops) -> ImageArray:
    """The part of (height, width, 3) pixels, at least one of them."""
    spans = []
    for half, middle, length in zip(crop[1::-1], crop[:1:-1], image.shape[:2], strict=True):
        start = min(math.floor((1 + middle - half) / 2 * length + 0.5), length - 1)
        spans.append(slice(max(start, 0), max(start + 1, round(start + half * length))))
    return image[spans[0], spans[1]]
