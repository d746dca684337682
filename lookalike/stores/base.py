"""What a store is: it keeps vectors, attributes, and where each came from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lookalike.filters.condition import Condition
from lookalike.types import Changes, Item, Vectors


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
class Failure:
    """A file that gave no vector, and why."""

    source: str
    reason: str
    size: int = -1
    mtime_ns: int = -1
    """As the file was then; -1 where it could not be seen, so that it is tried again."""
    at: str = ""
    """When, in ISO 8601, UTC."""


class Store(Protocol):
    """Keeps records. What `put` or `remove` acknowledged survives a crash of the process."""

    dim: int
    changes: int
    """Grows with each `put`, `describe` and `remove`, so that whoever watches need not count."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the collection wrote about itself; empty in a new store."""

    def update_settings(self, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        """Replace the settings by what `change` makes of them: all or nothing, one at a time."""

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace by item id, durably; every record needs its vector."""

    def describe(self, records: Sequence[Record]) -> None:
        """Replace source, attributes and origin of items that are here, keeping their vectors."""

    def remove(self, ids: Sequence[str]) -> int:
        """Remove durably; return how many of them were here."""

    def get(self, ids: Sequence[str], vectors: bool = False) -> list[Record]:
        """The records of these ids that are here, in the order asked."""

    def at(self, sources: Sequence[str]) -> list[Record]:
        """The records whose item came from one of these sources, in no order, without vectors."""

    def of_content(self, digests: Sequence[str]) -> list[Record]:
        """The records whose file had one of these contents, in no order, without vectors."""

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

    def nearest(
        self, vector: Vectors, limit: int, where: Condition | None = None, depth: int = 64
    ) -> list[Record]:
        """
        The records of largest inner product with `vector` (dim,), best first, with vectors.

        Of equal products any may come first; but a longer list begins with what a shorter one of
        the same `depth` has, equal ones aside.

        `depth` is how many candidates an approximate index looks at; exact stores ignore it.
        """

    def count(self, where: Condition | None = None) -> int:
        """How many records match."""

    def facets(
        self, attribute: str, where: Condition | None = None, limit: int = 20
    ) -> list[tuple[str | int | float | bool, int]]:
        """Values of an attribute with the number of items that have each, most frequent first."""

    def attribute_names(self) -> list[str]:
        """What can be asked about, sorted; a name may outlive the last item that had it."""

    def has_values(self, attribute: str, kind: str) -> bool:
        """Whether an item has there, now, a value of this kind: text, date, number or flag."""

    def optimize(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """
        Build whatever makes searching fast, while searches go on; True if something was built.

        `should_stop` is asked now and then: the store is as good as before where it says so.
        """

    def set_aside(self, records: Sequence[Record]) -> None:
        """Keep the records of items that are to be removed, with their vectors, durably, apart."""

    def aside(self) -> list[Record]:
        """All that was set aside, by id: without attributes and vectors."""

    def aside_whole(self, ids: Sequence[str]) -> list[Record]:
        """Those of these ids that were set aside, with attributes and vectors."""

    def forget_aside(self, ids: Sequence[str], before: str = "") -> None:
        """Give up these, and what was set aside before a time (ISO 8601, UTC)."""

    def note_failures(self, failures: Sequence[Failure]) -> None:
        """Remember failures durably, the newest for each source."""

    def forget_failures(self, sources: Iterable[str]) -> None:
        """These sources have no failure any more."""

    def failures(self) -> list[Failure]:
        """All remembered failures, by source."""

    def close(self) -> None:
        """Let go of the files; a closed store cannot be used."""
