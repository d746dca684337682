"""Failures: files that could not be indexed, and why, as notes of a store."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from lookalike.stores.base import Note, Store

KIND = "failure"


@dataclass(frozen=True)
class Failure:
    """A file that could not be indexed, and why."""

    source: str
    reason: str
    size: int = -1
    mtime_ns: int = -1
    """The file's time of change; -1 if it could not be read, so that the file is tried again."""
    at: str = ""
    """Time of the failure, ISO 8601, UTC."""


def failures(store: Store) -> list[Failure]:
    """Return all recorded failures, by source."""
    return [Failure(**note.value) for note in store.notes(KIND)]


def note_failures(store: Store, found: Sequence[Failure]) -> None:
    """Record failures durably, replacing earlier ones of the same source."""
    if found:
        store.note([Note(KIND, failure.source, asdict(failure)) for failure in found])


def forget_failures(store: Store, sources: Iterable[str]) -> None:
    """Delete the failures of these sources."""
    if unwanted := list(sources):
        store.forget(KIND, unwanted)
