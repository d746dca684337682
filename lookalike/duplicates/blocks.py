"""
Compare two aligned pictures block by block, so that an overlay affects only the blocks below it.
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

Grey = NDArray[np.float32]
"""(h, w), 0 to 255."""

T = TypeVar("T", np.float32, np.bool_)

SIDE = 24  # pixels of a block's side, in pictures with a long side of 320 pixels
THINNEST = 8  # pixels of the short side of a picture that can be compared, in blocks as narrow
CONTRAST = 4.0  # standard deviation from which a block has enough contrast to compare
SAME, CLOSE = (
    0.75,
    0.9,
)  # correlation from which two blocks show the same, and nearly pixel by pixel


@dataclass(frozen=True)
class Likeness:
    """How well the blocks of two pictures agree in their overlap."""

    same: float = 0.0
    """Share of the compared blocks that show the same, 0 to 1; 0 if none could be compared."""
    close: float = 0.0
    """Share of those that agree nearly pixel by pixel."""
    median: float = 0.0
    """Median correlation of the compared blocks, -1 to 1."""
    compared: int = 0
    """Number of blocks with contrast in either picture."""
    agreeing: NDArray[np.bool_] | None = field(default=None, compare=False, repr=False)
    """(rows, columns): the blocks that show the same; None if none could be compared."""


def likeness(one: Grey, other: Grey, covered: NDArray[np.bool_] | None = None) -> Likeness:
    """
    Compare two pictures (h, w) of the same size; `covered` (h, w) marks where both have pixels.

    Pictures with a side below THINNEST have nothing to compare.
    """
    if min(one.shape) < THINNEST:
        return Likeness()
    a, b = _centred(_blocks(one)), _centred(_blocks(other))
    spread_a, spread_b = (np.sqrt((c * c).mean(axis=-1)) for c in (a, b))
    counts = np.maximum(spread_a, spread_b) >= CONTRAST
    if covered is not None:
        counts &= _blocks(covered).all(axis=-1)
    if not counts.any():
        return Likeness()
    spread_a, spread_b = spread_a[counts], spread_b[counts]
    found = (a[counts] * b[counts]).mean(axis=-1) / np.maximum(spread_a * spread_b, 1e-6)
    # A block that is flat in only one picture differs, whatever its noise correlates to.
    found[np.minimum(spread_a, spread_b) < CONTRAST / 4] = 0
    counts[counts] = agrees = found >= SAME
    median = float(np.median(found))
    return Likeness(_share(agrees), _share(found >= CLOSE), median, len(found), counts)


def of_places(blocks: NDArray[np.bool_], shape: tuple[int, int], side: int) -> NDArray[np.bool_]:
    """
    Return what holds for the blocks of a picture of a shape (h, w), for (side, side) places of it.

    Nothing holds for places at the edges that are in no block.
    """
    rows, columns = (
        ((np.arange(side) + 0.5) * length / side / min(SIDE, length)).astype(np.intp)
        for length in shape
    )
    padded = np.pad(blocks, ((0, 1), (0, 1)))
    return padded[np.minimum(rows, len(blocks))][:, np.minimum(columns, blocks.shape[1])]


def _share(holds: NDArray[np.bool_]) -> float:
    return float(holds.mean())


def _centred(blocks: Vectors) -> Vectors:
    centred: Vectors = blocks - blocks.mean(axis=-1, keepdims=True)
    return centred


def _blocks(picture: NDArray[T]) -> NDArray[T]:
    """
    Split (h, w) into (rows, columns, pixels of a block); incomplete blocks at the edges are left
    out. Blocks of a picture that is narrower than SIDE are as narrow.
    """
    down, across = (min(SIDE, side) for side in picture.shape)
    rows, columns = picture.shape[0] // down, picture.shape[1] // across
    cut = picture[: rows * down, : columns * across].reshape(rows, down, columns, across)
    return cut.swapaxes(1, 2).reshape(rows, columns, down * across)
