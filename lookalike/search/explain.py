"""What made an item similar: the inner product, part by part."""

import numpy as np

from lookalike.search.blend import Parts
from lookalike.types import Vectors


def contributions(parts: Parts, query: Vectors, item: Vectors) -> dict[str, float]:
    """Of each part with weight in the query, in the layout's order; they sum to the score."""
    products = query.astype(np.float64) * item.astype(np.float64)
    return {
        name: float(products[where].sum()) for name, where in parts.items() if query[where].any()
    }
