"""Labels that the nearest items contradict (kNN label-noise detection; Wilson, 1972)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.health.neighbours import NEAREST, Neighbours

UNLABELLED = -1
FEWEST = 3  # items of a label that can be checked: with fewer, no others can agree with one


@dataclass(frozen=True)
class Doubt:
    """An item whose nearest items have another label."""

    row: int
    label: int
    """The label that most of them have."""
    others: int
    """How many of `asked` have it."""
    own: int
    """How many have the item's own label."""
    asked: int
    """Number of nearest items with a label that were asked."""

    @property
    def score(self) -> float:
        """The share of the other label less that of its own, 0 to 1."""
        return (self.others - self.own) / self.asked


def doubts(labels: NDArray[np.int32], neighbours: Neighbours) -> list[Doubt]:
    """
    Return items of which more neighbours have another label than their own, the surest first.

    `labels` are (n,) numbers of labels, UNLABELLED for items that are left out. Of a small label
    only as many neighbours are asked as it has other items, so that it is not outvoted by its size.
    """
    sizes = np.bincount(labels[labels != UNLABELLED])
    found = list(_doubts(labels, neighbours, sizes))
    return sorted(found, key=lambda one: (-one.score, one.own, one.row))


def _doubts(
    labels: NDArray[np.int32], neighbours: Neighbours, sizes: NDArray[np.intp]
) -> Iterator[Doubt]:
    share = len(neighbours.gallery) / max(len(labels), 1)  # of a label's items that can be found
    for row in np.flatnonzero(labels != UNLABELLED):
        own, size = labels[row], sizes[labels[row]]
        if size < FEWEST:
            continue
        near = neighbours.rows[row]
        votes = labels[near[near >= 0]]
        votes = votes[votes != UNLABELLED][: min(NEAREST, max(FEWEST, round(size * share) - 1))]
        if not len(votes):
            continue
        counts = np.bincount(votes, minlength=own + 1)
        agree, counts[own] = int(counts[own]), -1
        other = int(counts.argmax())
        if counts[other] > agree:
            yield Doubt(int(row), other, int(counts[other]), agree, len(votes))
