"""Import note files of earlier versions when a collection is opened."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lookalike.stores.base import Note
from lookalike.stores.embedded.note_log import NoteLog, rows_of
from lookalike.stores.embedded.payload import from_payload
from lookalike.stores.embedded.sqlite_file import open_base
from lookalike.stores.failures import KIND
from lookalike.stores.set_aside import noted

FAILURES, REMOVED = "failures.sqlite", "removed.sqlite"
_FAILURES = """CREATE TABLE IF NOT EXISTS failures
    (source TEXT PRIMARY KEY, reason TEXT, size INTEGER, mtime_ns INTEGER, at TEXT)"""
_REMOVED = """CREATE TABLE IF NOT EXISTS removed
    (id TEXT PRIMARY KEY, source TEXT, size INTEGER, mtime_ns INTEGER, digest TEXT,
     payload TEXT, vector BLOB, at TEXT)"""


def bring_over(folder: Path, log: NoteLog) -> None:
    """
    Import old note files. An interrupted import is repeated: a file is deleted after its notes are
    saved.
    """
    for name, table, read in ((FAILURES, _FAILURES, _failures), (REMOVED, _REMOVED, _removed)):
        path = folder / name
        if path.exists():
            _bring(path, table, read, log)


def _bring(
    path: Path, table: str, read: Callable[[sqlite3.Connection], list[Note]], log: NoteLog
) -> None:
    base = open_base(path, table)
    try:
        log.note(rows_of(read(base)))
    finally:
        base.close()
    path.unlink()


def _failures(base: sqlite3.Connection) -> list[Note]:
    names = ("source", "reason", "size", "mtime_ns", "at")
    rows = base.execute(f"SELECT {', '.join(names)} FROM failures")
    return [Note(KIND, row[0], dict(zip(names, row, strict=True))) for row in rows]


def _removed(base: sqlite3.Connection) -> list[Note]:
    rows = base.execute("SELECT payload, vector, at FROM removed")
    return [
        note
        for payload, vector, at in rows
        for note in noted(from_payload(json.loads(payload), np.frombuffer(vector, "<f4")), at)
    ]
