"""
Order hits for variety: maximal marginal relevance (Carbonell & Goldstein, 1998).

The next hit is always the one with the largest (1 - diverse) * score - diverse * (largest
similarity to an earlier hit).
"""

from collections.abc import Sequence

import numpy as np

from lookalike.search.blend import Parts, roots
from lookalike.shortlist.ranking import Ranked
from lookalike.types import Vectors

POOL = 200  # hits that are reordered, whatever page is asked for; the others follow by score
EVEN = 1e-6  # values that differ by less count as equal: they come from float32


def by_variety(
    pool: Sequence[Ranked], diverse: float, parts: Parts, query: Vectors
) -> list[Ranked]:
    """
    Return the hits reordered; of equal ones, the one of the better rank comes first.

    Similarities use the query's weights.
    """
    rows = _weighted(pool, parts, query)
    scores = np.array([one.score for one in pool])
    nearest, left = np.zeros(len(pool)), np.ones(len(pool), bool)
    order = list[int]()
    for _ in pool:
        value = np.where(left, (1 - diverse) * scores - diverse * nearest, -np.inf)
        at = int(np.argmax(value >= value.max() - EVEN))
        like = rows @ rows[at]
        nearest = np.maximum(nearest, like) if order else like
        left[at] = False
        order.append(at)
    return [pool[at] for at in order]


def _weighted(pool: Sequence[Ranked], parts: Parts, query: Vectors) -> Vectors:
    """Return (n, dim): rows whose inner products are the weighted means of the parts' cosines."""
    lengths = {name: float(np.linalg.norm(query[where])) for name, where in parts.items()}
    total = sum(lengths.values()) or 1.0
    scale = roots(parts, {name: length / total for name, length in lengths.items()})
    vectors = [one.record.vector for one in pool]
    known = [np.zeros_like(query) if vector is None else vector for vector in vectors]
    return np.array(known, np.float32).reshape(len(pool), len(query)) * scale
