"""Compute which places of a picture contribute to a cosine similarity."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

Places: TypeAlias = NDArray[np.float32]
"""(h, w): rows from top to bottom, columns from left to right; together they cover the picture."""


@dataclass(frozen=True, eq=False)
class Heatmap:
    """Contribution of each place to the cosine of a part; negative where it is dissimilar."""

    part: str
    """The part with heat-maps: `learned`."""
    item: Places
    """For the item's picture, given the query: sums to the part's cosine, whatever its weight."""
    query: Places | None
    """For the first liked picture, or its region, given the item; None if its file is gone."""

    def __repr__(self) -> str:
        height, width = self.item.shape
        return f"<Heatmap of {self.part!r}: {height} x {width} places, sum {self.item.sum():.3f}>"


def heat(places: Vectors, vector: Vectors) -> Places:
    """
    Return each place's contribution: (h, w, dim) places, summing to a unit vector, times a unit
    (dim,).
    """
    found: Places = np.asarray(places @ vector, np.float32)
    return found
