"""
One hit of each group: items that share a value of an attribute.

A list shares what it shares with others by any of its members, as conditions have it. Items without
a value stand alone.
"""

from collections.abc import Iterator
from heapq import merge

from lookalike.filters.condition import All, Condition, Missing, Not, OneOf, members
from lookalike.search.best import rank
from lookalike.shortlist.ranking import FIRST, MOST, Ranked, Ranking
from lookalike.types import Item, Scalar


def values(item: Item, attribute: str) -> tuple[Scalar, ...]:
    """Return the values that an item shares with others of its groups."""
    return tuple(members(item.attributes.get(attribute)))


def shared(attribute: str, item: Item) -> Condition:
    """Return the condition that all items of this item's groups match."""
    return OneOf(attribute, values(item, attribute))


class Taken:
    """The groups that have a hit."""

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute
        self._values: dict[tuple[bool, Scalar], Scalar] = {}

    def add(self, item: Item) -> None:
        """Take the groups of a hit."""
        self._values |= {_key(v): v for v in values(item, self.attribute)}

    def __contains__(self, item: object) -> bool:
        """Whether the item belongs to a group that has a hit."""
        mine = values(item, self.attribute) if isinstance(item, Item) else ()
        return any(_key(v) in self._values for v in mine)

    def others(self) -> Condition:
        """Return the condition that the items of all other groups match."""
        has_value = Not(Missing(self.attribute))
        if not self._values:
            return has_value
        return All((has_value, Not(OneOf(self.attribute, tuple(self._values.values())))))


def candidates(ranking: Ranking, taken: Taken) -> Iterator[Ranked]:
    """
    Yield in order those that may be hits: every item without a value, and the best of each group.

    The caller adds each hit to `taken` before it goes on. The store is then asked for items of
    other groups only, so that a group is not read to its end, however large it is.
    """
    alone = ranking.all(Missing(taken.attribute))
    return merge(alone, _of_groups(ranking, taken), key=rank)


def _of_groups(ranking: Ranking, taken: Taken) -> Iterator[Ranked]:
    # The numbers read depend on the query alone, so that an index that approximates finds the
    # same for each page. What it finds only later, of a score that was passed, stays out.
    count, left_out, last = FIRST, set[str](), (float("-inf"), "")
    while True:
        found = ranking.first(count, taken.others(), left_out)
        # What the condition does not leave out is left out by its id, so that each time brings new.
        left_out |= {one.item.id for one in found if one.item in taken or rank(one) < last}
        for one in found:
            if one.item.id not in left_out and one.item not in taken:
                last = rank(one)
                yield one
                if one.item not in taken:
                    left_out.add(one.item.id)
        if len(found) < count:
            return
        count = min(2 * count, MOST)


def _key(value: Scalar) -> tuple[bool, Scalar]:
    return isinstance(value, bool), value
