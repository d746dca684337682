"""Open SQLite files beside a collection; a damaged one is set aside and replaced."""

import logging
import sqlite3
from pathlib import Path
from secrets import token_hex


def open_base(path: Path, table: str) -> sqlite3.Connection:
    """
    Open the database and create the table if missing. The connection serves one call at a time,
    each a transaction.

    A damaged file is renamed, never deleted, and replaced by a new one.
    """
    try:
        return _opened(path, table)
    except sqlite3.OperationalError:  # locked, or no room: nothing wrong with the file
        raise
    except sqlite3.DatabaseError as error:
        end = f".damaged-{token_hex(3)}"
        aside = path.rename(path.with_name(path.name + end))
        journal = path.with_name(f"{path.name}-journal")
        if journal.exists():
            journal.rename(journal.with_name(journal.name + end))
        said = "%s was damaged (%s) and is now %s; a new one is begun"
        logging.getLogger("lookalike").warning(said, path, error, aside)
        return _opened(path, table)


def _opened(path: Path, table: str) -> sqlite3.Connection:
    base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        base.execute(table)
        found = base.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise sqlite3.DatabaseError(found[0])  # noqa: TRY301 (told like any other damage)
    except BaseException:
        base.close()
        raise
    return base
