"""
All pairs of thumbprints that correlate strongly, without comparing each with each.

Each print belongs to the nearest of some centres. Two prints within a distance r of each other are
compared if one is in every cluster whose centre is at most 2 r further from it than its nearest:
by the triangle inequality, no pair is missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.orientation import turned
from lookalike.images.thumbprint import SIDE
from lookalike.types import Vectors

Prints = NDArray[np.uint8]
"""(n, 256): small grey pictures, row by row."""

FLAT = 2.0  # standard deviation below which a picture has nothing to compare
FEW = 4096  # prints that are compared with all others
AT_ONCE = 1024  # rows of one product
MEMBERS = 65_536  # that they are compared with at once


@dataclass(frozen=True)
class Near:
    """Pairs of rows, each once, with the smaller row first."""

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    orientation: NDArray[np.uint8]
    """How the other picture is to be turned to lie on the one, as `orientation.turned` has it."""


def oriented(prints: Prints, orientation: int) -> Prints:
    """Return the prints of the same pictures, turned or mirrored."""
    squares = prints.reshape(-1, SIDE, SIDE).transpose(1, 2, 0)
    return turned(squares, orientation).transpose(2, 0, 1).reshape(len(prints), -1)


def unit(prints: Prints) -> Vectors:
    """Return the prints without their means, of length 1; a flat one is all zeros."""
    rows = prints.astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    flat = length < FLAT * SIDE
    return np.where(flat, 0, rows / np.maximum(length, 1e-6)).astype(np.float32)


def near(prints: Prints, least: float, orientations: int = 1, old: int = 0, seed: int = 0) -> Near:
    """
    Return all pairs whose correlation is `least` or more in one of the first orientations.

    The first `old` prints are not compared with each other.
    """
    found = list(_found(prints, least, orientations, old, seed)) if old < len(prints) else []
    if not found:
        none = np.empty(0, np.intp)
        return Near(none, none, np.empty(0, np.uint8))
    one, other, correlation, orientation = (np.concatenate(c) for c in zip(*found, strict=True))
    # Of a pair that is near in several orientations, the nearest; of equal ones, the first.
    order = np.lexsort((orientation, -correlation, other, one))
    one, other = one[order], other[order]
    first = np.ones(len(one), bool)
    first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    at = order[first]
    return Near(one[first], other[first], orientation[at])


def _found(
    prints: Prints, least: float, orientations: int, old: int, seed: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], Vectors, NDArray[np.uint8]]]:
    count = 1 if len(prints) - old <= FEW else int(np.sqrt(len(prints)))
    clusters = _Clusters(prints, count, 2 * float(np.sqrt(2 - 2 * least)), seed)
    for orientation in range(orientations):
        for rows, members in clusters.asked(oriented(prints[old:], orientation), old):
            asked, here = unit(oriented(prints[rows], orientation)), unit(prints[members])
            for start in range(0, len(rows), AT_ONCE):
                scores = asked[start : start + AT_ONCE] @ here.T
                at, to = np.nonzero(scores >= least)
                one, other = rows[start + at], members[to]
                # Turning is symmetric: what is found from the one is found from the other.
                keep = one > other
                kind = np.full(keep.sum(), orientation, np.uint8)
                yield other[keep], one[keep], scores[at, to][keep], kind


class _Clusters:
    """Clusters of prints around some of them."""

    def __init__(self, prints: Prints, count: int, margin: float, seed: int) -> None:
        chosen = np.random.default_rng(seed).choice(len(prints), count, replace=False)
        self._centres = unit(prints[np.sort(chosen)])
        self._members: list[NDArray[np.intp]] = []
        belongs: list[list[NDArray[np.intp]]] = [[] for _ in range(count)]
        for start, distance in self._distances(prints):
            within = distance <= distance.min(axis=1, keepdims=True) + margin
            rows, clusters = np.nonzero(within)
            order = np.argsort(clusters, kind="stable")
            rows, clusters = rows[order] + start, clusters[order]
            cuts = np.searchsorted(clusters, np.arange(count + 1))
            for cluster in np.unique(clusters):
                belongs[cluster].append(rows[cuts[cluster] : cuts[cluster + 1]])
        self._members = [np.concatenate(b) if b else np.empty(0, np.intp) for b in belongs]

    def asked(
        self, prints: Prints, first: int = 0
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield rows of these prints, counted from `first`, with all rows that can be near them."""
        home = np.concatenate([d.argmin(axis=1) for _, d in self._distances(prints)])
        order = np.argsort(home, kind="stable")
        cuts = np.searchsorted(home[order], np.arange(len(self._centres) + 1))
        for cluster, members in enumerate(self._members):
            rows = order[cuts[cluster] : cuts[cluster + 1]]
            for start in range(0, len(members) if len(rows) else 0, MEMBERS):
                yield rows + first, members[start : start + MEMBERS]

    def _distances(self, prints: Prints) -> Iterator[tuple[int, Vectors]]:
        for start in range(0, len(prints), AT_ONCE):
            some = unit(prints[start : start + AT_ONCE])
            yield start, np.sqrt(np.maximum(2 - 2 * (some @ self._centres.T), 0))
