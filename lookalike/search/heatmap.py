"""Compute which places of a picture contribute to a cosine similarity."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

Places: TypeAlias = NDArray[np.float32]
"""(h, w): rows from the top, each from the left; together they cover the picture."""


@dataclass(frozen=True, eq=False)
class Heatmap:
    """What each place gives to the cosine of a part, below 0 where it speaks against."""

    part: str
    """The part that tells places apart: `learned`."""
    item: Places
    """Of the item's picture, with the query: they sum to the part's cosine, whatever its weight."""
    query: Places | None
    """Of the first liked picture, or its region, with the item; None where its file has gone."""


def heat(places: Vectors, vector: Vectors) -> Places:
    """(h, w, dim), which sum to a unit vector, and a unit (dim,), to what each place gives."""
    found: Places = np.asarray(places @ vector, np.float32)
    return found
