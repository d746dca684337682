"""Scores by class, and the classes of wrong neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.bootstrap import Estimate, estimates
from lookalike.evaluation.scores import Scores

K = 5  # neighbours of each query
SHOWN = ("precision@5", "hit@1", "map")  # metrics of each class


@dataclass(frozen=True)
class ClassResult:
    """The queries of one class."""

    label: str
    queries: int
    gallery: int
    """Items of the class."""
    metrics: Mapping[str, Estimate]
    """Of `SHOWN`, over these queries."""
    confused_with: str
    """The class of most wrong neighbours; empty if there are none."""


@dataclass(frozen=True)
class Confusion:
    """The classes of the first 5 neighbours."""

    labels: tuple[str, ...]
    """Labels of the rows and of the columns."""
    shares: NDArray[np.float64]
    """(labels, labels): shares of each class (column) among the neighbours of a query class (row);
    rows sum to 1, or are zeros if the class has no query."""


def confusion(
    scores: Scores, query_labels: NDArray[np.str_], gallery_labels: NDArray[np.str_]
) -> Confusion:
    """Return the classes of the neighbours of all judged queries."""
    labels, numbers = np.unique(np.concatenate([gallery_labels, query_labels]), return_inverse=True)
    items, queries = numbers[: len(gallery_labels)], numbers[len(gallery_labels) :]
    counts = np.zeros((len(labels), len(labels)))
    neighbours = items[scores.nearest[scores.rows, :K]]
    np.add.at(counts, (queries[scores.rows, None], neighbours), 1)
    totals = counts.sum(axis=1, keepdims=True)
    return Confusion(tuple(labels.tolist()), counts / np.maximum(totals, 1))


def class_results(
    scores: Scores,
    query_labels: NDArray[np.str_],
    gallery_labels: NDArray[np.str_],
    confused: Confusion,
    resamples: int = 2000,
    seed: int = 0,
) -> list[ClassResult]:
    """Return the results of each class that has a judged query, by name."""
    judged = query_labels[scores.rows]
    table = np.stack([scores.values[name] for name in SHOWN], axis=1)
    results = []
    for number, label in enumerate(confused.labels):
        mine = judged == label
        if mine.any():
            results.append(
                ClassResult(
                    label,
                    int(mine.sum()),
                    int(np.count_nonzero(gallery_labels == label)),
                    dict(zip(SHOWN, estimates(table[mine], resamples, seed), strict=True)),
                    _most_confused(confused, number),
                )
            )
    return results


def _most_confused(confused: Confusion, number: int) -> str:
    others = confused.shares[number].copy()
    others[number] = 0
    return confused.labels[int(others.argmax())] if others.any() else ""
