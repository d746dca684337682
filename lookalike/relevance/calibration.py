"""A calibration: evidence about a collection's scores, and how queries are judged by it."""

from dataclasses import dataclass, field

import numpy as np

from lookalike.relevance.boundaries import Boundaries, boundaries
from lookalike.relevance.evidence import Evidence
from lookalike.relevance.typicality import typicality
from lookalike.search.blend import Parts
from lookalike.types import Relevance, Vectors, Weights

RATE = 0.95
REMEMBERED = 64  # boundaries cached, one for each choice of weights: sliders produce many


@dataclass(frozen=True)
class Judgement:
    """What the scores of one query mean."""

    bounds: Boundaries
    best: float
    """Score of the best hit."""
    is_foreign: bool
    """Whether nothing in the collection is like the query: then all hits are unrelated."""

    def level(self, score: float) -> Relevance:
        """Return what a score means."""
        return "unrelated" if self.is_foreign else self.bounds.level(score)

    def least(self, level: Relevance) -> float:
        """Return the least score of a level; infinite if no hit can have it."""
        bounds = self.bounds
        if level == "unrelated":
            return -np.inf
        if self.is_foreign:
            return np.inf
        same = np.inf if bounds.same is None else bounds.same
        return {"same": same, "similar": bounds.similar, "related": bounds.related}[level]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What scores mean in one collection, and the evidence for it."""

    items: int
    """Number of items when it was made."""
    rate: float
    """The stated rate of all boundaries: .95 is an error of 5 in 100."""
    label: str | None
    """The attribute whose values say what is similar; None if there is none."""
    is_label_given: bool
    """Whether a person named the attribute, so that it is not chosen again."""
    fingerprints: tuple[str, ...]
    """Fingerprints of the encoders, in the order of the parts."""
    seed: int
    made_at: str
    """When it was made, ISO 8601, UTC."""
    evidence: Evidence = field(repr=False)
    _known: dict[tuple[float, ...], Boundaries] = field(default_factory=dict, repr=False)

    @property
    def asked_label(self) -> str | None:
        """The `labels` with which it was made."""
        return self.label if self.is_label_given else None

    def is_stale(self, items: int) -> bool:
        """Whether the collection has doubled since, or lost half of its items."""
        return items >= 2 * self.items or 2 * items <= self.items

    def boundaries(self, weights: Weights, rate: float | None = None) -> Boundaries:
        """Return the boundaries for weights that sum to 1, at this rate or another one."""
        given = tuple(weights.get(name, 0.0) for name in self.evidence.parts)
        if rate is not None:
            return boundaries(self.evidence, np.array(given, np.float32), rate)
        if given not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[given] = boundaries(self.evidence, np.array(given, np.float32), self.rate)
        return self._known[given]

    def judge(self, parts: Parts, query: Vectors, best: float) -> Judgement:
        """Return what scores of `query` (dim,) mean; `best` is the score of its best hit."""
        lengths = {name: float(np.linalg.norm(query[where])) for name, where in parts.items()}
        total = sum(lengths.values())
        weights = {name: round(length / total, 6) for name, length in lengths.items()}
        bounds = self.boundaries(weights)
        typical = sum(
            weights[name] * float(typicality(outline, query[None, parts[name]] / length)[0])
            for (name, length), outline in zip(lengths.items(), self.evidence.outlines, strict=True)
            if weights[name]
        )
        return Judgement(bounds, best, bounds.is_foreign(best, typical))
