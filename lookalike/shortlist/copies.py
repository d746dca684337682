"""
Whether two items are the same picture, by what a store keeps of them.

No file is read. Where thumbprints are known, nearly all photos are found that were saved again in
another quality, size or format, and hardly any other pair; without them, small photos are missed
that were made smaller still (benchmarks/same_picture.py).
"""

import numpy as np

from lookalike.images.thumbprint import SIDE, from_texts
from lookalike.stores.base import Record
from lookalike.types import Vectors

LIKE = 0.85  # cosine of the vectors from which thumbprints, or the files' digests, decide
ALONE = 0.97  # ...and from which it decides alone, where a thumbprint is missing or flat
PRINTS = 0.99  # correlation of the thumbprints
ODDEST = 0.18  # most that a place may differ, as a share of the strongest
FLAT = 2.0  # standard deviation below which a thumbprint has nothing to compare
MARGIN = 1e-3  # by which a cosine in float32 may be off, and much more


def same_picture(one: Record, other: Record) -> bool:
    """
    Whether both are one picture, saved twice; symmetric.

    Their vectors must be alike; then equal digests or thumbprints decide.
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
    """Whether the vectors are so alike that `same_picture` has to be asked."""
    return _likeness(one, other) >= LIKE - MARGIN


class Shown:
    """The pictures that hits show so far."""

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
    """The cosine of the joined vectors: each part counts alike, whatever the weights."""
    if one.vector is None or other.vector is None:
        return 0.0
    a, b = one.vector.astype(np.float64), other.vector.astype(np.float64)
    lengths = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / lengths if lengths > 0 else 0.0


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def _print(record: Record) -> Vectors | None:
    """(256,) of length 1, without its mean; None if it is not known, or flat."""
    if not record.origin.thumbprint:
        return None
    grey = from_texts([record.origin.thumbprint])[0].astype(np.float32)
    grey -= grey.mean()
    length = float(np.linalg.norm(grey))
    return grey / length if length >= FLAT * SIDE else None
