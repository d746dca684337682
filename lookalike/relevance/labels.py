"""Find the attribute whose values say what is similar: near pictures share them, others do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lookalike.stores.base import Record
from lookalike.types import READ

LEAST_AGREEMENT = 0.5  # Cohen's kappa of a picture and its nearest, from which an attribute suits
MOST_CHANCE = 0.5  # an attribute that most pairs share by chance says nothing
COVERED = 0.5  # share of the pictures that must have a value
FROM_FOLDERS = "folder"  # the only one of those that indexing itself gives


@dataclass
class Labelled:
    """An attribute whose values are labels."""

    attribute: str
    _known: dict[str, int] = field(default_factory=dict)

    def numbers(self, records: Sequence[Record]) -> NDArray[np.int64]:
        """Return (n,): a number for each label; -1 for a picture that has none."""
        return np.array([self._number(r.item.attributes.get(self.attribute)) for r in records])

    def _number(self, value: object) -> int:
        if isinstance(value, str) and value:
            return self._known.setdefault(value, len(self._known))
        return -1


def suitable(records: Sequence[Record], scores: NDArray[np.float32]) -> str | None:
    """
    Return the attribute that suits best, or None.

    `scores` (n, n) are those of the pictures beside each other. An attribute suits if a picture and
    its nearest share its value much more often than two by chance: by Cohen's kappa (1960).
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
    """Return kappa of the labels of pictures and of their nearest; 0 if it says little."""
    have = (labels >= 0) & (labels[nearest] >= 0)
    if have.mean() < COVERED:
        return 0.0
    counts = np.bincount(labels[labels >= 0])
    chance = float(((counts / counts.sum()) ** 2).sum())
    if chance > MOST_CHANCE:
        return 0.0
    share = float((labels == labels[nearest])[have].mean())
    return (share - chance) / (1 - chance)
