"""Weight and cosine of each part, whose products sum to the score."""

from dataclasses import dataclass, replace

from lookalike.search.colour import PART
from lookalike.search.example import examples
from lookalike.search.query import Query
from lookalike.search.query_vector import pictures
from lookalike.searchable import Searchable
from lookalike.types import Hit, Weights


@dataclass(frozen=True)
class PartScore:
    """One part's weight and similarity."""

    name: str
    weight: float
    """Share of all weights, 0 to 1."""
    cosine: float
    """Cosine similarity of the part, -1 to 1."""
    contribution: float
    """Weight times cosine; those of all parts sum to the score."""


def part_scores(searchable: Searchable, asked: Query, hit: Hit) -> list[PartScore]:
    """
    Return the parts of `hit`, which explains `asked`, in the collection's order.

    Parts without weight are included, unless only a colour was asked.
    """
    about = searchable.about()
    if not pictures(examples(asked.like)):
        return [_score(PART, 1.0, hit.parts.get(PART, 0.0))]
    given: Weights = about.weights if asked.weights is None else asked.weights
    names, total = [encoder.name for encoder in about.encoders], sum(given.values())
    alone = dict[str, float]()
    if any(not given.get(name) for name in names):
        evenly = replace(asked, weights=dict.fromkeys(names, 1.0))
        even = searchable.explain(evenly, hit.item.id)
        alone = {name: value * len(names) for name, value in even.parts.items()}
    scores = list[PartScore]()
    for name in names:
        weight = given.get(name, 0.0) / total
        said = hit.parts.get(name, 0.0)
        one = _score(name, weight, said)
        scores.append(one if weight else replace(one, cosine=_within(alone.get(name, 0.0))))
    return scores


def _score(name: str, weight: float, contribution: float) -> PartScore:
    cosine = contribution / weight if weight else 0.0
    return PartScore(name, weight, _within(cosine), contribution)


def _within(cosine: float) -> float:
    return max(-1.0, min(1.0, cosine))
