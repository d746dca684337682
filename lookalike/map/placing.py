"""Place items that came since a map was made among those nearest to them."""

from collections.abc import Iterator

import numpy as np

from lookalike.map.result import Positions
from lookalike.types import Vectors

NEAREST = 10  # items whose places are asked; their median is a place near most of them
BLOCK = 1000  # new items that are compared at once


def places(new: Vectors, blocks: Iterator[tuple[Vectors, Positions]]) -> Positions:
    """
    Return the median place of the nearest of `blocks`, for each of the new vectors.

    Nearest by the largest inner product. `blocks` are rows with their places, of any number.
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
    known = np.isfinite(scores)[..., None]
    return np.nanmedian(np.where(known, found, np.nan), axis=1).astype(np.float32)
