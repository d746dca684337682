"""Ranking metrics; knows nothing of images, encoders or stores.

A query's ranking is judged by which of its places hold a relevant item. Definitions:
- precision, recall and average precision: Manning, Raghavan & Schütze, "Introduction to
  Information Retrieval" (2008), chapter 8;
- NDCG: Järvelin & Kekäläinen (2002), with gains 0 and 1;
- R-precision and MAP@R: Musgrave, Belongie & Lim, "A Metric Learning Reality Check" (2020);
- the area under the ROC curve as a share of pairs: Hanley & McNeil (1982).

Every metric returns one value per query, float64 in 0 to 1, so that a caller may average, compare
or bootstrap them. A ranking shorter than k has misses beyond its end.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lookalike.errors import InputError
from lookalike.types import Vectors

CHUNK = 256  # queries scored at once, which limits memory to CHUNK x gallery

Values = NDArray[np.float64]
"""(queries,)"""


@dataclass(frozen=True)
class Judgement:
    """Which places of each ranking are relevant, for queries with at least one relevant item."""

    relevant: NDArray[np.bool_]
    """(queries, places), best place first."""
    totals: NDArray[np.int64]
    """(queries,) relevant items in the whole gallery; at least 1."""
    excluded: int = 0
    """Queries left out because nothing in the gallery is relevant to them."""


def rank(queries: Vectors, gallery: Vectors, exclude_self: bool = False) -> NDArray[np.int64]:
    """Return (queries, gallery) indices by falling inner product; ties keep the gallery's order.

    `exclude_self` is leave-one-out: both are the same rows, and row i is left out of its own
    ranking, which is one place shorter.
    """
    if exclude_self and len(queries) != len(gallery):
        raise InputError(
            "leave-one-out needs the same rows as queries and gallery, not "
            f"{len(queries)} and {len(gallery)}"
        )
    orders = np.empty((len(queries), len(gallery) - exclude_self), np.int64)
    for start in range(0, len(queries), CHUNK):
        scores = queries[start : start + CHUNK] @ gallery.T
        if exclude_self:
            rows = np.arange(len(scores))
            scores[rows, start + rows] = -np.inf
        order = np.argsort(-scores, axis=1, kind="stable")
        orders[start : start + CHUNK] = order[:, : orders.shape[1]]
    return orders


def judge(
    orders: NDArray[np.int64],
    query_labels: ArrayLike,
    gallery_labels: ArrayLike,
    exclude_self: bool = False,
) -> Judgement:
    """Judge rankings: items of the same label are relevant; `orders` may be truncated."""
    wanted, labels = np.asarray(query_labels), np.asarray(gallery_labels)
    totals = np.array([np.count_nonzero(labels == label) for label in wanted], np.int64)
    totals -= exclude_self
    kept = totals > 0
    relevant = labels[orders[kept]] == wanted[kept, None]
    return Judgement(relevant, totals[kept], int(np.count_nonzero(~kept)))


def precision_at_k(judgement: Judgement, k: int) -> Values:
    """Return the share of the first k places that are relevant."""
    return _found(judgement, k) / k


def recall_at_k(judgement: Judgement, k: int) -> Values:
    """Return the share of relevant items in the first k places (not the `R@k` of hit_at_k)."""
    return _found(judgement, k) / judgement.totals


def hit_at_k(judgement: Judgement, k: int) -> Values:
    """Return 1 if any of the first k places is relevant; metric learning calls it R@k."""
    return (_found(judgement, k) > 0).astype(np.float64)


def average_precision(judgement: Judgement) -> Values:
    """Return the mean precision at the places of all relevant items; its mean is mAP."""
    return _summed_precision(judgement.relevant) / judgement.totals


def r_precision(judgement: Judgement) -> Values:
    """Precision at R, a query's number of relevant items."""
    hits: Values = (judgement.relevant & _within_r(judgement)).sum(axis=1) / judgement.totals
    return hits


def map_at_r(judgement: Judgement) -> Values:
    """Return the average precision of the first R places; later places do not count."""
    return _summed_precision(judgement.relevant & _within_r(judgement)) / judgement.totals


def ndcg_at_k(judgement: Judgement, k: int) -> Values:
    """Return the discounted gain of the first k places, divided by that of the best ranking."""
    top = judgement.relevant[:, :k]
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.cumsum(discounts)[np.minimum(judgement.totals, k) - 1]
    return np.asarray((top @ discounts[: top.shape[1]]) / ideal, np.float64)


def triplet_success(to_positive: ArrayLike, to_negative: ArrayLike) -> Values:
    """Return 1 if an anchor is strictly more similar to its positive than to its negative."""
    return (np.asarray(to_positive) > np.asarray(to_negative)).astype(np.float64)


def pair_auc(same: ArrayLike, different: ArrayLike) -> float:
    """Return the area under the ROC curve: how often one of `same` exceeds one of `different`.

    Both are similarities, at least one each; ties count half, so .5 is chance.
    """
    wanted, others = np.asarray(same), np.sort(np.asarray(different))
    below = np.searchsorted(others, wanted, "left") + np.searchsorted(others, wanted, "right")
    return float(below.mean() / 2 / len(others))


def _found(judgement: Judgement, k: int) -> Values:
    """Relevant items in the first k places."""
    if k < 1:
        raise InputError(f"k must be 1 or more, not {k}")
    found: Values = judgement.relevant[:, :k].sum(axis=1).astype(np.float64)
    return found


def _within_r(judgement: Judgement) -> NDArray[np.bool_]:
    """Return (queries, places): whether the place is among a query's first R."""
    within: NDArray[np.bool_] = np.arange(judgement.relevant.shape[1]) < judgement.totals[:, None]
    return within


def _summed_precision(relevant: NDArray[np.bool_]) -> Values:
    """Precision at each relevant place, summed."""
    places = np.arange(1, relevant.shape[1] + 1)
    summed: Values = (np.cumsum(relevant, axis=1) / places * relevant).sum(axis=1)
    return summed
