"""Store notes in one SQLite file beside the collection."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from lookalike.stores.base import Note
from lookalike.stores.embedded.sqlite_file import open_base

FILE = "notes.sqlite"
PERSONAL_FILE = "events.sqlite"
_TABLE = """CREATE TABLE IF NOT EXISTS notes
    (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"""
SOME = 500  # keys asked for in one statement
UNCLEAN = 1  # the file's version while it may hold bytes of deleted notes

Row: TypeAlias = tuple[str, str, str]
"""Kind, key and value of a note, as text."""


def rows_of(notes: Sequence[Note]) -> list[Row]:
    """Return what is written for these notes."""
    return [(n.kind, n.key, json.dumps(n.value, ensure_ascii=False)) for n in notes]


class NoteLog:
    """
    Notes in SQLite; each call is atomic and durable. The file is created with the first note.

    With `erases`, no byte of a forgotten note stays in the file.
    """

    def __init__(self, path: Path, erases: bool = False) -> None:
        self._path, self._erases = path, erases
        self._open: sqlite3.Connection | None = None

    def note(self, rows: Sequence[Row]) -> None:
        """Save notes, replacing earlier ones of the same kind and key."""
        if rows:
            with self._whole(self._made()) as base:
                base.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", rows)

    def notes(self, kind: str, keys: Sequence[str] | None = None) -> list[Note]:
        """Return the notes of a kind, by key; with `keys`, only those."""
        if (base := self._base()) is None:
            return []
        wanted = "SELECT key, value FROM notes WHERE kind = ?"
        if keys is None:
            rows = base.execute(f"{wanted} ORDER BY key", [kind]).fetchall()
        else:
            rows = []
            for start in range(0, len(keys), SOME):
                some = keys[start : start + SOME]
                marks = ",".join("?" * len(some))
                rows += base.execute(f"{wanted} AND key IN ({marks})", [kind, *some])
            rows.sort()
        return [Note(kind, key, json.loads(value)) for key, value in rows]

    def forget(self, kind: str, keys: Iterable[str]) -> None:
        """Delete these notes."""
        if (base := self._base()) is not None and (rows := [(kind, key) for key in keys]):
            with self._whole(base):
                base.executemany("DELETE FROM notes WHERE kind = ? AND key = ?", rows)
                if self._erases:
                    base.execute(f"PRAGMA user_version = {UNCLEAN}")
            self._clean(base)

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _base(self) -> sqlite3.Connection | None:
        if self._open is None and not self._path.exists():
            return None
        return self._made()

    def _made(self) -> sqlite3.Connection:
        if self._open is None:
            self._open = open_base(self._path, _TABLE)
            if self._erases:
                self._open.execute("PRAGMA secure_delete = ON")
                self._open.execute("PRAGMA temp_store = MEMORY")  # no copy of it in another folder
                self._clean(self._open)
        return self._open

    def _clean(self, base: sqlite3.Connection) -> None:
        """Write the file anew if notes were deleted: pages keep old bytes beside their rows."""
        if self._erases and base.execute("PRAGMA user_version").fetchone() == (UNCLEAN,):
            base.execute("VACUUM")
            base.execute("PRAGMA user_version = 0")

    @contextmanager
    def _whole(self, base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        base.execute("BEGIN")
        try:
            yield base
        except BaseException:
            base.execute("ROLLBACK")
            raise
        base.execute("COMMIT")
