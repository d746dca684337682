"""What a store is: it keeps records, settings, notes, and the images that are put into it."""

import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lookalike.errors import StoreError
from lookalike.filters.condition import Condition, kinds, members
from lookalike.stores.kept_images import KeptImages
from lookalike.stores.settings import Settings, read_settings, written
from lookalike.types import Changes, Item, Scalar, Vectors


@dataclass(frozen=True)
class Origin:
    """What tells whether a file has changed since it was put."""

    size: int = 0
    """Bytes."""
    mtime_ns: int = 0
    digest: str = ""
    """BLAKE2b of the file's bytes, 32 hexadecimal digits."""
    given: tuple[str, ...] = ()
    """Names of the attributes that came from the user, not from the pixels."""
    overruled: Changes = field(default_factory=dict)
    """What a table said last of attributes that were set by hand since, None for nothing."""
    stamp: str = ""
    """Of `images.find.stamp`; empty where it is not known."""


@dataclass(frozen=True)
class Record:
    """An item with all that a store keeps of it."""

    item: Item
    origin: Origin = Origin()
    vector: Vectors | None = None
    """(dim,) float32, the encoders' unit parts joined; None where it was not asked for."""


@dataclass(frozen=True)
class Note:
    """Something else that is kept for good, such as a file that could not be read."""

    kind: str
    key: str
    """There is one note of each kind and key."""
    value: Mapping[str, Any]
    """What JSON can say."""


class Store(ABC):
    """
    Keeps records. What a call has acknowledged survives a crash of the process.

    A store is a class of this one: it writes the abstract methods, and those of the others for
    which its engine knows a faster way. Threads may call it at the same time.
    """

    dim: int
    changes: int = 0
    """Grows with each `put`, `describe` and `remove`, so that whoever watches need not count."""
    images: KeptImages | None = None
    """The images that are put into the collection one by one; None where it can keep none."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._writing = threading.RLock()
        self._settings = "", Settings()  # as they were read last

    # What each store writes

    @abstractmethod
    def put(self, records: Sequence[Record]) -> None:
        """Add or replace by item id, durably; StoreError where one has no vector of `dim`."""

    @abstractmethod
    def remove(self, ids: Sequence[str]) -> int:
        """Remove durably; return how many of them were here."""

    @abstractmethod
    def get(self, ids: Sequence[str], vectors: bool = False) -> list[Record]:
        """The records of these ids that are here, in the order asked."""

    @abstractmethod
    def scan(
        self,
        where: Condition | None = None,
        vectors: bool = False,
        page: int = 1000,
        after: str | None = None,
    ) -> Iterator[Record]:
        """
        Every record that matches, in the store's own order, read a page at a time.

        With `after`, only those behind the item of that id, which need not be here any more.
        """

    @abstractmethod
    def note(self, notes: Sequence[Note]) -> None:
        """Keep these durably, the newest of each kind and key; all of them or none."""

    @abstractmethod
    def notes(self, kind: str, keys: Sequence[str] | None = None) -> list[Note]:
        """The notes of a kind, by key; with `keys`, those of these alone."""

    @abstractmethod
    def forget(self, kind: str, keys: Iterable[str]) -> None:
        """Give up these notes; an unknown key is no error."""

    @abstractmethod
    def _read_settings(self) -> str:
        """Return what `_write_settings` was given last; empty in a new store."""

    @abstractmethod
    def _write_settings(self, text: str) -> None:
        """Keep this text (JSON) durably in place of the last; `writing` is held."""

    # What follows from these

    @property
    def writing(self) -> AbstractContextManager[object]:
        """
        Hold it where something is read to be written back: nobody else writes meanwhile.

        It may be entered again by its holder. A store that several processes may open at the same
        time gives a lock that they share.
        """
        return self._writing

    @property
    def settings(self) -> Settings:
        """What the collection wrote about itself; StoreError where it is damaged."""
        text = self._read_settings()
        if text != self._settings[0]:
            self._settings = text, read_settings(text, self.dim)
        return self._settings[1]

    def update_settings(self, change: Callable[[Settings], Settings]) -> None:
        """Replace the settings by what `change` makes of them: all or nothing, one at a time."""
        with self.writing:
            before = self.settings
            after = change(before)
            if after != before:  # each writing costs a flush
                self._write_settings(written(after))

    def describe(self, records: Sequence[Record]) -> None:
        """Replace source, attributes and origin of items that are here, keeping their vectors."""
        with self.writing:
            known = {r.item.id: r.vector for r in self.get([r.item.id for r in records], True)}
            here = [r for r in records if r.item.id in known]
            self.put([replace(r, vector=known[r.item.id]) for r in here])

    def at(self, sources: Sequence[str]) -> list[Record]:
        """The records whose item came from one of these sources, in no order, without vectors."""
        wanted = set(sources)
        return [r for r in self.scan() if r.item.source in wanted] if wanted else []

    def of_content(self, digests: Sequence[str]) -> list[Record]:
        """The records whose file had one of these contents, in no order, without vectors."""
        wanted = set(digests)
        return [r for r in self.scan() if r.origin.digest in wanted] if wanted else []

    def sources(self) -> Iterator[Record]:
        """Of every record, in no order, what it says of its file: no attributes, no vector."""
        return (
            Record(Item(r.item.id, r.item.source), replace(r.origin, given=(), overruled={}))
            for r in self.scan()
        )

    def nearest(
        self, vector: Vectors, limit: int, where: Condition | None = None, depth: int = 64
    ) -> list[Record]:
        """
        The records of largest inner product with `vector` (dim,), best first, with vectors.

        Of equal products any may come first; but a longer list begins with what a shorter one of
        the same `depth` has, equal ones aside.

        `depth` is how many candidates an approximate index looks at; exact stores ignore it.
        """
        records = list(self.scan(where, vectors=True))
        scores = [0.0 if r.vector is None else -float(r.vector @ vector) for r in records]
        return [records[i] for i in np.argsort(scores, kind="stable")[:limit]]

    def count(self, where: Condition | None = None) -> int:
        """How many records match."""
        return sum(1 for _ in self.scan(where))

    def facets(
        self, attribute: str, where: Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """
        Values of an attribute with the number of items that have each, most frequent first.

        Texts and truths: numbers are asked for by ranges. None is listed that no item has.
        """
        found = (r.item.attributes.get(attribute) for r in self.scan(where))
        values = (value for one in found for value in members(one))
        counts = Counter[Scalar](v for v in values if isinstance(v, str | bool))
        return sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:limit]

    def attribute_names(self) -> list[str]:
        """What can be asked about, sorted; a name may outlive the last item that had it."""
        return sorted({name for r in self.scan() for name in r.item.attributes})

    def has_values(self, attribute: str, kind: str) -> bool:
        """Whether an item has there, now, a value of this kind: text, date, number or flag."""
        found = (r.item.attributes.get(attribute) for r in self.scan())
        return any(kind in kinds(value) for one in found for value in members(one))

    def optimize(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """
        Build whatever makes searching fast, while searches go on; True if something was built.

        `should_stop` is asked now and then: the store is as good as before where it says so.
        """
        return False

    def close(self) -> None:  # noqa: B027 (some have nothing to let go of)
        """Let go of what is held; a closed store cannot be used."""


def check_vectors(records: Sequence[Record], dim: int) -> None:
    """StoreError where a record has no vector of this length."""
    for record in records:
        shape = None if record.vector is None else record.vector.shape
        if shape != (dim,):
            raise StoreError(f"item {record.item.id} has a vector of shape {shape}, not ({dim},)")


def without_vector(record: Record) -> Record:
    """The same, as it is given where no vector was asked for."""
    return replace(record, vector=None)


def drop_unused(store: Store, sources: Sequence[str]) -> None:
    """Delete those of these files that the store keeps and no item is of any more."""
    if store.images is not None:
        kept = {source for source in sources if source in store.images}
        for source in kept - {record.item.source for record in store.at([*kept])}:
            store.images.drop(source)
