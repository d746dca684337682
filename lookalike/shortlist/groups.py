"""
Show one hit of each group: items that share a value of an attribute.

If the value is a list, any common member is enough, as in conditions. An item without a value is a
group by itself.
"""

from collections.abc import Iterator
from heapq import merge

from lookalike.filters.condition import All, Condition, Missing, Not, OneOf, members
from lookalike.search.best import rank
from lookalike.shortlist.ranking import FIRST, MOST, Ranked, Ranking
from lookalike.types import Item, Scalar


def values(item: Item, attribute: str) -> tuple[Scalar, ...]:
    """Return the values by which an item belongs to groups."""
    return tuple(members(item.attributes.get(attribute)))


def shared(attribute: str, item: Item) -> Condition:
    """Return the condition that all items of this item's groups match."""
    return OneOf(attribute, values(item, attribute))


class Taken:
    """The groups that already have a hit."""

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute
        self._values: dict[tuple[bool, Scalar], Scalar] = {}

    def add(self, item: Item) -> None:
        """Mark the groups of a hit as taken."""
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
    Yield possible hits in order: every item without a value, and the best item of each group.

    The caller adds each hit to `taken` before it continues. The store is then asked for items of
    other groups only, so that even a very large group is not read to its end.
    """
    alone = ranking.all(Missing(taken.attribute))
    return merge(alone, _of_groups(ranking, taken), key=rank)


def _of_groups(ranking: Ranking, taken: Taken) -> Iterator[Ranked]:
    # The numbers read depend on the query alone, so that an approximate index finds the same for
    # each page. Items that it only finds later, with a score already passed, are left out.
    count, left_out, last = FIRST, set[str](), (float("-inf"), "")
    while True:
        found = ranking.first(count, taken.others(), left_out)
        # What the condition cannot exclude is excluded by id, so that each round brings new items.
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
