"""Attach to a hit the items that it stands for: its copies, and the other items of its groups."""

from dataclasses import replace

from lookalike.filters.condition import matches
from lookalike.search.best import rank
from lookalike.search.query import Query
from lookalike.shortlist.copies import may_be_same, same_picture
from lookalike.shortlist.groups import shared, values
from lookalike.shortlist.ranking import Ranked, Ranking
from lookalike.types import Hit

LISTED = 12  # items attached to a hit; the others are only counted


def with_beneath(ranking: Ranking, one: Ranked, asked: Query) -> Hit:
    """
    Return the hit with the items that it stands for, and their number.

    These are all other items of the ranking that are the same picture, or share a group, depending
    on what the query asks for, at whatever rank.
    """
    copies = _copies(ranking, one) if asked.copies == "once" else []
    others, count = list[Ranked](), 0
    if asked.group_by is not None and values(one.item, asked.group_by):
        others, count = _others(ranking, one, asked.group_by)
        among = shared(asked.group_by, one.item)
        copies = [copy for copy in copies if not matches(among, copy.item.attributes)]
    beneath = sorted([*copies, *others], key=rank)
    listed = tuple(below.hit for below in beneath[:LISTED])
    return replace(one.hit, beneath=listed, beneath_count=len(copies) + count)


def _copies(ranking: Ranking, one: Ranked) -> list[Ranked]:
    near = ranking.near(one.record, lambda other: may_be_same(one.record, other))
    return [other for other in near if same_picture(one.record, other.record)]


def _others(ranking: Ranking, one: Ranked, attribute: str) -> tuple[list[Ranked], int]:
    """Return the best items of the hit's groups, and the number of all."""
    among = shared(attribute, one.item)
    found = ranking.first(LISTED, among, {one.item.id})
    if len(found) < LISTED:
        return found, len(found)
    where = ranking.only(among)
    count = ranking.store.count(where) - 1
    for record in ranking.store.get(sorted(ranking.left_out)):
        count -= where is not None and matches(where, record.item.attributes)
    return found, count
