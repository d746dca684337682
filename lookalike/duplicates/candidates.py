"""Choose the pairs of pictures whose pixels are compared."""

from collections.abc import Iterator, Sequence, Set
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.near import near
from lookalike.duplicates.orientation import MIRRORED, ORIENTATIONS
from lookalike.duplicates.scan import EVERY, Scan
from lookalike.duplicates.tiers import Tier
from lookalike.filters.condition import Condition
from lookalike.search.blend import roots
from lookalike.types import OnStep

LEAST = 0.96  # correlation of thumbprints from which pictures are compared
NEIGHBOURS = 10  # by the vectors, which are compared

BY_VECTORS: Set[Tier] = {"edited", "burst", "similar"}
"""Tiers whose pictures are compared with their neighbours by the vectors."""

Candidates: TypeAlias = dict[tuple[int, int], tuple[int, bool, float]]
"""By rows: the orientation, whether the mirror image is tried too, and the score (0 if unknown)."""


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
    found: Candidates = {}
    old = int(np.searchsorted(rows, scan.old))
    count = ORIENTATIONS if "edited" in tiers else 1
    alike = near(scan.prints[rows], LEAST, count, old, partial(on_step, "pairs of thumbprints"))
    for one, other, orientation in zip(alike.one, alike.other, alike.orientation, strict=True):
        at = int(rows[one]), int(rows[other])
        if scan.wants(*at):
            found[at] = int(orientation), int(orientation) >= MIRRORED, 0.0
    if set(tiers) & BY_VECTORS and scan.has_same_vectors:
        for at, score in _neighbours(scan, first, where, on_step):
            orientation, is_mirrored, _ = found.get(at, (0, True, 0.0))
            found[at] = orientation, is_mirrored, score
    return found


def _neighbours(
    scan: Scan,
    first: NDArray[np.intp],
    where: Condition | None,
    on_step: OnStep,
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield pairs of rows with similar vectors, some of them twice."""
    looked_through, asking = scan.collections[0], scan.collections[-1]
    begin = scan.starts[1] if scan.is_across else len(scan.ids)
    row_of = {scan.ids[row]: int(row) for row in first if row < begin}
    new = first[first >= scan.old]
    scale = roots(looked_through.parts, looked_through.weights)
    for start in range(0, len(new), EVERY):
        own = {scan.ids[row]: int(row) for row in new[start : start + EVERY]}
        for record in asking.store.get(list(own), vectors=True):
            assert record.vector is not None
            asked, one = record.vector * scale**2, own[record.item.id]
            for hit in looked_through.store.nearest(asked, NEIGHBOURS + 1, where):
                other = row_of.get(hit.item.id)
                if other is None or other == one or hit.vector is None:
                    continue
                if scan.wants(*(at := (min(one, other), max(one, other)))):
                    yield at, float(hit.vector @ asked)
        on_step("neighbours", min(start + EVERY, len(new)), len(new))
