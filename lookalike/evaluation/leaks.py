"""Find train-test leaks: exact and near copies on both sides of a split."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.vectors import LabelledVectors
from lookalike.images.thumbprint import are_one_picture, mirrored


@dataclass(frozen=True, order=True)
class Duplicate:
    """A query and the item of the gallery that is the same picture."""

    query: int
    """Row."""
    item: int
    """Row of the gallery."""
    kind: str
    """`exact`: the same bytes; `near`: the same picture, resaved or resized; `mirrored`."""
    sources: tuple[str, str]
    """Labels of the query and of the item."""


def find_duplicates(
    gallery: LabelledVectors, queries: LabelledVectors | None, nearest: NDArray[np.int64]
) -> list[Duplicate]:
    """
    Return duplicates in order of query; without queries, pairs within the gallery, each once.

    Near copies are searched among the `nearest` (queries, k) of the encoder, and confirmed by
    their thumbprints.
    """
    asked = gallery if queries is None else queries
    found = {(pair.query, pair.item): pair for pair in _near(gallery, asked, nearest)}
    found |= {(pair.query, pair.item): pair for pair in _exact(gallery, asked)}
    return sorted(p for p in found.values() if queries is not None or p.query > p.item)


def _exact(gallery: LabelledVectors, queries: LabelledVectors) -> Iterator[Duplicate]:
    if gallery.digests is None or queries.digests is None:
        return
    rows = defaultdict(list)
    for row, content in enumerate(gallery.digests.tolist()):
        rows[content].append(row)
    for query, content in enumerate(queries.digests.tolist()):
        for item in rows.get(content, ()):
            yield Duplicate(query, item, "exact", (queries.sources[query], gallery.sources[item]))


def _near(
    gallery: LabelledVectors, queries: LabelledVectors, nearest: NDArray[np.int64]
) -> Iterator[Duplicate]:
    if gallery.thumbprints is None or queries.thumbprints is None:
        return
    for kind, prints in (
        ("mirrored", mirrored(queries.thumbprints)),
        ("near", queries.thumbprints),
    ):
        for query, item in _alike(prints, gallery.thumbprints, nearest):
            yield Duplicate(query, item, kind, (queries.sources[query], gallery.sources[item]))


def _alike(
    queries: NDArray[np.float32], gallery: NDArray[np.float32], nearest: NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Yield query and item of each pair whose thumbprints are of the same picture."""
    for query, items in enumerate(nearest):
        mine, theirs = queries[query], gallery[items]
        yield from ((query, item) for item in items[are_one_picture(mine, theirs)].tolist())
