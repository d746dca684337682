"""Scores by class, and the classes of wrong neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.bootstrap import Estimate, estimates
from lookalike.evaluation.scores import Scores

K = 5  # places that are looked at
SHOWN = ("precision@5", "hit@1", "map")  # metrics that are given for each class


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
    """The class that most wrong neighbours come from; empty where there is none."""


@dataclass(frozen=True)
class Confusion:
    """Where the first 5 neighbours come from."""

    labels: tuple[str, ...]
    """Of queries and neighbours alike."""
    shares: NDArray[np.float64]
    """(labels, labels): of a query class's neighbours (row), the share of each class; rows sum
    to 1, or are zeros where the class has no query."""


def confusion(
    scores: Scores, query_labels: NDArray[np.str_], gallery_labels: NDArray[np.str_]
) -> Confusion:
    """Of the judged queries."""
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
    """One for each class that has a judged query, by name."""
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
