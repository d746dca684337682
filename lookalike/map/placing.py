"""Place items that came since a map was made among those nearest to them."""

from collections.abc import Iterator

import numpy as np

from lookalike.map.result import Positions
from lookalike.types import Vectors

NEAREST = 10  # items whose places are asked; their median is a place near most of them
CLOSER = (
    0.05  # of score: who is so much less like counts e times less, so that a copy is at its twin
)
BLOCK = 1000  # new items that are compared at once


def places(new: Vectors, blocks: Iterator[tuple[Vectors, Positions]]) -> Positions:
    """
    Return the weighted median place of the nearest of `blocks`, for each of the new vectors.

    Nearest by the largest inner product, by which each counts more or less, axis by axis. `blocks`
    are rows with their places, of any number.
    """
    scores = np.full((len(new), NEAREST), -np.inf, np.float32)
    found = np.zeros((len(new), NEAREST, 2), np.float32)
    for rows, positions in blocks:
        for start in range(0, len(new), BLOCK):
            part = slice(start, start + BLOCK)
            here = np.concatenate([scores[part], new[part] @ rows.T], axis=1)
            among = np.broadcast_to(positions, (len(here), *positions.shape))
            among = np.concatenate([found[part], among], axis=1)
            best = np.argpartition(-here, NEAREST - 1, axis=1)[:, :NEAREST]
            scores[part] = np.take_along_axis(here, best, axis=1)
            found[part] = np.take_along_axis(among, best[..., None], axis=1)
    shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / CLOSER)  # 0 where there is none
    order = np.argsort(found, axis=1)
    along = np.take_along_axis(np.broadcast_to(shares[..., None], found.shape), order, axis=1)
    passed = np.cumsum(along, axis=1)
    middle = (passed >= passed[:, -1:] / 2).argmax(axis=1)[:, None]
    placed = np.take_along_axis(np.take_along_axis(found, order, axis=1), middle, axis=1)
    return placed[:, 0].astype(np.float32)
