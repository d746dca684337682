"""Choose the pairs of pictures whose pixels are compared."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.near import Tree, correlations, near, principal_axes
from lookalike.duplicates.orientation import MIRRORED, ORIENTATIONS
from lookalike.duplicates.scan import EVERY, Scan
from lookalike.duplicates.tiers import Tier
from lookalike.filters.condition import Condition
from lookalike.search.blend import roots
from lookalike.types import OnStep, Vectors

LEAST = 0.96  # correlation of thumbprints from which pictures are compared
NEIGHBOURS = 10  # by the vectors, which are compared
FINE = 1000  # steps of the correlation: what is nearly equal is compared first
AXES = 24  # numbers by which rows are ordered so that neighbours are near each other

BY_VECTORS: Set[Tier] = {"edited", "burst", "similar"}
"""Tiers whose pictures are compared with their neighbours by the vectors."""


@dataclass(frozen=True)
class Candidates:
    """
    Pairs of rows, each once, the smaller row first; in the order in which they are to be compared.

    The first `by_print` of them, whose thumbprints are near, begin with the nearest; the others are
    ordered so that a picture's pairs are close together.
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    orientation: NDArray[np.uint8]
    """How the other is turned to lie on the one."""
    correlation: Vectors
    """(n,): of the thumbprints in that orientation."""
    score: Vectors
    """(n,): of the vectors; 0 if unknown."""
    by_print: int

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.one)

    def rows(self, at: int) -> tuple[int, int]:
        """Return the rows of a pair."""
        return int(self.one[at]), int(self.other[at])

    def tries_mirrored(self, at: int) -> bool:
        """Whether the mirror image is compared by points, too."""
        return at >= self.by_print or bool(self.orientation[at] >= MIRRORED)


def candidates(
    scan: Scan,
    first: NDArray[np.intp],
    tiers: Sequence[Tier],
    where: Condition | None,
    on_step: OnStep,
) -> Candidates:
    """
    Return pairs with similar thumbprints or vectors.

    Thumbprints find copies that were saved again, turned or mirrored; vectors find the others.
    `where` is the condition on the items among which the nearest vectors are searched.
    """
    rows = first[scan.has_print[first]]
    old = int(np.searchsorted(rows, scan.old))
    count = ORIENTATIONS if "edited" in tiers else 1
    alike = near(scan.prints[rows], LEAST, count, old, partial(on_step, "pairs of thumbprints"))
    one, other = rows[alike.one], rows[alike.other]
    here = np.flatnonzero(scan.wants_all(one, other))
    fine = (-FINE * alike.correlation).astype(np.int64)
    here = here[np.lexsort((other[here], one[here], fine[here]))]
    found = Candidates(
        one[here],
        other[here],
        alike.orientation[here],
        alike.correlation[here],
        np.zeros(len(here), np.float32),
        len(here),
    )
    if set(tiers) & BY_VECTORS and scan.has_same_vectors:
        return _with_neighbours(scan, found, _Neighbours(scan, first, where, on_step))
    return found


class _Neighbours:
    """Pairs of rows that are near by their vectors: keys are `one * n + other`, rising."""

    def __init__(
        self,
        scan: Scan,
        first: NDArray[np.intp],
        where: Condition | None,
        on_step: OnStep,
    ) -> None:
        self._scan, count = scan, len(scan.ids)
        new = first[first >= scan.old]
        self._seen = np.zeros((len(new), AXES), np.float32)
        keys, scores = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for some in self._asked(first, new, where, on_step):
            keys.append(np.fromiter(some, np.int64, len(some)))
            scores.append(np.fromiter(some.values(), np.float32, len(some)))
        self.keys, at = np.unique(np.concatenate(keys), return_index=True)
        self.scores = np.concatenate(scores)[at]
        self.place = np.full(count, count, np.intp)
        """(items,): a row's place among those that are alike."""
        if len(new):
            order = Tree(self._seen @ principal_axes(self._seen)).order
            self.place[new[order]] = np.arange(len(order))

    def _asked(
        self,
        first: NDArray[np.intp],
        new: NDArray[np.intp],
        where: Condition | None,
        on_step: OnStep,
    ) -> Iterator[dict[int, float]]:
        scan, count = self._scan, len(self._scan.ids)
        looked_through, asking = scan.collections[0], scan.collections[-1]
        begin = scan.starts[1] if scan.is_across else count
        row_of = {scan.ids[row]: int(row) for row in first if row < begin}
        scale = roots(looked_through.parts, looked_through.weights)
        shadow = np.random.default_rng(0).normal(size=(len(scale), AXES)).astype(np.float32)
        for start in range(0, len(new), EVERY):
            own = {scan.ids[new[at]]: at for at in range(start, min(start + EVERY, len(new)))}
            found = dict[int, float]()
            for record in asking.store.get(list(own), vectors=True):
                assert record.vector is not None
                asked, at = record.vector * scale**2, own[record.item.id]
                one, self._seen[at] = int(new[at]), asked @ shadow
                for hit in looked_through.store.nearest(asked, NEIGHBOURS + 1, where):
                    other = row_of.get(hit.item.id)
                    if other is None or other == one or hit.vector is None:
                        continue
                    low, high = min(one, other), max(one, other)
                    if scan.wants(low, high):
                        found[low * count + high] = float(hit.vector @ asked)
            yield found
            on_step("neighbours", min(start + EVERY, len(new)), len(new))


def _with_neighbours(scan: Scan, alike: Candidates, near_by: _Neighbours) -> Candidates:
    count = len(scan.ids)
    known = alike.one.astype(np.int64) * count + alike.other
    score = alike.score.copy()
    if len(near_by.keys):
        at = np.minimum(np.searchsorted(near_by.keys, known), len(near_by.keys) - 1)
        both = near_by.keys[at] == known
        score[both] = near_by.scores[at[both]]
    is_new = ~np.isin(near_by.keys, known)
    one, other = (rows.astype(np.intp) for rows in np.divmod(near_by.keys[is_new], count))
    places = near_by.place[one], near_by.place[other]
    order = np.lexsort((np.maximum(*places), np.minimum(*places)))
    one, other = one[order], other[order]
    return Candidates(
        np.concatenate([alike.one, one]),
        np.concatenate([alike.other, other]),
        np.concatenate([alike.orientation, np.zeros(len(one), np.uint8)]),
        np.concatenate([alike.correlation, correlations(scan.prints, one, other)]),
        np.concatenate([score, near_by.scores[is_new][order]]),
        alike.by_print,
    )
