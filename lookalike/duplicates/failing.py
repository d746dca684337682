"""Go on where one picture or pair fails, and tell which."""

import threading
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TypeVar

from lookalike.duplicates.scan import Scan
from lookalike.errors import LookalikeError

R = TypeVar("R")

NAMED = 3  # pictures or pairs that a remark names


class Failing:
    """Pairs, by their places, that failed for a reason that nobody foresaw. Thread-safe."""

    def __init__(self) -> None:
        self._failed = list[tuple[int, str]]()
        self._lock = threading.Lock()

    def guarded(self, work: Callable[[int], R]) -> Callable[[int], R | None]:
        """Return the same work, which returns None where it fails."""

        def tried(at: int) -> R | None:
            try:
                return work(at)
            except Exception as error:  # of thousands of pairs, one must not end the others
                with self._lock:
                    self._failed.append((at, f"{type(error).__name__}: {error}"))
                return None

        return tried

    def remarks(self, named: Callable[[int], str]) -> list[str]:
        """Say how many pairs failed, and which and why; nothing if there are none."""
        if not self._failed:
            return []
        told = [f"{named(at)} ({why})" for at, why in self._failed[:NAMED]]
        return [_said("pair", "compared", told, len(self._failed))]


def unread_remark(scan: Scan, rows: Sequence[int]) -> str:
    """Say how many pictures could not be read, and which."""
    return _said("picture", "read", [name_of(scan, row) for row in rows[:NAMED]], len(rows))


def name_of(scan: Scan, row: int) -> str:
    """Return the file name of a row's item; its id if it is gone."""
    try:
        return PurePath(scan.collection(row).get(scan.ids[row]).source).name
    except LookalikeError:
        return scan.ids[row]


def _said(what: str, done: str, named: Sequence[str], count: int) -> str:
    more = f"; and {count - len(named):,} more" if count > len(named) else ""
    return f"{count:,} {what}{'s' * (count != 1)} could not be {done}: {', '.join(named)}{more}"
