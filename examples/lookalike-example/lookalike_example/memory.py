"""A store in memory: exact, and gone with the process."""

import json
from collections.abc import Iterable, Iterator, Sequence

from lookalike.errors import CollectionNotFound
from lookalike.filters import Condition, matches
from lookalike.stores.address import Address
from lookalike.stores.base import Note, Record, Store, check_vectors, without_vector
from lookalike.stores.kept_images import MemoryImages

OPEN: dict[str, "MemoryStore"] = {}


class MemoryStore(Store):
    """Records, notes and settings lie in dictionaries."""

    def __init__(self, dim: int) -> None:
        super().__init__(dim)
        self.images = MemoryImages()
        self._records: dict[str, Record] = {}
        self._notes: dict[tuple[str, str], str] = {}
        self._text = ""

    def put(self, records: Sequence[Record]) -> None:
        check_vectors(records, self.dim)
        with self.writing:
            self._records = self._records | {record.item.id: record for record in records}
            self.changes += 1

    def remove(self, ids: Sequence[str]) -> int:
        with self.writing:
            before, gone = self._records, set(ids)
            self._records = {i: record for i, record in before.items() if i not in gone}
            self.changes += 1
            return len(before) - len(self._records)

    def get(self, ids: Sequence[str], vectors: bool = False) -> list[Record]:
        found = [self._records[i] for i in dict.fromkeys(ids) if i in self._records]
        return found if vectors else list(map(without_vector, found))

    def scan(
        self,
        where: Condition | None = None,
        vectors: bool = False,
        page: int = 1000,
        after: str | None = None,
    ) -> Iterator[Record]:
        for item_id, record in sorted(self._records.items()):
            is_behind = after is None or item_id > after
            if is_behind and (where is None or matches(where, record.item.attributes)):
                yield record if vectors else without_vector(record)

    def note(self, notes: Sequence[Note]) -> None:
        with self.writing:
            self._notes = self._notes | {(n.kind, n.key): json.dumps(n.value) for n in notes}

    def notes(self, kind: str, keys: Sequence[str] | None = None) -> list[Note]:
        wanted = [key for one, key in self._notes if one == kind] if keys is None else keys
        found = ((key, self._notes.get((kind, key))) for key in sorted(wanted))
        return [Note(kind, key, json.loads(text)) for key, text in found if text is not None]

    def forget(self, kind: str, keys: Iterable[str]) -> None:
        gone = {(kind, key) for key in keys}
        with self.writing:
            self._notes = {one: text for one, text in self._notes.items() if one not in gone}

    def _read_settings(self) -> str:
        return self._text

    def _write_settings(self, text: str) -> None:
        self._text = text


def open_memory(address: Address, dim: int | None) -> MemoryStore:
    """The store of this address, as long as the process lives; made where `dim` is given."""
    if address.text not in OPEN and dim is None:
        raise CollectionNotFound(f"there is no collection at {address}")
    return OPEN.setdefault(address.text, MemoryStore(dim or 0))
