"""Divide what a person likes into interests, so that shoes and lamps do not become their mean."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.recommendation.background import Background
from lookalike.recommendation.sources import Source
from lookalike.search.blend import blend, roots
from lookalike.types import Vectors, Weights

MOST = 3  # interests: each is a search


@dataclass(frozen=True)
class Interest:
    """Sources that are similar to each other, as one query."""

    vector: Vectors
    """(dim,), a query vector."""
    weight: float
    sources: Sequence[Source]


def find_interests(
    liked: Sequence[Source],
    disliked: Sequence[Source],
    background: Background,
    weights: Weights,
) -> list[Interest]:
    """
    Return the interests that weigh most, first.

    Sources are joined by average linkage (Sokal & Michener, 1958) while two groups are as similar
    as items of one interest; if there are more than three groups, while they may be of one. What is
    disliked moves the interests near it away.
    """
    if not liked:
        return []
    scale = roots(background.parts, weights)
    rows = np.array([source.vector for source in liked], np.float32) * scale
    groups = joined(_similar(rows), *background.levels(weights))
    sums = [sum(liked[i].weight for i in group) for group in groups]
    order = np.argsort([-one for one in sums], kind="stable")[:MOST]
    return [
        _interest([liked[i] for i in groups[at]], disliked, sums[at], background, weights)
        for at in order
    ]


def _similar(rows: Vectors) -> NDArray[np.float32]:
    """Return (n, n) inner products; so few are computed before BLAS has woken its threads."""
    found = np.empty((len(rows), len(rows)), np.float32)
    for at, row in enumerate(rows):
        found[at, at:] = found[at:, at] = np.einsum("ij,j->i", rows[at:], row)
    return found


def joined(similar: NDArray[np.float32], same: float, near: float) -> list[list[int]]:
    """
    Return groups of the rows of an (n, n) similarity, by average linkage down to `same`.

    Down to `near`, as long as there are more than MOST groups.
    """
    groups = {i: [i] for i in range(len(similar))}
    sums, sizes = similar.astype(np.float64), np.ones(len(similar))
    np.fill_diagonal(sums, -np.inf)
    while len(groups) > 1:
        means = sums / (sizes[:, None] * sizes)
        one, other = sorted(divmod(int(means.argmax()), len(means)))
        if means[one, other] < (near if len(groups) > MOST else same):
            break
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sums[one, one] = sums[other] = sums[:, other] = -np.inf
        sizes[one] += sizes[other]
        groups[one] += groups.pop(other)
    return list(groups.values())


def _interest(
    liked: Sequence[Source],
    disliked: Sequence[Source],
    weight: float,
    background: Background,
    weights: Weights,
) -> Interest:
    parts = background.parts
    shares = np.array([source.weight for source in liked], np.float32) * len(liked) / weight
    rows = np.array([source.vector for source in liked], np.float32) * shares[:, None]
    middle = blend(parts, weights, rows)
    near = [one.vector for one in disliked if one.vector @ middle >= background.levels(weights)[0]]
    vector = blend(parts, weights, rows, np.array(near, np.float32)) if near else middle
    return Interest(vector, weight, liked)
