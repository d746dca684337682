"""Match the rows of a table to the files of a folder, and report what is left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lookalike.tables.remark import counted, shown
from lookalike.types import Changes

COMPARED = 200  # files without a row among which the one most like a row's key is looked for


@dataclass(frozen=True)
class Left:
    """What of a table and a folder did not find each other."""

    rows: int = 0
    """That named no image."""
    row: str = ""
    """An example, with its line, and what an image is called instead."""
    images: int = 0
    """That no row named."""
    image: str = ""
    """An example."""
    remarks: tuple[str, ...] = ()
    """On rows that several images share, or that name an image twice over."""


class Join:
    """
    Told of every file of a folder (`see`), then asked for the row of each (`of`).

    A row belongs to the file whose path below the folder, or whose full path, it names. A bare name
    that is no file's path belongs to every file of that name.
    """

    def __init__(
        self, table: str, key: str, rows: Mapping[str, Changes], lines: Mapping[str, int]
    ) -> None:
        self._table, self._key, self._rows, self._lines = table, key, rows, lines
        self._paths: dict[str, str] = {}  # key of a file's path, to that which counts for it
        self._names: dict[str, list[str]] = {}  # bare name, to the files that have it
        self._away: set[str] = set()
        self._without = 0
        self._examples: list[str] = []

    def see(self, path: Path, relative: str) -> None:
        """A file of the folder; all come before any is asked for."""
        keys = [key for key in (relative, path.as_posix()) if key in self._rows]
        name = _name(relative)
        if keys:
            self._paths.update(dict.fromkeys(keys, keys[0]))
        elif name in self._rows:
            self._names.setdefault(name, []).append(relative)
        else:
            self._leave(relative)

    def see_away(self, path: Path, relative: str) -> None:
        """An image that is not there now, of which its row is not lost."""
        self._away |= {relative, path.as_posix(), _name(relative)}

    def of(self, path: Path, relative: str) -> Changes | None:
        """Its row, or None without one; an empty cell is None, and takes an attribute away."""
        for key in (relative, path.as_posix()):
            if key in self._rows:
                return self._rows[key]
        name = _name(relative)
        return None if name in self._paths else self._rows.get(name)

    def left(self) -> Left:
        """What of both sides did not find each other."""
        for name in self._names.keys() & self._paths.keys():
            for relative in self._names.pop(name):
                self._leave(relative)
        known = {_name(key): winner for key, winner in self._paths.items()}
        known |= {key: winner for key, winner in self._paths.items() if key != winner}
        lost = [key for key in self._rows if key not in self._paths and key not in self._names]
        again = [key for key in lost if key in known]
        again += [key for key, winner in self._paths.items() if key != winner]
        lost = [key for key in lost if key not in known and key not in self._away]
        remarks = [*self._shared(), *self._again(again, known)]
        return Left(
            len(lost),
            self._example(lost[0]) if lost else "",
            self._without,
            min(self._examples, default=""),
            tuple(f"{self._table}: {remark}" for remark in remarks),
        )

    def _leave(self, relative: str) -> None:
        self._without += 1
        if len(self._examples) < COMPARED:
            self._examples.append(relative)

    def _example(self, key: str) -> str:
        """Where the row stands, what it has, and what a file is called that may be meant."""
        where = f"line {self._lines[key]}: {self._key} {shown(key)}"
        seen = [*self._examples, *(files[0] for files in self._names.values()), *self._paths]
        like = get_close_matches(key, seen[:COMPARED], 1, 0.0)
        return f"{where}, where an image is called {shown(like[0])}" if like else where

    def _shared(self) -> list[str]:
        shared = [(key, files) for key, files in self._names.items() if len(files) > 1]
        if not shared:
            return []
        key, files = shared[0]
        rows = counted(len(shared), "row has a name", "rows have names")
        said = f"line {self._lines[key]}: {shown(key)} is {shown(files[0])} and {shown(files[1])}"
        told = f"{rows} that several images have ({said}, {len(files):,} in all)"
        return [f"{told}, and all get it; write the path below the folder to tell them apart"]

    def _again(self, again: Sequence[str], known: Mapping[str, str]) -> list[str]:
        if not again:
            return []
        rows = counted(len(again), "row is of an image", "rows are of images")
        loser, winner = self._lines[again[0]], self._lines[known[again[0]]]
        said = f"line {loser}: {shown(again[0])}, and line {winner} counts"
        return [f"{rows} that another row names by its path, which counts ({said})"]


def _name(relative: str) -> str:
    return relative.rpartition("/")[2]
