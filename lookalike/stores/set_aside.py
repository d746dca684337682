"""
Records of removed items, kept for a while in case their pictures turn up again.

Each is two notes of the store: what tells the item, of which a run reads all, and the whole record.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from lookalike.stores.base import Note, Origin, Record, Store
from lookalike.system.clock import now_text
from lookalike.types import Item

BRIEF, WHOLE = "removed", "removed record"


def set_aside(store: Store, records: Sequence[Record]) -> None:
    """Save the records of items that are about to be removed, with their vectors, durably."""
    at = now_text()
    if records:
        store.note([note for record in records for note in noted(record, at)])


def aside(store: Store) -> list[Record]:
    """Return all records that were set aside, by id, without attributes and vectors."""
    return [_brief(note) for note in store.notes(BRIEF)]


def aside_whole(store: Store, ids: Sequence[str]) -> list[Record]:
    """Return the records of these ids that were set aside, with attributes and vectors."""
    known = {note.key for note in store.notes(BRIEF, ids)}
    return [from_json(note.value) for note in store.notes(WHOLE, ids) if note.key in known]


def forget_aside(store: Store, ids: Sequence[str]) -> None:
    """
    Delete these records. After an interruption, only the note for matching remains, which restores
    nothing.
    """
    if ids:
        store.forget(WHOLE, ids)
        store.forget(BRIEF, ids)


def aside_before(store: Store, time: str) -> list[str]:
    """Return the ids of records that were set aside before a time (ISO 8601, UTC)."""
    return [note.key for note in store.notes(BRIEF) if note.value["at"] < time]


def aside_under(store: Store, start: str) -> list[str]:
    """Return the ids that start so of records that were set aside, the oldest first."""
    notes = [note for note in store.notes(BRIEF) if note.key.startswith(start)]
    return [note.key for note in sorted(notes, key=lambda note: (note.value["at"], note.key))]


def noted(record: Record, at: str) -> list[Note]:
    """Return the notes for a record that was set aside at a time (ISO 8601, UTC)."""
    origin = record.origin
    brief = {
        "source": record.item.source,
        "size": origin.size,
        "mtime_ns": origin.mtime_ns,
        "digest": origin.digest,
        "stamp": origin.stamp,
        "at": at,
    }
    return [Note(BRIEF, record.item.id, brief), Note(WHOLE, record.item.id, as_json(record))]


def _brief(note: Note) -> Record:
    told = note.value
    origin = Origin(told["size"], told["mtime_ns"], told["digest"], stamp=told.get("stamp", ""))
    return Record(Item(note.key, told["source"]), origin)


def as_json(record: Record) -> dict[str, Any]:
    """Return a record with its vector as data that JSON can represent."""
    vector = np.asarray(record.vector, "<f4").tobytes()
    return {
        "item": asdict(record.item),
        "origin": asdict(record.origin),
        "vector": b64encode(vector).decode("ascii"),
    }


def from_json(told: Mapping[str, Any]) -> Record:
    """Return the record of `as_json`."""
    origin = Origin(**told["origin"])
    vector = np.frombuffer(b64decode(told["vector"]), "<f4").astype(np.float32)
    return Record(Item(**told["item"]), replace(origin, given=tuple(origin.given)), vector)
