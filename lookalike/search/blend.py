"""
Combine examples and weights into one query vector.

A part of the query is the direction of (mean of like - PUSH * mean of unlike), after Rocchio
(1971), scaled by the part's weight. The stored parts have length 1 and the weights sum to 1, so
the inner product with an item is the weighted mean of the parts' cosine similarities.
"""

import math
from collections.abc import Mapping

import numpy as np

from lookalike.errors import QueryError
from lookalike.types import Vectors, Weights

PUSH = 0.5  # how strongly `unlike` pushes away: at 1 it cancels an equal `like`
NO_DIRECTION = 1e-6

Parts = Mapping[str, slice]
"""The slice of each part within the joined vector."""


def blend(parts: Parts, weights: Weights, like: Vectors, unlike: Vectors | None = None) -> Vectors:
    """
    Combine (n, dim) like and (m, dim) unlike into one (dim,) query vector.

    The weights are those that `normalise` returns.
    """
    wanted = like.mean(axis=0, dtype=np.float64)
    if unlike is not None and len(unlike):
        wanted = wanted - PUSH * unlike.mean(axis=0, dtype=np.float64)
    query = np.zeros(like.shape[1], np.float32)
    for name, weight in weights.items():
        length = float(np.linalg.norm(wanted[parts[name]]))
        if length > NO_DIRECTION:  # like and unlike may cancel: then the part says nothing
            query[parts[name]] = weight * wanted[parts[name]] / length
    return query


def roots(parts: Parts, weights: Weights) -> Vectors:
    """
    Return (dim,) float32: the square roots of the weights, repeated over the columns of each part.

    A part without weight has 0. With two rows so scaled, their inner product is their similarity by
    these weights. Where the weights sum to 1, the rows have length 1: an index for cosine, inner
    product or L2 gives the same ranking.
    """
    scale = np.zeros(max(where.stop for where in parts.values()), np.float32)
    for name, weight in weights.items():
        scale[parts[name]] = np.sqrt(weight)
    return scale


def normalise(parts: Parts, weights: Weights) -> dict[str, float]:
    """Return the weights of the named parts, scaled to sum to 1; QueryError if they are invalid."""
    unknown = [name for name in checked_weights(weights) if name not in parts]
    if unknown:
        raise QueryError(f"no part {unknown[0]!r}; there are: {', '.join(parts)}")
    wrong = [name for name, w in weights.items() if not (math.isfinite(w) and w >= 0)]
    if wrong:
        raise QueryError(f"the weight of {wrong[0]} must be 0 or more, not {weights[wrong[0]]}")
    total = sum(weights.values())
    if total <= 0:
        raise QueryError("at least one weight must be above 0")
    if math.isinf(total):
        raise QueryError("the weights are too large to be added up; write smaller ones")
    return {name: weight / total for name, weight in weights.items() if weight > 0}


def checked_weights(weights: Weights) -> Weights:
    """Return the same; QueryError if it is not numbers by the names of parts."""
    if not isinstance(weights, Mapping):
        raise QueryError(f"weights are numbers by part, such as {{'colour': 0.7}}, not {weights!r}")
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise QueryError(f"the weight of {name} must be a number, not {weight!r}")
    return weights


def parse_weights(text: str) -> dict[str, float]:
    """Parse `colour=.35,texture=.15`; raises QueryError."""
    weights = {}
    for pair in text.split(","):
        name, equals, number = pair.partition("=")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not equals or not name.strip():
            raise QueryError(f"cannot read weights {text!r}; write colour=.35,texture=.15")
    return weights
