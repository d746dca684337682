"""The store interface: records, settings, notes, and images put into the collection."""

import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lookalike.errors import StoreError
from lookalike.files.passwords import without_secrets
from lookalike.filters.condition import Condition, kinds, members
from lookalike.stores.kept_images import KeptImages
from lookalike.stores.settings import Settings, read_settings, written
from lookalike.types import AttributeValue, Changes, Item, Scalar, Vectors

ADDRESS = "address"  # the attribute: where an image was downloaded from


@dataclass(frozen=True)
class Origin:
    """The state of a file when it was put, to detect later changes."""

    size: int = 0
    """Bytes."""
    mtime_ns: int = 0
    digest: str = ""
    """BLAKE2b digest of the file's bytes, 32 hexadecimal digits."""
    given: tuple[str, ...] = ()
    """Names of the attributes that people set, as opposed to those read from the file."""
    overruled: Changes = field(default_factory=dict)
    """The last table values of attributes that were set by hand since; None for an empty cell."""
    stamp: str = ""
    """The result of `images.find.stamp`; empty if unknown."""
    thumbprint: str = ""
    """The picture in grey, 16 by 16, as `images.thumbprint.as_text`; empty if not known yet."""


@dataclass(frozen=True)
class Record:
    """An item with everything that a store keeps about it."""

    item: Item
    origin: Origin = Origin()
    vector: Vectors | None = None
    """(dim,) float32, the joined unit vectors of the encoders; None if not requested."""

    def __post_init__(self) -> None:
        """Leave out the secrets of an address, which earlier versions kept, and people may give."""
        given = self.item.attributes.get(ADDRESS)
        if isinstance(given, str | list) and (shown := _without_secrets(given)) != given:
            attributes = {**self.item.attributes, ADDRESS: shown}
            object.__setattr__(self, "item", replace(self.item, attributes=attributes))


@dataclass(frozen=True)
class Note:
    """Any other data that is kept durably, such as a file that could not be read."""

    kind: str
    key: str
    """There is at most one note of each kind and key."""
    value: Mapping[str, Any]
    """Data that JSON can represent."""


class Store(ABC):
    """
    Keeps records. Acknowledged calls survive a crash of the process.

    A store subclasses this class: it implements the abstract methods, and overrides those of the
    others for which its engine has a faster way. All methods may be called from several threads.
    """

    dim: int
    changes: int = 0
    """
    Counter that increases with each `put`, `describe` and `remove`, for cheap change detection.
    """
    images: KeptImages | None = None
    """The images put into the collection one by one; None if the store cannot keep any."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._writing = threading.RLock()
        self._settings = "", Settings()  # as they were read last

    # What each store writes

    @abstractmethod
    def put(self, records: Sequence[Record]) -> None:
        """
        Add or replace records by item id, durably; StoreError if one has no vector of length `dim`.
        """

    @abstractmethod
    def remove(self, ids: Sequence[str]) -> int:
        """Remove items durably; return how many existed."""

    @abstractmethod
    def get(self, ids: Sequence[str], vectors: bool = False) -> list[Record]:
        """Return the records of these ids that exist, in the order given."""

    @abstractmethod
    def scan(
        self,
        where: Condition | None = None,
        vectors: bool = False,
        page: int = 1000,
        after: str | None = None,
    ) -> Iterator[Record]:
        """
        Yield every record that matches, in the store's own order, read a page at a time.

        With `after`, only those that follow the item of that id, which need not exist any more.
        """

    @abstractmethod
    def note(self, notes: Sequence[Note]) -> None:
        """Save notes durably, replacing earlier ones of the same kind and key; all or none."""

    @abstractmethod
    def notes(self, kind: str, keys: Sequence[str] | None = None) -> list[Note]:
        """Return the notes of a kind, by key; with `keys`, only those."""

    @abstractmethod
    def forget(self, kind: str, keys: Iterable[str]) -> None:
        """Delete these notes; an unknown key is no error."""

    @abstractmethod
    def _read_settings(self) -> str:
        """Return the text last given to `_write_settings`; empty for a new store."""

    @abstractmethod
    def _write_settings(self, text: str) -> None:
        """Replace the settings' JSON text durably; the caller holds `writing`."""

    # What follows from these

    @property
    def writing(self) -> AbstractContextManager[object]:
        """
        Lock to hold while something is read, changed and written back.

        It is re-entrant. A store that several processes may open at the same time returns a lock
        that they share.
        """
        return self._writing

    @property
    def settings(self) -> Settings:
        """The settings of the collection; StoreError if they are damaged."""
        text = self._read_settings()
        if text != self._settings[0]:
            self._settings = text, read_settings(text, self.dim)
        return self._settings[1]

    def update_settings(self, change: Callable[[Settings], Settings]) -> None:
        """Replace the settings with the result of `change`, atomically."""
        with self.writing:
            before = self.settings
            after = change(before)
            if after != before:  # each writing costs a flush
                self._write_settings(written(after))

    def describe(self, records: Sequence[Record]) -> None:
        """Replace source, attributes and origin of existing items, keeping their vectors."""
        with self.writing:
            known = {r.item.id: r.vector for r in self.get([r.item.id for r in records], True)}
            here = [r for r in records if r.item.id in known]
            self.put([replace(r, vector=known[r.item.id]) for r in here])

    def at(self, sources: Sequence[str]) -> list[Record]:
        """Return the records with one of these sources, in any order, without vectors."""
        wanted = set(sources)
        return [r for r in self.scan() if r.item.source in wanted] if wanted else []

    def of_content(self, digests: Sequence[str]) -> list[Record]:
        """Return the records whose file has one of these digests, in any order, without vectors."""
        wanted = set(digests)
        return [r for r in self.scan() if r.origin.digest in wanted] if wanted else []

    def sources(self) -> Iterator[Record]:
        """Yield the file data of every record, in any order: no attributes, no vector."""
        return (
            Record(
                Item(r.item.id, r.item.source),
                replace(r.origin, given=(), overruled={}, thumbprint=""),
            )
            for r in self.scan()
        )

    def nearest(
        self, vector: Vectors, limit: int, where: Condition | None = None, depth: int = 64
    ) -> list[Record]:
        """
        Return the records with the largest inner product with `vector` (dim,), best first, with
        vectors.

        Ties are in any order; otherwise a shorter list is a prefix of a longer one with the same
        `depth`.

        `depth` is the number of candidates that an approximate index examines; exact stores ignore
        it.
        """
        records = list(self.scan(where, vectors=True))
        scores = [0.0 if r.vector is None else -float(r.vector @ vector) for r in records]
        return [records[i] for i in np.argsort(scores, kind="stable")[:limit]]

    def count(self, where: Condition | None = None) -> int:
        """Return the number of records that match."""
        return sum(1 for _ in self.scan(where))

    def facets(
        self, attribute: str, where: Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """
        Return values of an attribute with the number of items of each, most frequent first.

        Every value has an item. Values are one where a condition with `=` finds both.
        """
        found = (r.item.attributes.get(attribute) for r in self.scan(where))
        return most_frequent(count_values(map(members, found)), limit)

    def attribute_names(self) -> list[str]:
        """Return the names of the attributes of which an item has a value now, sorted."""
        seen = (r.item.attributes.items() for r in self.scan())
        return sorted({name for one in seen for name, value in one if [*members(value)]})

    def has_values(self, attribute: str, kind: str) -> bool:
        """Whether an item currently has a value of this type there: text, date, number or flag."""
        found = (r.item.attributes.get(attribute) for r in self.scan())
        return any(kind in kinds(value) for one in found for value in members(one))

    def keeps(self, source: str) -> bool:
        """Whether this is the source of an image that was put, so that the store keeps its file."""
        return self.images is not None and source in self.images

    def optimize(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """
        Build whatever speeds up searches, while searches continue; True if something was built.

        `should_stop` is polled: if it returns True, the store is left as it was.
        """
        return False

    def close(self) -> None:  # noqa: B027 (some have nothing to let go of)
        """Release all resources; a closed store cannot be used."""


def _without_secrets(address: str | list[str]) -> AttributeValue:
    if isinstance(address, str):
        return without_secrets(address)
    return [without_secrets(one) for one in address]


def count_values(items: Iterable[Iterable[Scalar]]) -> list[tuple[Scalar, int]]:
    """
    Count the items that have each value, in any order; `items` are the values of each.

    42 and 42.0 are one value, shown as 42; true is not 1.
    """
    counts = Counter[tuple[bool, Scalar]]()
    shown = dict[tuple[bool, Scalar], Scalar]()
    for values in items:
        own = {(isinstance(value, bool), value): value for value in values}
        counts.update(own.keys())
        for key, value in own.items():
            if key not in shown or isinstance(value, int):
                shown[key] = value
    return [(shown[key], count) for key, count in counts.items()]


def most_frequent(counts: Iterable[tuple[Scalar, int]], limit: int) -> list[tuple[Scalar, int]]:
    """Return the first of these, most frequent first; then flags, numbers and texts, in order."""

    def place(pair: tuple[Scalar, int]) -> tuple[int, int, float, str]:
        value, count = pair
        if isinstance(value, str):
            return -count, 2, 0, value
        return -count, 0 if isinstance(value, bool) else 1, value, ""

    return sorted(counts, key=place)[:limit]


def check_vectors(records: Sequence[Record], dim: int) -> None:
    """Raise StoreError if a record has no vector of this length."""
    for record in records:
        shape = None if record.vector is None else record.vector.shape
        if shape != (dim,):
            raise StoreError(f"item {record.item.id} has a vector of shape {shape}, not ({dim},)")


def without_vector(record: Record) -> Record:
    """Return the record without its vector."""
    return replace(record, vector=None)


def drop_unused(store: Store, sources: Sequence[str]) -> None:
    """Delete the given files that the store keeps and no item refers to any more."""
    if store.images is not None:
        kept = {source for source in sources if source in store.images}
        for source in kept - {record.item.source for record in store.at([*kept])}:
            store.images.drop(source)
