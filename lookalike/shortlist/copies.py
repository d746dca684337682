"""
Decide whether two items are the same picture, from what a store keeps of them.

No file is read. With thumbprints, this finds nearly all photos that were saved again in another
quality, size or format, and hardly any other pair. Without them, it misses small photos that were
reduced further (benchmarks/same_picture.py).
"""

import numpy as np

from lookalike.images.thumbprint import SIDE, from_texts
from lookalike.stores.base import Record
from lookalike.types import Vectors

LIKE = 0.85  # cosine of the vectors from which thumbprints or digests are compared
ALONE = 0.97  # cosine that is enough by itself, if a thumbprint is missing or flat
PRINTS = 0.99  # least correlation of the thumbprints
ODDEST = 0.18  # largest difference of a pixel, as a share of the strongest
FLAT = 2.0  # standard deviation below which a thumbprint has too little contrast
MARGIN = 1e-3  # tolerance for cosines in float32, with room to spare


def same_picture(one: Record, other: Record) -> bool:
    """
    Whether both are the same picture, saved twice; symmetric.

    Their vectors must be similar; then equal digests or thumbprints decide.
    """
    likeness = _likeness(one, other)
    if likeness < LIKE:
        return False
    if one.origin.digest and one.origin.digest == other.origin.digest:
        return True
    mine, theirs = _print(one), _print(other)
    if mine is None or theirs is None:
        return likeness >= ALONE
    strongest = max(np.abs(mine).max(), np.abs(theirs).max())
    is_even = bool(np.abs(mine - theirs).max() <= ODDEST * strongest)
    return is_even and float(mine @ theirs) >= PRINTS


def may_be_same(one: Record, other: Record) -> bool:
    """Whether the vectors are similar enough that `same_picture` has to be called."""
    return _likeness(one, other) >= LIKE - MARGIN


class Shown:
    """The pictures that the hits so far show."""

    def __init__(self, dim: int) -> None:
        self._records: list[Record] = []
        self._rows = np.zeros((64, dim), np.float32)

    def add(self, record: Record) -> None:
        """Add the picture of a hit."""
        if record.vector is None:
            return
        count = len(self._records)
        if count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[count] = _unit(record.vector)
        self._records.append(record)

    def __contains__(self, record: object) -> bool:
        """Whether a hit shows the same picture."""
        if not (isinstance(record, Record) and record.vector is not None and self._records):
            return False
        cosines = self._rows[: len(self._records)] @ _unit(record.vector)
        near = np.flatnonzero(cosines >= LIKE - MARGIN)
        return any(same_picture(self._records[i], record) for i in near)


def _likeness(one: Record, other: Record) -> float:
    """Return the cosine of the joined vectors: every part counts the same, whatever the weights."""
    if one.vector is None or other.vector is None:
        return 0.0
    a, b = one.vector.astype(np.float64), other.vector.astype(np.float64)
    lengths = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / lengths if lengths > 0 else 0.0


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def _print(record: Record) -> Vectors | None:
    """Return (256,) with mean 0 and length 1; None if it is unknown, or flat."""
    if not record.origin.thumbprint:
        return None
    grey = from_texts([record.origin.thumbprint])[0].astype(np.float32)
    grey -= grey.mean()
    length = float(np.linalg.norm(grey))
    return grey / length if length >= FLAT * SIDE else None
