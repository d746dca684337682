"""Find the nearest items of every item, exactly, in bounded memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

NEAREST = 20
GALLERY = 50_000  # up to so many items, all are compared with all
SAMPLE = 20_000  # of a larger collection, a random sample with which each item is compared
BLOCK = 512  # items compared at once


@dataclass(frozen=True)
class Neighbours:
    """The nearest items of n items, best first; missing ones are -1."""

    rows: NDArray[np.int32]
    """(n, NEAREST)"""
    scores: NDArray[np.float32]
    """(n, NEAREST) similarities, -1 to 1; -2 if there is no row."""
    gallery: NDArray[np.int32]
    """Rows of the items that can be found."""


def gallery_of(count: int, seed: int = 0) -> NDArray[np.int32]:
    """Return the rows, in order, of the items with which others are compared."""
    if count <= GALLERY:
        return np.arange(count, dtype=np.int32)
    drawn = np.random.default_rng(seed).choice(count, SAMPLE, replace=False)
    return np.sort(drawn).astype(np.int32)


def nearest(
    vectors: Callable[[], Iterator[Vectors]],
    count: int,
    on_block: Callable[[int], None] = lambda done: None,
) -> Neighbours:
    """
    Find the nearest of each of `count` vectors among `gallery_of(count)`, without itself.

    `vectors` yields (m, dim) float32 rows, in the same order each time; it is called twice.
    """
    gallery = gallery_of(count)
    among = _picked(vectors(), gallery)
    rows = np.full((count, NEAREST), -1, np.int32)
    scores = np.full((count, NEAREST), -2, np.float32)
    start = 0
    for many in vectors():
        for block in np.array_split(many, max(1, -(-len(many) // BLOCK))):
            end = start + len(block)
            rows[start:end], scores[start:end] = _nearest(block, among, gallery, start)
            start = end
            on_block(start)
    return Neighbours(rows, scores, gallery)


def _picked(vectors: Iterator[Vectors], wanted: NDArray[np.int32]) -> Vectors:
    found, start = list[Vectors](), 0
    for many in vectors:
        here = wanted[(wanted >= start) & (wanted < start + len(many))]
        found.append(many[here - start])
        start += len(many)
    return np.concatenate(found) if found else np.empty((0, 1), np.float32)


def _nearest(
    block: Vectors, among: Vectors, gallery: NDArray[np.int32], start: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the nearest of each row of `block`, which are the rows of all vectors from `start`."""
    similar = block @ among.T
    similar[gallery[None] == np.arange(start, start + len(block))[:, None]] = -2  # itself
    count = min(NEAREST, len(gallery))
    found = np.argpartition(-similar, count - 1, axis=1)[:, :count]
    scores = np.take_along_axis(similar, found, axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")
    scores = np.take_along_axis(scores, order, axis=1)
    rows = gallery[np.take_along_axis(found, order, axis=1)]
    rows[scores <= -2] = -1
    short = ((0, 0), (0, NEAREST - count))
    return np.pad(rows, short, constant_values=-1), np.pad(scores, short, constant_values=-2)
