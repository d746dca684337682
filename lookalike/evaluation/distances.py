"""Distributions of distances between pairs of the same label and of different labels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.scores import similarities
from lookalike.evaluation.vectors import LabelledVectors

SAMPLE = 256  # queries, each with all its pairs
BINS = 48


@dataclass(frozen=True)
class Distances:
    """Two histograms over the same bins; each sums to 1."""

    edges: NDArray[np.float64]
    """(bins + 1,) cosine distance (1 - cosine) or Euclidean distance."""
    same: NDArray[np.float64]
    different: NDArray[np.float64]


def distances(
    gallery: LabelledVectors, queries: LabelledVectors | None, metric: str, seed: int = 0
) -> Distances:
    """Return the histograms of up to SAMPLE queries, chosen by `seed`, without self-pairs."""
    asked = gallery if queries is None else queries
    random = np.random.default_rng(seed)
    rows = random.permutation(len(asked))[:SAMPLE]
    scores = similarities(asked.vectors[rows], gallery.vectors, metric)
    apart = (1 - scores) if metric == "cosine" else -scores
    is_pair = np.ones(apart.shape, np.bool_)
    if queries is None:
        is_pair[np.arange(len(rows)), rows] = False
    same = asked.labels[rows, None] == gallery.labels
    edges = np.histogram_bin_edges(apart[is_pair], BINS)
    return Distances(
        edges.astype(np.float64),
        _shares(apart[is_pair & same], edges),
        _shares(apart[is_pair & ~same], edges),
    )


def _shares(values: NDArray[np.float32], edges: NDArray[np.floating]) -> NDArray[np.float64]:
    counts, _ = np.histogram(values, edges)
    return counts / max(1, len(values))
