"""What made items similar: the inner product, part by part."""

import numpy as np

from lookalike.search.blend import Parts
from lookalike.types import Vectors


def contributions(parts: Parts, query: Vectors, items: Vectors) -> list[dict[str, float]]:
    """
    Of (n, dim) items, each part with weight in the query, in the layout's order.

    An item's contributions sum to its score.
    """
    counting = {name: where for name, where in parts.items() if query[where].any()}
    products = items.astype(np.float64) * query.astype(np.float64)
    sums = [products[:, where].sum(axis=1).tolist() for where in counting.values()]
    return [{n: s[row] for n, s in zip(counting, sums, strict=True)} for row in range(len(items))]
