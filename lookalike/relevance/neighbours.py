"""The nearest others of sampled pictures, in one pass over a collection of any size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lookalike.relevance.evidence import NOTHING, Cosines
from lookalike.relevance.labels import Labelled
from lookalike.relevance.sample import vectors_of
from lookalike.stores.base import Record, Store

PAGE = 256  # items compared at a time
KEPT = 2  # nearest kept for each picture and each choice of weights

OnPage = Callable[[int], None]


@dataclass
class Nearest:
    """The nearest so far, for each of several choices of weights."""

    weights: NDArray[np.float32]
    """(w, parts)"""
    count: int
    """Number of sampled pictures."""
    _scores: NDArray[np.float32] = field(init=False)
    _cosines: Cosines = field(init=False)

    def __post_init__(self) -> None:
        shape = len(self.weights), self.count, KEPT
        self._scores = np.full(shape, -np.inf, np.float32)
        self._cosines = np.full((*shape, self.weights.shape[1]), NOTHING, np.float32)

    def look(self, cosines: Cosines, hidden: NDArray[np.bool_]) -> None:
        """
        Add (parts, count, page) cosines; `hidden` (count, page) marks pairs that are not
        neighbours.
        """
        rows = np.arange(self.count)
        for at, weights in enumerate(self.weights):
            scores = np.tensordot(weights, cosines, axes=1)
            scores[hidden] = -np.inf
            column = scores.argmax(axis=1)
            found, place = scores[rows, column], self._scores[at].argmin(axis=1)
            better = found > self._scores[at, rows, place]
            here = rows[better], place[better]
            self._scores[at][here] = found[better]
            self._cosines[at][here] = cosines[:, rows[better], column[better]].T

    def cosines(self) -> tuple[Cosines, NDArray[np.bool_]]:
        """
        Return (n, candidates, parts) of the pictures that have neighbours, and a mask (count,) of
        these.
        """
        joined = self._cosines.transpose(1, 0, 2, 3).reshape(self.count, -1, self._cosines.shape[3])
        have = np.asarray(np.isfinite(self._scores).any(axis=(0, 2)), bool)
        return joined[have], have


@dataclass(frozen=True)
class Asked:
    """The sampled pictures, and which neighbours are ignored."""

    records: Sequence[Record]
    parts: Mapping[str, slice]
    weights: NDArray[np.float32]
    """(parts,): the collection's weights."""
    copies_from: float
    """Score by these weights from which another picture counts as a copy, and is ignored."""
    labelled: Labelled | None


def nearest_others(
    store: Store, asked: Asked, on_page: OnPage
) -> tuple[Cosines, Cosines, NDArray[np.float32]]:
    """
    Return (n, candidates, parts) of the nearest others, (m, ...) of the nearest of the same label,
    and (m,) weights of these, by which all labels count the same.

    Candidates are the nearest by the collection's weights, and by each part alone. By other weights
    the nearest is almost always one of them, or hardly nearer. `on_page` is called with the number
    of items read so far, and may raise to stop.
    """
    lenses = np.unique(np.vstack([asked.weights, np.eye(len(asked.parts))]), axis=0)
    near, kin = (Nearest(lenses.astype(np.float32), len(asked.records)) for _ in range(2))
    vectors = vectors_of(asked.records)
    row_of = {record.item.id: row for row, record in enumerate(asked.records)}
    digests = _digests(asked.records)
    labels = None if asked.labelled is None else asked.labelled.numbers(asked.records)
    seen = 0
    scanned = store.scan(vectors=True, page=PAGE)
    while page := list(islice(scanned, PAGE)):
        others = vectors_of(page)
        cosines = np.stack([vectors[:, p] @ others[:, p].T for p in asked.parts.values()])
        hidden = np.tensordot(asked.weights, cosines, axes=1) >= asked.copies_from
        hidden |= (digests[:, None] == _digests(page)) & (digests != 0)[:, None]
        own = [(row_of[r.item.id], at) for at, r in enumerate(page) if r.item.id in row_of]
        for row, at in own:
            hidden[row, at] = True
        near.look(cosines, hidden)
        if labels is not None and asked.labelled is not None:
            other = asked.labelled.numbers(page)
            kin.look(cosines, hidden | (labels[:, None] != other) | (labels < 0)[:, None])
        seen += len(page)
        on_page(seen)
    alike, have = kin.cosines()
    shares = np.ones(0, np.float32) if labels is None else _shares(labels[have])
    return near.cosines()[0], alike, shares


def _shares(labels: NDArray[np.int64]) -> NDArray[np.float32]:
    shares: NDArray[np.float32] = (1 / np.bincount(labels)[labels]).astype(np.float32)
    return shares


def _digests(records: Sequence[Record]) -> NDArray[np.uint64]:
    """Return the first half of each file's digest as a number; 0 if it is unknown."""
    return np.array([int(r.origin.digest[:16] or "0", 16) for r in records], np.uint64)
