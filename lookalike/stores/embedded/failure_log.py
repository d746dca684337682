"""The files that gave no vector, and why, in one SQLite file."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lookalike.stores.base import Failure
from lookalike.stores.embedded.sqlite_file import open_base

_TABLE = """CREATE TABLE IF NOT EXISTS failures
    (source TEXT PRIMARY KEY, reason TEXT, size INTEGER, mtime_ns INTEGER, at TEXT)"""


class FailureLog:
    """Durable and all-or-nothing for each call; not for several threads at once."""

    def __init__(self, path: Path) -> None:
        self._base = open_base(path, _TABLE)

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
