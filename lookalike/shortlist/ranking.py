"""The ranking of one search: the items that match, by score and then id, read on demand."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from lookalike.filters.condition import All, Condition
from lookalike.search.best import best
from lookalike.search.blend import Parts
from lookalike.search.depth import depth
from lookalike.search.explain import hits_of
from lookalike.stores.base import Record, Store
from lookalike.types import Hit, Item, Vectors

FIRST, MOST = 16, 512  # items read at a time, whatever page is asked for
LEAST_DEPTH = 64


@dataclass(frozen=True)
class Ranked:
    """A hit with its record, which has the vector."""

    hit: Hit
    record: Record

    @property
    def item(self) -> Item:
        """The item that was found."""
        return self.hit.item

    @property
    def score(self) -> float:
        """The score by which it is ranked."""
        return self.hit.score


@dataclass(frozen=True)
class Ranking:
    """Reads the ranking of a query vector (dim,) from a store."""

    store: Store
    parts: Parts
    vector: Vectors
    where: Condition | None
    left_out: frozenset[str]
    """Ids of examples and of excluded items, which the ranking leaves out."""
    share: float = 1.0
    """Of the candidates that a search looks at, where several rankings share the work of one."""

    def first(
        self, count: int, among: Condition | None = None, left_out: Collection[str] = ()
    ) -> list[Ranked]:
        """Return the `count` best that also match `among`, in order; fewer if there are no more."""
        where = self.only(among)
        deep = max(LEAST_DEPTH, int(self.share * depth(self.parts, self.vector)))

        def find(wanted: int) -> list[Ranked]:
            return self.ranked(self.store.nearest(self.vector, wanted, where, deep))

        return best(count, self.left_out.union(left_out), find)[:count]

    def all(self, among: Condition | None = None, count: int | None = None) -> Iterator[Ranked]:
        """
        Yield all that also match `among`, in order.

        Reads `count` first, then twice as many each time.
        """
        count, known = FIRST if count is None else count, set[str]()
        while True:
            found = self.first(count, among)
            for one in found:
                if one.item.id not in known:
                    known.add(one.item.id)
                    yield one
            if len(found) < count:
                return
            count *= 2

    def near(self, record: Record, least: Callable[[Record], bool]) -> list[Ranked]:
        """
        Return the items of the ranking whose vectors are nearest to a record's, in order.

        Reads on until `least` is false for an item.
        """
        vector, count = record.vector, FIRST // 4
        if vector is None:
            return []
        deep = depth(self.parts, vector)
        while True:
            found = self.store.nearest(vector, count, self.where, deep)
            if len(found) < count or not least(found[-1]):
                break
            count *= 4
        others = [r for r in found if r.item.id not in self.left_out | {record.item.id}]
        return self.ranked(others)

    def only(self, among: Condition | None) -> Condition | None:
        """Return the condition of the search combined with another one."""
        both = tuple(c for c in (self.where, among) if c is not None)
        return All(both) if len(both) > 1 else (both[0] if both else None)

    def ranked(self, records: Sequence[Record]) -> list[Ranked]:
        """Return records as hits of the query, in the same order; they must have vectors."""
        hits = hits_of(self.parts, self.vector, [(r.item, r.vector) for r in records])
        return [Ranked(hit, record) for hit, record in zip(hits, records, strict=True)]
