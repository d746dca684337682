"""
The boundaries of the levels, for given weights and a stated rate. This is where they are defined.

- **same**: `rate` of all copies of a picture (saved again, smaller, trimmed by up to 5 %, lighter
  or darker) score this much or more beside it.
- **similar**: `rate` of the collection's pictures, each label counting the same, score this much or
  more beside their nearest of that label; without a label that suits, beside their nearest other.
- **related**: `rate` of all pairs by chance, of different labels if there are any, score less.
- **foreign**: a query has nothing like it here if its best hit and its own typicality are together
  less than those of nearly all of the collection's pictures, each asked of the others. At most
  1 - `rate` of such queries are called foreign. Half of that is kept in reserve (`RESERVE`).

Quantiles are those of split conformal prediction (Vovk, Gammerman & Shafer, 2005): of n values that
are exchangeable with a new one, the k-th smallest is above it with probability k / (n + 1) at most.
"""

from dataclasses import dataclass
from math import ceil
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lookalike.relevance.evidence import Cosines, Evidence
from lookalike.types import Relevance

RESERVE = 0.5
"""
Networks may have been trained on the very pictures that they serve, which are then nearer to each
other than new ones are to them (measured: benchmarks/relevance.py).
"""
FEWEST = 20  # values that a quantile needs

Values = NDArray[np.float32]
OneOrMany = TypeVar("OneOrMany", float, Values)


@dataclass(frozen=True)
class Boundaries:
    """Least scores of the levels, and the least evidence of a query that is not foreign."""

    same: float | None
    """None if no file could be read to make copies of; then no hit is called `same`."""
    similar: float
    related: float
    foreign: float
    """Least `strangeness`; below it, a query has nothing like it here."""
    middle: tuple[float, float]
    """Median of the best score and of the typicality of the collection's own pictures."""
    spread: tuple[float, float]
    """Spread of both: the distance from the median to the lowest twentieth."""

    def level(self, score: float) -> Relevance:
        """Return the level of a score."""
        if self.same is not None and score >= self.same:
            return "same"
        if score >= self.similar:
            return "similar"
        return "related" if score >= self.related else "unrelated"

    def is_foreign(self, best: float, typical: float) -> bool:
        """Whether a query with this best score and typicality has nothing like it here."""
        if self.same is not None and best >= self.same:
            return False  # an untypical query may still have a copy here
        return _standing(best, typical, self.middle, self.spread) < self.foreign


def boundaries(evidence: Evidence, weights: Values, rate: float) -> Boundaries:
    """Return the boundaries for (parts,) weights that sum to 1; `rate` is above .5 and below 1."""
    best, typical = best_scores(evidence.near, weights), evidence.typical @ weights
    middle = float(np.median(best)), float(np.median(typical))
    spread = _depth(best), _depth(typical)
    error = 1 - rate
    similar = lower(best, error)
    if len(evidence.kin):
        similar = lower(best_scores(evidence.kin, weights), error, evidence.shares)
    related = min(upper(evidence.pairs @ weights, error), similar)
    same = None
    if len(evidence.copies) >= FEWEST:
        same = max(lower(evidence.copies @ weights, error), similar)
    own = _standing(best, typical, middle, spread)
    foreign = lower(own, RESERVE * error)
    return Boundaries(same, similar, related, foreign, middle, spread)


def best_scores(cosines: Cosines, weights: Values) -> Values:
    """Return (n,): the largest score of each of (n, candidates, parts)."""
    found: Values = (cosines @ weights).max(axis=1)
    return found


def lower(values: Values, error: float, shares: Values | None = None) -> float:
    """
    Return a bound that a new value falls below with a probability of at most `error`, if n is large
    enough.

    With `shares`, each value counts by its share, so that all labels count the same.
    """
    order = np.argsort(values, kind="stable")
    given = np.ones(len(values)) if shares is None else shares[order].astype(np.float64)
    sums = np.cumsum(given) / (given.sum() + given.mean())
    place = max(int(np.searchsorted(sums, error + 1e-9, side="right")), 1)
    return float(values[order[place - 1]])


def upper(values: Values, error: float) -> float:
    """
    Return a bound that a new value reaches with a probability of at most `error`, if n is large
    enough.
    """
    place = min(ceil((1 - error) * (len(values) + 1)), len(values))
    return float(np.nextafter(np.sort(values)[place - 1], np.float32(np.inf)))


def _depth(values: Values) -> float:
    return float(np.median(values) - np.quantile(values, 0.05)) or 1.0


def _standing(
    best: OneOrMany, typical: OneOrMany, middle: tuple[float, float], spread: tuple[float, float]
) -> OneOrMany:
    """Return how far best score and typicality are from their medians, in their spreads."""
    return (best - middle[0]) / spread[0] + (typical - middle[1]) / spread[1]
