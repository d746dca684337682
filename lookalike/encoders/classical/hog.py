"""Histograms of oriented gradients (Dalal & Triggs, 2005) over a whole picture.

Differs from the paper in three choices that were measured: the cells overlap instead of the blocks,
one square root over the whole picture replaces the block norms, and the middle has more weight.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.classical.foreground import Plane, centre_prior
from lookalike.encoders.resize import Squares
from lookalike.images.colour_space import LUMA
from lookalike.types import Vectors

BINS = 9  # unsigned orientations, 20 degrees each
CELL = 8  # pixels between the centres of two cells
HALF = CELL // 2
_WRAPPED = np.arange(BINS + 2) % BINS  # bin of each number up to that after the last, rounded up

_LUMA = np.array(LUMA, np.float32)


def grey(batch: Squares) -> Plane:
    """Square root of luma, 0 to 1: dark and light edges weigh more alike."""
    root: Plane = np.sqrt(batch.astype(np.float32) @ _LUMA / 255)
    return root


def gradients(batch: Squares) -> tuple[Plane, Plane]:
    """Return (dx, dy) of square-rooted sRGB, from the channel with the longest gradient.

    Central differences; the border repeats its pixel.
    """
    roots = np.sqrt(np.ascontiguousarray(np.moveaxis(batch, 3, 1)) / np.float32(255))
    dx, dy = _differences(roots), _differences(roots.swapaxes(2, 3)).swapaxes(2, 3)
    squares = dx**2 + dy**2
    longest, *others = squares.swapaxes(0, 1)
    # Of equal ones the first, as `argmax` and `take_along_axis` find it in more time.
    for channel, square in enumerate(others, start=1):
        is_longer = square > longest
        np.copyto(dx[:, 0], dx[:, channel], where=is_longer)
        np.copyto(dy[:, 0], dy[:, channel], where=is_longer)
        np.maximum(longest, square, out=longest)
    return dx[:, 0], dy[:, 0]


def _differences(values: Plane) -> Plane:
    """Return the value to the right less that to the left, along the last axis."""
    found = np.empty_like(values)
    np.subtract(values[..., 2:], values[..., :-2], out=found[..., 1:-1])
    np.subtract(values[..., 1], values[..., 0], out=found[..., 0])
    np.subtract(values[..., -1], values[..., -2], out=found[..., -1])
    return found


def votes(dx: Plane, dy: Plane) -> Plane:
    """Return (n, rows, columns, BINS): gradient lengths, split between two nearest orientations.

    Rows and columns are half cells.
    """
    n, side, _ = dx.shape
    count = side // HALF
    length = np.hypot(dx, dy)
    angle = _unsigned(np.arctan2(dy, dx)) * np.float32(BINS / np.pi)
    lower = angle.astype(np.intp)
    share = angle - lower
    cell = _cells(n, side) * BINS
    size = n * count * count * BINS
    total = np.bincount((cell + _WRAPPED[lower]).ravel(), (length * (1 - share)).ravel(), size)
    total += np.bincount((cell + _WRAPPED[lower + 1]).ravel(), (length * share).ravel(), size)
    return total.reshape(n, count, count, BINS).astype(np.float32)


def _unsigned(angles: Plane) -> Plane:
    """Equals `angles % np.pi` for angles of arctan2, which are -pi to pi, in less time."""
    half_turn = np.float32(np.pi)
    turned: Plane = np.where(angles < 0, angles + half_turn, angles)
    turned[angles == half_turn] = 0
    return turned


@cache
def _cells(n: int, side: int) -> NDArray[np.intp]:
    """(n, side, side): the running number of each pixel's half cell in the batch."""
    along = np.arange(side) // HALF
    count = side // HALF
    cell = along[:, None] * count + along
    return cell + np.arange(n)[:, None, None] * (count * count)


@cache
def pooling(count: int) -> NDArray[np.float32]:
    """(count / 2, count): each cell takes four half cells, 1/4 3/4 3/4 1/4."""
    matrix = np.zeros((count // 2, count + 2), np.float32)
    for row in range(count // 2):
        matrix[row, 2 * row : 2 * row + 4] = 0.25, 0.75, 0.75, 0.25
    return matrix[:, 1:-1]


def oriented_gradients(batch: Squares) -> Vectors:
    """(n, side, side, 3) to (n, cells * cells * BINS), rows of length 1 or 0 (a flat picture)."""
    dx, dy = gradients(batch)
    middle = centre_prior(batch.shape[1])
    half_cells = votes(dx * middle, dy * middle)
    pool = pooling(half_cells.shape[1])
    across = pool @ half_cells.reshape(*half_cells.shape[:2], -1)
    rows = (pool @ across.reshape(-1, *half_cells.shape[2:])).reshape(len(batch), -1)
    roots: Vectors = np.sqrt(rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-6))
    return roots
