"""The files that gave no vector, and why: notes of a store."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from lookalike.stores.base import Note, Store

KIND = "failure"


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


def failures(store: Store) -> list[Failure]:
    """All that are remembered, by source."""
    return [Failure(**note.value) for note in store.notes(KIND)]


def note_failures(store: Store, found: Sequence[Failure]) -> None:
    """Remember failures durably, the newest for each source."""
    if found:
        store.note([Note(KIND, failure.source, asdict(failure)) for failure in found])


def forget_failures(store: Store, sources: Iterable[str]) -> None:
    """These sources have no failure any more."""
    if unwanted := list(sources):
        store.forget(KIND, unwanted)
