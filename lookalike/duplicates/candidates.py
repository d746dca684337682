"""Choose the pairs of pictures that are compared by their pixels."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.collection import Collection
from lookalike.duplicates.near import near
from lookalike.duplicates.orientation import MIRRORED, ORIENTATIONS
from lookalike.duplicates.scan import PAGE, OnStep, Scan
from lookalike.duplicates.tiers import Tier
from lookalike.filters.condition import Condition
from lookalike.search.blend import roots

LEAST = 0.96  # correlation of thumbprints from which pictures are compared
NEIGHBOURS = 10  # by the vectors, which are compared

Candidates: TypeAlias = dict[tuple[int, int], tuple[int, bool, float]]
"""By rows: the orientation, whether the mirror image is tried too, and the score (0 if unknown)."""


def candidates(
    collection: Collection,
    scan: Scan,
    first: NDArray[np.intp],
    tiers: Sequence[Tier],
    where: Condition | None,
    on_step: OnStep,
) -> Candidates:
    """
    Return pairs whose thumbprints or vectors are near.

    Thumbprints find copies that are saved again, turned or mirrored; vectors find the others.
    """
    rows = first[scan.has_print[first]]
    found: Candidates = {}
    alike = near(scan.prints[rows], LEAST, ORIENTATIONS if "edited" in tiers else 1)
    for one, other, orientation in zip(alike.one, alike.other, alike.orientation, strict=True):
        at = int(rows[one]), int(rows[other])
        found[at] = int(orientation), int(orientation) >= MIRRORED, 0.0
    if set(tiers) & {"edited", "burst", "similar"}:
        for at, score in _neighbours(collection, scan, first, where, on_step):
            orientation, is_mirrored, _ = found.get(at, (0, True, 0.0))
            found[at] = orientation, is_mirrored, score
    return found


def _neighbours(
    collection: Collection,
    scan: Scan,
    first: NDArray[np.intp],
    where: Condition | None,
    on_step: OnStep,
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield pairs of rows that are near by their vectors, some of them twice."""
    row_of = {scan.ids[row]: int(row) for row in first}
    scale = roots(collection.parts, collection.weights)
    for start in range(0, len(first), PAGE):
        ids = [scan.ids[row] for row in first[start : start + PAGE]]
        for record in collection.store.get(ids, vectors=True):
            assert record.vector is not None
            asked = record.vector * scale**2
            for hit in collection.store.nearest(asked, NEIGHBOURS + 1, where):
                one, other = row_of[record.item.id], row_of.get(hit.item.id)
                if other is not None and other != one and hit.vector is not None:
                    yield (min(one, other), max(one, other)), float(hit.vector @ asked)
        on_step("neighbours", min(start + PAGE, len(first)), len(first))
