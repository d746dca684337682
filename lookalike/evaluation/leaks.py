"""Find train-test leaks: exact and near copies on both sides of a split."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.evaluation.vectors import LabelledVectors
from lookalike.types import ImageArray

SIDE = 16  # of the small grey picture that is compared
ALIKE = 0.985  # correlation of thumbprints from which two pictures may be one
# ...if no place differs by more than this share of the strongest: of 83 pairs of motorbikes that
# only share their black frame, 12 pass; of 500 photos saved at half size and quality 40, all but 1.
ODDEST = 0.3


@dataclass(frozen=True, order=True)
class Duplicate:
    """A query and the item of the gallery that is the same picture."""

    query: int
    """Row."""
    item: int
    """Row of the gallery."""
    kind: str
    """`exact`: the same bytes; `near`: the same picture, saved or sized anew; `mirrored`."""
    sources: tuple[str, str]
    """Of the query and of the item."""


def thumbprint(image: ImageArray) -> NDArray[np.float32]:
    """(h, w, 3) to (256,) of length 1: a small grey picture, without its mean."""
    picture = Image.fromarray(image).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    grey = np.asarray(picture, np.float32).ravel()
    grey -= grey.mean()
    return grey / max(float(np.linalg.norm(grey)), 1e-6)


def find_duplicates(
    gallery: LabelledVectors, queries: LabelledVectors | None, nearest: NDArray[np.int64]
) -> list[Duplicate]:
    """
    In order of query; without queries, pairs within the gallery, each once.

    Near ones are looked for among the `nearest` (queries, k) that the encoder finds: it proposes,
    and the thumbprints decide.
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
    """Query and item of each pair of thumbprints that are one picture's."""
    for query, items in enumerate(nearest):
        mine, theirs = queries[query], gallery[items]
        yield from ((query, item) for item in items[are_one_picture(mine, theirs)].tolist())


def are_one_picture(mine: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(n,) for thumbprints (n, bits): is each the same picture as `mine` (bits,)?"""
    oddest = np.abs(others - mine).max(axis=1)
    is_one: NDArray[np.bool_] = (others @ mine >= ALIKE) & (oddest <= ODDEST * np.abs(mine).max())
    return is_one


def mirrored(thumbprints: NDArray[np.float32]) -> NDArray[np.float32]:
    """The thumbprints of the same pictures, left and right exchanged."""
    turned = thumbprints.reshape(-1, SIDE, SIDE)[:, :, ::-1]
    return turned.reshape(len(thumbprints), -1)
