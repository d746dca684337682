"""Compute all metrics of all queries, in blocks of queries to bound memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.evaluation import metrics
from lookalike.evaluation.metrics import Judgement, Values, judge
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.types import Vectors

CHUNK = 256  # queries scored at once, which limits memory to CHUNK x gallery
NEAREST = 10  # neighbours kept for each query, for hubness, confusion and pictures
TRIPLETS = "triplet_success"
RANKING: Mapping[str, Callable[[Judgement], Values]] = {
    "hit@1": partial(metrics.hit_at_k, k=1),
    "hit@5": partial(metrics.hit_at_k, k=5),
    "precision@1": partial(metrics.precision_at_k, k=1),
    "precision@5": partial(metrics.precision_at_k, k=5),
    "precision@10": partial(metrics.precision_at_k, k=10),
    "recall@5": partial(metrics.recall_at_k, k=5),
    "map": metrics.average_precision,
    "map@r": metrics.map_at_r,
    "r_precision": metrics.r_precision,
    "ndcg@10": partial(metrics.ndcg_at_k, k=10),
}
NAMES = (*RANKING, TRIPLETS)
CUTOFFS = (1, 5, 10)


@dataclass(frozen=True)
class Scores:
    """The metrics and neighbours of each query."""

    rows: NDArray[np.int64]
    """(judged,) the queries that have a relevant item."""
    values: Mapping[str, Values]
    """Metric to (judged,) values."""
    nearest: NDArray[np.int64]
    """(queries, up to NEAREST) rows of the gallery, nearest first, for all queries."""


def similarities(queries: Vectors, gallery: Vectors, metric: str = "cosine") -> Vectors:
    """Return (queries, gallery): inner products, or negated Euclidean distances."""
    products: Vectors = queries @ gallery.T
    if metric == "cosine":
        return products
    squares = np.square(queries).sum(axis=1)[:, None] + np.square(gallery).sum(axis=1)
    distances: Vectors = -np.sqrt(np.maximum(squares - 2 * products, 0))
    return distances


def score_queries(
    gallery: LabelledVectors, queries: LabelledVectors | None = None, metric: str = "cosine"
) -> Scores:
    """
    Score every query against the gallery; without queries, each item against the others.

    All triplets are used: a query's value is the share of its (positive, negative) pairs in which
    the positive is strictly more similar.
    """
    _check(gallery, queries)
    chunks = list(_chunks(gallery, queries, metric))
    rows, values, nearest = zip(*chunks, strict=True)
    if not sum(map(len, rows)):
        raise InputError("no query has a relevant image: the gallery has none of their labels")
    return Scores(
        np.concatenate(rows),
        {name: np.concatenate([chunk[name] for chunk in values]) for name in NAMES},
        np.concatenate(nearest),
    )


def _check(gallery: LabelledVectors, queries: LabelledVectors | None) -> None:
    classes = np.unique(gallery.labels).tolist()
    if len(classes) < 2:
        raise InputError(f"nothing to distinguish: every image of the gallery is {classes}")
    if queries is not None and not len(queries):
        raise InputError("there are no queries; name some labelled images")


def _chunks(
    gallery: LabelledVectors, queries: LabelledVectors | None, metric: str
) -> Iterator[tuple[NDArray[np.int64], dict[str, Values], NDArray[np.int64]]]:
    """Yield for each chunk its judged queries, their values, and the nearest of all queries."""
    asked = gallery if queries is None else queries
    labels, wanted = _numbered(gallery.labels, asked.labels)
    for start in range(0, len(asked), CHUNK):
        rows = np.arange(start, min(start + CHUNK, len(asked)))
        scores = similarities(asked.vectors[rows], gallery.vectors, metric)
        relevant = labels == wanted[rows, None]
        if queries is None:
            scores[rows - start, rows], relevant[rows - start, rows] = -np.inf, False
        orders = np.argsort(-scores, axis=1, kind="stable")[:, : len(labels) - (queries is None)]
        judgement = judge(orders, wanted[rows], labels, exclude_self=queries is None)
        values = {name: metric_of(judgement) for name, metric_of in RANKING.items()}
        kept = relevant.any(axis=1)
        values[TRIPLETS] = np.array(
            [
                _triplet_share(scores[row], relevant[row], labels != wanted[start + row])
                for row in np.flatnonzero(kept)
            ]
        )
        yield rows[kept], values, orders[:, :NEAREST].copy()  # a view would keep the whole array


def _triplet_share(
    scores: Vectors, positive: NDArray[np.bool_], negative: NDArray[np.bool_]
) -> float:
    """Return the share of (positive, negative) pairs in which the positive scores higher."""
    below = np.searchsorted(np.sort(scores[negative]), scores[positive], side="left")
    return float(below.mean() / np.count_nonzero(negative))


def _numbered(
    labels: NDArray[np.str_], wanted: NDArray[np.str_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the labels as integers, which are faster to compare."""
    _, numbers = np.unique(np.concatenate([labels, wanted]), return_inverse=True)
    return numbers[: len(labels)], numbers[len(labels) :]
