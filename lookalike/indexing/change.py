"""The change that a run makes to one item, and its merge with the record in the store."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from lookalike.given import seen_of, set_by_table, with_seen
from lookalike.indexing.vanished import AWAY, is_away
from lookalike.stores.base import Origin, Record
from lookalike.types import Attributes, Changes, Item, Vectors


@dataclass(frozen=True)
class Change:
    """
    The change that a run makes to one item, without anything that others may change meanwhile.
    """

    item_id: str
    source: str
    """The item's file from now on."""
    was: str | None
    """Its source when it was looked up; None for a new item."""
    size: int
    mtime_ns: int
    digest: str
    seen: Attributes = field(default_factory=dict)
    """Attributes read from the file: all of them with a new vector, else only the changed ones."""
    told: Changes | None = None
    """The row of this run's table; None if it has none for the file."""
    vector: Vectors | None = None
    """(dim,) float32 if the pixels are new."""
    stamp: str = ""
    """The file's stamp."""

    def is_news_to(self, now: Record) -> bool:
        """Whether the change would write anything."""
        origin = now.origin
        state = (self.source, self.size, self.mtime_ns, self.stamp, self.digest)
        was = (now.item.source, origin.size, origin.mtime_ns, origin.stamp, origin.digest)
        is_bare = self.vector is None and not self.seen and not self.told
        is_plain = is_bare and not is_away(now)
        return not (state == was and is_plain) and self.merged(now) != now

    def merged(self, now: Record | None, by_hand: Collection[str] = ()) -> Record:
        """
        Return the record to write; `now` is the one in the store.

        The file and its attributes come from the run. Attributes that people set come from the
        store, and from the run's table where it has changed, except those set `by_hand` since.
        """
        before = now or Record(Item(self.item_id, self.source))
        seen = self.seen if self.vector is not None else {**seen_of(before), **self.seen}
        seen = {name: value for name, value in seen.items() if name != AWAY}  # it is here
        known = before.origin.thumbprint if before.origin.digest == self.digest else ""
        origin = Origin(
            self.size,
            self.mtime_ns,
            self.digest,
            stamp=self.stamp,
            thumbprint=known,
        )
        given, overruled = before.origin.given, before.origin.overruled
        record = Record(
            replace(before.item, source=self.source),
            replace(origin, given=given, overruled=overruled),
            self.vector,
        )
        return set_by_table(with_seen(record, seen), self.told or {}, by_hand)
