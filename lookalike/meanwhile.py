"""Merge what people changed during an indexing run; their changes win."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from lookalike.stores.base import Record


class Meanwhile:
    """The changes that people made between the start and the end of one run."""

    def __init__(self) -> None:
        self.sources: set[str] = set()
        """Sources of the removed items."""
        self.by_digest: dict[str, list[str]] = {}
        """Sources of the removed items, by digest of the file."""
        self.ids: set[str] = set()
        """Ids of the removed items; the run must not reuse them."""
        self._set: dict[str, set[str]] = {}

    def note_removed(self, record: Record) -> None:
        """Record that this item was removed."""
        if record.item.id in self.ids and record.item.source in self.sources:
            return  # it is told before and after it is removed
        self.ids.add(record.item.id)
        self.sources.add(record.item.source)
        self.by_digest.setdefault(record.origin.digest, []).append(record.item.source)

    def set_by_hand(self, item_id: str) -> set[str]:
        """Return the names of the attributes of an item that were set."""
        return self._set.get(item_id, set())

    def note_set(self, item_id: str, names: Iterable[str]) -> None:
        """Record that these attributes were set."""
        self._set.setdefault(item_id, set()).update(names)


class Runs:
    """
    The active runs of a collection.

    Notify them before the store, since they read without a lock, and once more after it, for a run
    that began in between.
    """

    def __init__(self) -> None:
        self._at_work: list[Meanwhile] = []

    @contextmanager
    def begun(self, meanwhile: Meanwhile | None = None) -> Iterator[Meanwhile]:
        """
        Register a run; enter before anything is read, its table too.

        With the `meanwhile` of a run that is at work, this is a part of that one.
        """
        if meanwhile in self._at_work:
            yield meanwhile
            return
        meanwhile = meanwhile or Meanwhile()
        self._at_work.append(meanwhile)
        try:
            yield meanwhile
        finally:
            self._at_work.remove(meanwhile)

    def note_removed(self, records: Sequence[Record]) -> None:
        """Tell all runs that these items are being removed."""
        for meanwhile in list(self._at_work):
            for record in records:
                meanwhile.note_removed(record)

    def note_set(self, item_id: str, names: Iterable[str]) -> None:
        """Tell all runs that these attributes of an item are being set."""
        for meanwhile in list(self._at_work):
            meanwhile.note_set(item_id, names)
