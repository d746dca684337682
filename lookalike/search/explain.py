"""Explain a score: the share of the inner product that each part contributes."""

from collections.abc import Sequence

import numpy as np

from lookalike.search.blend import Parts
from lookalike.types import Hit, Item, Vectors


def contributions(parts: Parts, query: Vectors, items: Vectors) -> list[dict[str, float]]:
    """
    Return the contribution of each part with weight in the query, for (n, dim) items, in the
    layout's order.

    An item's contributions sum to its score.
    """
    counting = {name: where for name, where in parts.items() if query[where].any()}
    products = items.astype(np.float64) * query.astype(np.float64)
    sums = [products[:, where].sum(axis=1).tolist() for where in counting.values()]
    return [{n: s[row] for n, s in zip(counting, sums, strict=True)} for row in range(len(items))]


def hits_of(
    parts: Parts, query: Vectors, found: Sequence[tuple[Item, Vectors | None]]
) -> list[Hit]:
    """Return items with vectors as hits of a query vector, in the same order."""
    vectors = [np.zeros_like(query) if vector is None else vector for _, vector in found]
    shares = contributions(parts, query, np.array(vectors).reshape(-1, len(query)))
    return [_hit(item, one) for (item, _), one in zip(found, shares, strict=True)]


def _hit(item: Item, parts: dict[str, float]) -> Hit:
    """Clip scores to -1 to 1, as rounding may make vectors slightly longer than 1."""
    score = sum(parts.values())
    if abs(score) <= 1:
        return Hit(item, score, parts)
    return Hit(item, max(-1.0, min(1.0, score)), {n: v / abs(score) for n, v in parts.items()})
