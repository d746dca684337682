"""The files that gave no vector, and why, in one SQLite file."""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from secrets import token_hex

from lookalike.stores.base import Failure

_TABLE = """CREATE TABLE IF NOT EXISTS failures
    (source TEXT PRIMARY KEY, reason TEXT, size INTEGER, mtime_ns INTEGER, at TEXT)"""


class FailureLog:
    """Durable and all-or-nothing for each call; not for several threads at once."""

    def __init__(self, path: Path) -> None:
        """The list in this file; where that is damaged, it is put aside, and a new one begun."""
        try:
            self._base = _opened(path)
        except sqlite3.OperationalError:  # locked, or no room: nothing wrong with the file
            raise
        except sqlite3.DatabaseError as error:
            aside = path.with_name(f"{path.name}.damaged-{token_hex(3)}")
            path.rename(aside)
            said = "the list of failures was damaged (%s) and is now %s; a new one is begun"
            logging.getLogger("lookalike").warning(said, error, aside)
            self._base = _opened(path)

    def note(self, failures: Sequence[Failure]) -> None:
        """Remember, the newest for each source."""
        rows = [(f.source, f.reason, f.size, f.mtime_ns, f.at) for f in failures]
        self._each("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)", rows)

    def forget(self, sources: Iterable[str]) -> None:
        """These have none any more."""
        self._each("DELETE FROM failures WHERE source = ?", [(source,) for source in sources])

    def all(self) -> list[Failure]:
        """By source."""
        rows = self._base.execute("SELECT * FROM failures ORDER BY source")
        return [Failure(*row) for row in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _each(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        self._base.execute("BEGIN")
        try:
            self._base.executemany(statement, rows)
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        base.execute(_TABLE)
        base.execute("SELECT source, reason, size, mtime_ns, at FROM failures").fetchall()
    except BaseException:
        base.close()
        raise
    return base
