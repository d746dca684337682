"""Take from several rankings in turn, each as often as its weight says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lookalike.recommendation.sources import Source
from lookalike.search.query import Query
from lookalike.shortlist.copies import Shown
from lookalike.shortlist.groups import Taken
from lookalike.shortlist.ranking import Ranked, Ranking
from lookalike.types import Vectors, Weights


@dataclass
class Stream:
    """The items that one interest yields, best first."""

    weight: float
    ranking: Ranking
    items: Iterator[Ranked]
    sources: Sequence[Source]
    """Empty for what is popular or typical."""
    rows: Vectors
    """(len(sources), dim): each multiplied by the weights of its parts."""
    weights: Weights
    """Of the parts, as its query has them."""
    kind: str
    """`popular` or `typical`, if it has no sources."""
    count: int = field(default=0, init=False)
    """Items taken from it."""


def interleave(
    streams: Sequence[Stream], asked: Query, taken: Taken | None
) -> Iterator[tuple[Ranked, Stream]]:
    """
    Yield each item once, with the stream that it came from, without end until all are empty.

    The next item is of the stream with the largest weight / (number taken + 1): the method of
    D'Hondt (1882), by which seats are shared out. An item that is the same picture as an earlier
    one, or of its group, is left out if the query asks for that.
    """
    dim = len(streams[0].ranking.vector) if streams else 0
    shown = Shown(dim) if asked.copies == "once" else None
    known, left = set[str](), list(streams)
    while left:
        stream = max(left, key=lambda one: one.weight / (one.count + 1))
        one = next((one for one in stream.items if _is_new(one, known, shown, taken)), None)
        if one is None:
            left.remove(stream)
            continue
        known.add(one.item.id)
        if shown is not None:
            shown.add(one.record)
        if taken is not None:
            taken.add(one.item)
        stream.count += 1
        yield one, stream


def _is_new(one: Ranked, known: set[str], shown: Shown | None, taken: Taken | None) -> bool:
    if one.item.id in known or (taken is not None and one.item in taken):
        return False
    return shown is None or one.record not in shown
