"""What people did to a collection while a run was at work on it: theirs is the last word."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from lookalike.stores.base import Record


class Meanwhile:
    """Told by whoever changes the collection, from the beginning of one run to its end."""

    def __init__(self) -> None:
        self.sources: set[str] = set()
        """Of the items that were removed."""
        self.by_digest: dict[str, list[str]] = {}
        """The same, by the content of the files."""
        self.ids: set[str] = set()
        """The same, by id: what is found meanwhile gets other ones."""
        self._set: dict[str, set[str]] = {}

    def note_removed(self, record: Record) -> None:
        """This item shall be gone."""
        self.ids.add(record.item.id)
        self.sources.add(record.item.source)
        self.by_digest.setdefault(record.origin.digest, []).append(record.item.source)

    def set_by_hand(self, item_id: str) -> set[str]:
        """Names of the attributes of an item that were set."""
        return self._set.get(item_id, set())

    def note_set(self, item_id: str, names: Iterable[str]) -> None:
        """These attributes have the value now that they shall have."""
        self._set.setdefault(item_id, set()).update(names)


class Runs:
    """The runs at work on a collection. Tell them before the store: they read without a lock."""

    def __init__(self) -> None:
        self._at_work: list[Meanwhile] = []

    @contextmanager
    def begun(self) -> Iterator[Meanwhile]:
        """A run: enter before anything is read."""
        meanwhile = Meanwhile()
        self._at_work.append(meanwhile)
        try:
            yield meanwhile
        finally:
            self._at_work.remove(meanwhile)

    def note_removed(self, records: Sequence[Record]) -> None:
        """These items are being removed."""
        for meanwhile in list(self._at_work):
            for record in records:
                meanwhile.note_removed(record)

    def note_set(self, item_id: str, names: Iterable[str]) -> None:
        """These attributes of an item are being set."""
        for meanwhile in list(self._at_work):
            meanwhile.note_set(item_id, names)
