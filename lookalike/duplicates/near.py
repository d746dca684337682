"""
Find all pairs of thumbprints that correlate strongly, without comparing all pairs.

Prints are compared by their lowest frequencies, which are never less alike than the prints (a lower
bound of the distance, as in Faloutsos et al., 1994). They are in leaves of a tree; each leaf is
compared only with what is near enough to the box that it fills. So no pair is missed, but where a
print is near more than MOST others: of these, half are the nearest and half are taken evenly from
all, so that all of them hang together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.orientation import turned
from lookalike.images.thumbprint import SIDE
from lookalike.pipeline import on_threads
from lookalike.types import Vectors

Prints = NDArray[np.uint8]
"""(n, 256): small grey pictures, row by row."""

FLAT = 2.0  # standard deviation below which a picture has nothing to compare
LEAF = 128  # prints of a leaf: smaller boxes keep more away, and take more steps
FIRST = 12  # principal axes by which single prints are kept away: the others tell little more
AT_ONCE = 1024  # rows of one product
PAIRS = 8192  # that are compared by all their pixels at once
LOW = 8  # frequencies across and down that sum to less are kept: most of what a picture shows
SAMPLE = 2000  # rows that tell along which axis a leaf is divided
MOST = 64  # pairs of a print in each orientation: among thousands that are alike, not all are told
INVERSE = np.array([0, 3, 2, 1, 4, 5, 6, 7], np.uint8)  # how the one lies on the other instead
ROUNDING = 1e-5  # of float32: what is so little below a limit is not left out


@dataclass(frozen=True)
class Near:
    """Pairs of rows, each once, the smaller row first."""

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    orientation: NDArray[np.uint8]
    """How the other picture is to be turned to lie on the one, as `orientation.turned` has it."""
    correlation: Vectors
    """(n,): how alike their thumbprints are then."""


def oriented(prints: Prints, orientation: int) -> Prints:
    """Return the prints of the same pictures in another orientation."""
    squares = prints.reshape(-1, SIDE, SIDE).transpose(1, 2, 0)
    return turned(squares, orientation).transpose(2, 0, 1).reshape(len(prints), -1)


def unit(prints: Prints) -> Vectors:
    """Return the prints with mean 0 and length 1; all zeros for a flat one."""
    rows = prints.astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    flat = length < FLAT * SIDE
    return np.where(flat, 0, rows / np.maximum(length, 1e-6)).astype(np.float32)


def correlations(
    prints: Prints, one: NDArray[np.intp], other: NDArray[np.intp], orientation: int = 0
) -> Vectors:
    """
    (n,): how alike the prints of pairs of rows are, the one in an orientation; 0 if one is flat.
    """
    found = np.empty(len(one), np.float32)
    for start in range(0, len(one), PAIRS):
        here = slice(start, start + PAIRS)
        laid = unit(oriented(prints[one[here]], orientation))
        found[here] = np.einsum("nd,nd->n", laid, unit(prints[other[here]]))
    return found


def near(
    prints: Prints,
    least: float,
    orientations: int = 1,
    old: int = 0,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Near:
    """
    Return the pairs whose correlation is `least` or more in one of the first orientations.

    The first `old` prints are not compared with each other. `tell` is called with the number of
    prints compared so far and their total, starting anew for each orientation.
    """
    found = list(_found(prints, least, orientations, old, tell)) if old < len(prints) else []
    if not found:
        none = np.empty(0, np.intp)
        return Near(none, none, np.empty(0, np.uint8), np.empty(0, np.float32))
    one, other, correlation, orientation = (np.concatenate(c) for c in zip(*found, strict=True))
    # A pair found in several orientations counts in the best one; if equal, in the first.
    order = np.lexsort((orientation, -correlation, other, one))
    one, other = one[order], other[order]
    first = np.ones(len(one), bool)
    first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    at = order[first]
    return Near(one[first], other[first], orientation[at], correlation[at])


def _found(
    prints: Prints,
    least: float,
    orientations: int,
    old: int,
    tell: Callable[[int, int], None],
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], Vectors, NDArray[np.uint8]]]:
    rows = reduced(prints)
    axes = principal_axes(rows)
    there = Tree(rows @ axes)
    del rows
    done, total = 0, orientations * (len(prints) - old)
    for orientation in range(orientations):
        is_same = not (orientation or old)
        asked = there if is_same else Tree(reduced(prints[old:], orientation) @ axes)
        for at, to, is_cut, compared in asked.close(there, least):
            one, other = at + old, to
            # Turning is symmetric: what is found from the one is found from the other, but where
            # only some were taken.
            keep = (one > other) | (is_cut & (one < other))
            one, other = one[keep], other[keep]
            scores = correlations(prints, one, other, orientation)
            alike = scores >= least
            if alike.any():
                asking, found = one[alike], other[alike]
                kind = np.full(len(found), orientation, np.uint8)
                kind[asking < found] = INVERSE[orientation]
                first, second = np.minimum(asking, found), np.maximum(asking, found)
                yield first, second, scores[alike], kind
            done += compared
            tell(done, total)


def reduced(prints: Prints, orientation: int = 0) -> Vectors:
    """
    Return (n, KEPT + 1) rows of length 1, whose inner product is never below the correlation.

    They are the lowest frequencies of each print, and the norm of the remaining ones: the inner
    product of two remainders is at most that of their norms. All zeros for a flat print.
    """
    found = np.empty((len(prints), KEPT + 1), np.float32)
    for start in range(0, len(prints), AT_ONCE):
        here = slice(start, start + AT_ONCE)
        rows = unit(oriented(prints[here], orientation))
        low = rows @ FREQUENCIES.T
        lengths, within = (rows**2).sum(axis=1), (low**2).sum(axis=1)
        found[here, :KEPT] = low
        found[here, KEPT] = np.sqrt(np.maximum(lengths - within, 0))
    return found


def _frequencies() -> Vectors:
    """
    Return (KEPT, 256): two-dimensional cosines (DCT-II) of the lowest frequencies, of length 1.
    """
    place, wave = np.arange(SIDE), np.arange(SIDE)[:, None]
    along = np.sqrt(2 / SIDE) * np.cos(np.pi * (place + 0.5) * wave / SIDE)
    along[0] /= np.sqrt(2)
    low = [(i, j) for i in range(LOW) for j in range(LOW - i) if i + j]
    return np.stack([np.outer(along[i], along[j]).ravel() for i, j in low]).astype(np.float32)


FREQUENCIES = _frequencies()
KEPT = len(FREQUENCIES)


def principal_axes(rows: Vectors) -> Vectors:
    """Return the principal axes of rows as columns, in descending order of variance."""
    some = rows[:: max(1, len(rows) // SAMPLE)].astype(np.float64)
    away = some - some.mean(axis=0)
    axes: Vectors = np.linalg.eigh(away.T @ away)[1][:, ::-1].astype(np.float32)
    return axes


class Tree:
    """Rows in the leaves of a k-d tree (Bentley, 1975), each leaf with its bounding box."""

    def __init__(self, rows: Vectors) -> None:
        """Build the tree; rows of length 0 are left out."""
        order = np.flatnonzero(rows.any(axis=1))
        waiting, starts = [(0, len(order))], []
        while waiting:
            start, end = waiting.pop()
            if end - start <= LEAF:
                starts.append(start)
                continue
            here = order[start:end]
            some = rows[here[:: max(1, len(here) // SAMPLE)]]
            widest, half = int(some.var(axis=0).argmax()), len(here) // 2
            order[start:end] = here[np.argpartition(rows[here, widest], half)]
            waiting += [(start, start + half), (start + half, end)]
        self.order, self.rows = order, rows[order]
        self.starts = np.append(np.sort(starts), len(order)) if len(order) else np.zeros(1, int)
        first = self.starts[:-1]
        self.low = np.minimum.reduceat(self.rows, first) if len(first) else self.rows
        self.high = np.maximum.reduceat(self.rows, first) if len(first) else self.rows
        self._leaf = np.repeat(np.arange(len(first)), np.diff(self.starts))

    def close(
        self, others: "Tree", least: float
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_], int]]:
        """
        Yield (these rows, others' rows) of pairs whose inner product is `least` or more.

        With them whether the row had more than MOST, of which some were taken, and the number of
        these rows that were compared, leaf by leaf.
        """
        reach = 2 - 2 * least + ROUNDING  # squared

        def compare(
            leaf: int,
        ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_], int]:
            start, end = self.starts[leaf : leaf + 2]
            rows = others.within(self.low[leaf], self.high[leaf], reach)
            products = self.rows[start:end] @ others.rows[rows].T
            near_by = products >= least - ROUNDING
            is_cut = near_by.sum(axis=1) > MOST
            for row in np.flatnonzero(is_cut):
                near_by[row] = _some(near_by[row], products[row])
            at, to = np.nonzero(near_by)
            return self.order[start + at], others.order[rows[to]], is_cut[at], int(end - start)

        for _, found in on_threads(compare, range(len(self.starts) - 1), timeout_s=inf):
            assert found is not None  # no time limit for a leaf
            yield found

    def within(self, low: Vectors, high: Vectors, reach: float) -> NDArray[np.intp]:
        """Return the positions of rows whose squared distance to a box may be within the reach."""
        gaps = np.maximum(np.maximum(self.low - high, low - self.high), 0)
        leaves = (gaps**2).sum(axis=1) <= reach
        places = np.flatnonzero(leaves[self._leaf])
        rows = self.rows[places, :FIRST]
        gaps = np.maximum(np.maximum(rows - high[:FIRST], low[:FIRST] - rows), 0)
        found: NDArray[np.intp] = places[np.einsum("nd,nd->n", gaps, gaps) <= reach]
        return found


def _some(near_by: NDArray[np.bool_], products: Vectors) -> NDArray[np.bool_]:
    """Return which of those (n,) that are near are taken: the nearest, and some of all."""
    places = np.flatnonzero(near_by)
    nearest = np.argpartition(-products[places], MOST // 2)[: MOST // 2]
    evenly = np.linspace(0, len(places) - 1, MOST // 2).astype(np.intp)
    taken = np.zeros_like(near_by)
    taken[places[nearest]] = taken[places[evenly]] = True
    return taken
