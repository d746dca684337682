"""Find labels that the nearest items contradict (kNN label-noise detection; Wilson, 1972)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.health.neighbours import NEAREST, Neighbours

UNLABELLED = -1
FEWEST = 3  # items that a label needs to be checked: with fewer, no neighbour can agree


@dataclass(frozen=True)
class Doubt:
    """An item whose nearest items mostly have another label."""

    row: int
    label: int
    """The most frequent label of the neighbours."""
    others: int
    """Number of neighbours with that label."""
    own: int
    """Number of neighbours with the item's own label."""
    asked: int
    """Number of labelled neighbours that were compared."""

    @property
    def score(self) -> float:
        """Share of the other label minus share of the own label, 0 to 1."""
        return (self.others - self.own) / self.asked


def doubts(labels: NDArray[np.int32], neighbours: Neighbours) -> list[Doubt]:
    """
    Return items of which more neighbours have another label than their own, the most certain first.

    `labels` are (n,) indices of labels, UNLABELLED for items that are skipped. A small label is
    compared with only as many neighbours as it has other items, so that larger labels do not
    outvote it.
    """
    sizes = np.bincount(labels[labels != UNLABELLED])
    found = list(_doubts(labels, neighbours, sizes))
    return sorted(found, key=lambda one: (-one.score, one.own, one.row))


def _doubts(
    labels: NDArray[np.int32], neighbours: Neighbours, sizes: NDArray[np.intp]
) -> Iterator[Doubt]:
    share = len(neighbours.gallery) / max(len(labels), 1)  # of items that can be found
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
