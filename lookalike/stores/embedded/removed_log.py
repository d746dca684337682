"""Records of items whose files went, kept for a while in one SQLite file beside the collection."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from lookalike.stores.base import Origin, Record
from lookalike.stores.embedded.payload import from_payload, to_payload
from lookalike.stores.embedded.sqlite_file import open_base
from lookalike.types import Item

_TABLE = """CREATE TABLE IF NOT EXISTS removed
    (id TEXT PRIMARY KEY, source TEXT, size INTEGER, mtime_ns INTEGER, digest TEXT,
     payload TEXT, vector BLOB, at TEXT)"""
SOME = 500  # ids asked for in one statement


class RemovedLog:
    """Durable and all-or-nothing for each call; the file is made with the first record."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: sqlite3.Connection | None = None

    def note(self, records: Sequence[Record], at: str) -> None:
        """Keep these, with their vectors, as of `at`, the newest for each id."""
        if records:
            with self._whole(self._made()) as base:
                rows = [_row(record, at) for record in records]
                base.executemany("INSERT OR REPLACE INTO removed VALUES (?,?,?,?,?,?,?,?)", rows)

    def brief(self) -> list[Record]:
        """All of them, without attributes and vectors, by id."""
        if (base := self._base()) is None:
            return []
        rows = base.execute("SELECT id, source, size, mtime_ns, digest FROM removed ORDER BY id")
        return [Record(Item(i, source), Origin(*origin)) for i, source, *origin in rows]

    def get(self, ids: Sequence[str]) -> list[Record]:
        """Those of these ids that are here, whole."""
        if (base := self._base()) is None:
            return []
        found: list[Record] = []
        for start in range(0, len(ids), SOME):
            some = ids[start : start + SOME]
            marks = ",".join("?" * len(some))
            rows = base.execute(f"SELECT payload, vector FROM removed WHERE id IN ({marks})", some)
            found += [from_payload(json.loads(p), np.frombuffer(v, np.float32)) for p, v in rows]
        return found

    def forget(self, ids: Iterable[str], before: str = "") -> None:
        """These are not kept any more, nor what was noted before a time."""
        if (base := self._base()) is not None:
            with self._whole(base):
                base.executemany("DELETE FROM removed WHERE id = ?", [(i,) for i in ids])
                base.execute("DELETE FROM removed WHERE at < ?", (before,))

    def close(self) -> None:
        """Let go of the file."""
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
        return self._open

    @contextmanager
    def _whole(self, base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        base.execute("BEGIN")
        try:
            yield base
        except BaseException:
            base.execute("ROLLBACK")
            raise
        base.execute("COMMIT")


def _row(record: Record, at: str) -> tuple[object, ...]:
    origin, vector = record.origin, np.asarray(record.vector, np.float32).tobytes()
    payload = json.dumps(to_payload(record), ensure_ascii=False)
    item = record.item
    return item.id, item.source, origin.size, origin.mtime_ns, origin.digest, payload, vector, at
