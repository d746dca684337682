"""
Find the attribute whose values say what is similar: similar pictures share them, others do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lookalike.stores.base import Record
from lookalike.types import READ

LEAST_AGREEMENT = 0.5  # least Cohen's kappa between pictures and their nearest
MOST_CHANCE = 0.5  # an attribute that most random pairs share says nothing
COVERED = 0.5  # share of the pictures that must have a value
FROM_FOLDERS = "folder"  # the only attribute set by indexing that may be a label


@dataclass
class Labelled:
    """An attribute whose values are labels."""

    attribute: str
    _known: dict[str, int] = field(default_factory=dict)

    def numbers(self, records: Sequence[Record]) -> NDArray[np.int64]:
        """Return (n,): the index of each picture's label; -1 if it has none."""
        return np.array([self._number(r.item.attributes.get(self.attribute)) for r in records])

    def _number(self, value: object) -> int:
        if isinstance(value, str) and value:
            return self._known.setdefault(value, len(self._known))
        return -1


def suitable(records: Sequence[Record], scores: NDArray[np.float32]) -> str | None:
    """
    Return the best attribute, or None.

    `scores` (n, n) are the scores of all pairs of pictures. An attribute is suitable if a picture
    and its nearest share a value much more often than random pairs, by Cohen's kappa (1960).
    """
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    nearest = scores.argmax(axis=1)
    names = {n for r in records for n, v in r.item.attributes.items() if isinstance(v, str) and v}
    judged = [
        (agreement(Labelled(name).numbers(records), nearest), name)
        for name in sorted(names - (READ - {FROM_FOLDERS}))
    ]
    best, name = max(judged, default=(0.0, ""))
    return name if best >= LEAST_AGREEMENT else None


def agreement(labels: NDArray[np.int64], nearest: NDArray[np.intp]) -> float:
    """
    Return kappa between the labels of pictures and of their nearest.

    0 if too few pictures have a label, or one label is too frequent.
    """
    have = (labels >= 0) & (labels[nearest] >= 0)
    if have.mean() < COVERED:
        return 0.0
    counts = np.bincount(labels[labels >= 0])
    chance = float(((counts / counts.sum()) ** 2).sum())
    if chance > MOST_CHANCE:
        return 0.0
    share = float((labels == labels[nearest])[have].mean())
    return (share - chance) / (1 - chance)
