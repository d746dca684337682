"""What the last search for duplicates found, as notes of the store, and what changed since."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.result import Duplicates, Group, Member
from lookalike.duplicates.tiers import Pair
from lookalike.filters.condition import Condition
from lookalike.stores.base import Note, Record, Store

KIND = "duplicates found"
HEAD = "search"
GROUPS = 100  # of a note
MARKS = 20_000  # of a note, 8 bytes each

Marks = NDArray[np.uint64]
"""(n,) rising: a number for each picture that was looked at, of its id and its bytes."""


@dataclass(frozen=True)
class LastSearch:
    """A search that has ended. Read from the store, its members have no source and attributes."""

    duplicates: Duplicates
    at: float
    """When it ended, in seconds since 1970."""
    job: str | None = None
    """The id of the job of a server."""
    where: str | None = None
    """The condition of the items that were looked at."""
    marks: Marks | None = None


def marks(store: Store, condition: Condition | None) -> Marks:
    """Return the mark of each picture that a search with this condition looks at."""
    records = store.sources() if condition is None else store.scan(condition)
    found = np.fromiter((_mark(record) for record in records), np.uint64)
    return np.unique(found)


def _mark(record: Record) -> int:
    said = f"{record.item.id} {record.origin.digest}".encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest())


def changed_since(store: Store, condition: Condition | None, then: Marks) -> tuple[int, int]:
    """Return how many pictures came since, and how many went; a file with new content is both."""
    now = marks(store, condition)
    both = len(np.intersect1d(now, then, assume_unique=True))
    return len(now) - both, len(then) - both


def keep_search(store: Store, search: LastSearch) -> None:
    """Keep it durably, in place of the one before."""
    notes = [*_notes(search)]
    kept = {note.key for note in notes}
    store.note(notes)
    store.forget(KIND, [note.key for note in store.notes(KIND) if note.key not in kept])


def last_search(store: Store) -> LastSearch | None:
    """Return what the last search found; None if there was none, or it cannot be read."""
    if not (head := store.notes(KIND, [HEAD])):
        return None
    try:
        return _read(store, dict(head[0].value))
    except (KeyError, TypeError, ValueError):  # of another version
        return None


def _notes(search: LastSearch) -> Iterator[Note]:
    found, seen = search.duplicates, search.marks
    starts = range(0, 0 if seen is None else len(seen), MARKS)
    parts = [] if seen is None else [_text(seen[at : at + MARKS]) for at in starts]
    groups = [found.groups[at : at + GROUPS] for at in range(0, len(found.groups), GROUPS)]
    about = {
        "at": search.at,
        "job": search.job,
        "where": search.where,
        "items": found.items,
        "remarks": list(found.remarks),
        "groups": len(groups),
        "marks": None if seen is None else len(parts),
    }
    yield Note(KIND, HEAD, about)
    for at, some in enumerate(groups):
        yield Note(KIND, f"groups {at}", {"groups": [_as_json(group) for group in some]})
    for at, text in enumerate(parts):
        yield Note(KIND, f"marks {at}", {"marks": text})


def _text(some: Marks) -> str:
    return b64encode(some.astype("<u8").tobytes()).decode("ascii")


def _as_json(group: Group) -> dict[str, Any]:
    return {
        "tier": group.tier,
        "confidence": group.confidence,
        "why": group.why,
        "why_best": group.why_best,
        "members": [[member.id, member.tier, member.size] for member in group.members],
        "pairs": [asdict(pair) for pair in group.pairs],
    }


def _read(store: Store, about: dict[str, Any]) -> LastSearch:
    groups = [_group(one) for value in _values(store, "groups", about["groups"]) for one in value]
    seen = None
    if about["marks"] is not None:
        data = b"".join(b64decode(text) for text in _values(store, "marks", about["marks"]))
        seen = np.frombuffer(data, "<u8").astype(np.uint64)
    found = Duplicates(groups, about["items"], tuple(about["remarks"]))
    return LastSearch(found, about["at"], about["job"], about["where"], seen)


def _values(store: Store, name: str, number: int) -> list[Any]:
    keys = [f"{name} {at}" for at in range(number)]
    known = {note.key: note.value[name] for note in store.notes(KIND, keys)}
    return [known[key] for key in keys]


def _group(given: dict[str, Any]) -> Group:
    return Group(
        given["tier"],
        given["confidence"],
        given["why"],
        given["why_best"],
        [Member(one, "", tier=tier, size=size) for one, tier, size in given["members"]],
        [Pair(**pair) for pair in given["pairs"]],
    )
