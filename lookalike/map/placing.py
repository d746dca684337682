"""Place new items on a map, among the items nearest to them."""

from collections.abc import Iterator

import numpy as np

from lookalike.map.result import Positions
from lookalike.types import Vectors

NEAREST = 10  # nearest items; the new item is placed at their weighted median
CLOSER = 0.05  # drop in score that divides the weight by e: a copy lies at its original
BLOCK = 1000  # new items that are compared at once


def places(new: Vectors, blocks: Iterator[tuple[Vectors, Positions]]) -> Positions:
    """
    Return for each new vector the weighted median position of its nearest rows in `blocks`.

    Nearest are the rows with the largest inner product; weights fall with it. The median is taken
    axis by axis. `blocks` yields rows with their positions, any number of them.
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
    shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / CLOSER)  # 0 if there is none
    order = np.argsort(found, axis=1)
    along = np.take_along_axis(np.broadcast_to(shares[..., None], found.shape), order, axis=1)
    passed = np.cumsum(along, axis=1)
    middle = (passed >= passed[:, -1:] / 2).argmax(axis=1)[:, None]
    placed = np.take_along_axis(np.take_along_axis(found, order, axis=1), middle, axis=1)
    return placed[:, 0].astype(np.float32)
