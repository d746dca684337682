"""
Choose a page of hits from the ranking: copies once, one of each group, ordered for variety.

Steps are applied in this order: the condition, `exclude`, `copies`, `group_by`, `diverse`. The
first two decide what is in the ranking, by score and then id. Going down the ranking, an item
becomes a hit unless an earlier hit is the same picture, or shares a group with it. The first 200
hits are then ordered for variety; the others follow by score. All of this depends on the query and
never on the page, so that pages of any size are slices of one list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from lookalike.search.query import Query
from lookalike.shortlist.beneath import with_beneath
from lookalike.shortlist.copies import Shown
from lookalike.shortlist.groups import Taken, candidates
from lookalike.shortlist.ranking import Ranked, Ranking
from lookalike.shortlist.variety import POOL, by_variety
from lookalike.types import Hit


def choose(ranking: Ranking, asked: Query, least: float = float("-inf")) -> tuple[list[Hit], bool]:
    """
    Return the page of a query for which `chooses` is true, of items that score at least `least`.

    Also whether the page ends early because the next item scores less.
    """
    end = _End(least)
    hits = _hits(ranking, asked, end)
    if asked.diverse > 0:
        pool = list(islice(hits, POOL))
        hits = chain(by_variety(pool, asked.diverse, ranking.parts, ranking.vector), hits)
    page = list(islice(hits, asked.offset, asked.offset + asked.limit))
    is_cut = end.is_reached and len(page) < asked.limit
    if asked.copies == "all" and asked.group_by is None:
        return [one.hit for one in page], is_cut
    return [with_beneath(ranking, one, asked) for one in page], is_cut


@dataclass
class _End:
    """Where the ranking ends."""

    least: float
    is_reached: bool = False


def _hits(ranking: Ranking, asked: Query, end: _End) -> Iterator[Ranked]:
    """Yield the hits by score, then id."""
    shown = Shown(len(ranking.vector)) if asked.copies == "once" else None
    taken = None if asked.group_by is None else Taken(asked.group_by)
    count = POOL if asked.diverse > 0 else None  # always read so many
    for one in ranking.all(count=count) if taken is None else candidates(ranking, taken):
        if one.score < end.least:
            end.is_reached = True
            return
        if shown is not None:
            if one.record in shown:
                continue
            shown.add(one.record)
        if taken is not None:
            taken.add(one.item)
        yield one
