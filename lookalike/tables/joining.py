"""Match the rows of a table to the files of a folder, and report what is left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lookalike.tables.remark import counted, shown
from lookalike.types import Changes

COMPARED = 200  # files without a row that are compared with a row's key to find a similar name


@dataclass(frozen=True)
class Left:
    """Rows of the table without an image, and images of the folder without a row."""

    rows: int = 0
    """Number of rows that named no image."""
    row: str = ""
    """One of these rows: its line, its key, and the name of a similar image."""
    images: int = 0
    """Number of images that no row named."""
    image: str = ""
    """One of them."""
    remarks: tuple[str, ...] = ()
    """Remarks on rows that several images share, and on images that several rows name."""


class Join:
    """
    Matches rows to files: call `see` for every file of a folder, then `of` for the row of each.

    A row belongs to the file whose path below the folder, or whose full path, is its key. A key
    that is only a file name, and no file's path, belongs to every file of that name.
    """

    def __init__(
        self, table: str, key: str, rows: Mapping[str, Changes], lines: Mapping[str, int]
    ) -> None:
        self._table, self._key, self._rows, self._lines = table, key, rows, lines
        self._paths: dict[str, str] = {}  # key that matches a file's path, to the key that is used
        self._names: dict[str, list[str]] = {}  # file name, to the files with that name
        self._away: set[str] = set()
        self._without = 0
        self._examples: list[str] = []

    def see(self, path: Path, relative: str) -> None:
        """Add a file of the folder; call this for all files before `of`."""
        keys = [key for key in (relative, path.as_posix()) if key in self._rows]
        name = _name(relative)
        if keys:
            self._paths.update(dict.fromkeys(keys, keys[0]))
        elif name in self._rows:
            self._names.setdefault(name, []).append(relative)
        else:
            self._leave(relative)

    def see_away(self, path: Path, relative: str) -> None:
        """Add an image that is missing now; its row is not reported as unmatched."""
        self._away |= {relative, path.as_posix(), _name(relative)}

    def of(self, path: Path, relative: str) -> Changes | None:
        """
        Return the file's row, None if it has none. An empty cell is None, and removes the
        attribute.
        """
        for key in (relative, path.as_posix()):
            if key in self._rows:
                return self._rows[key]
        name = _name(relative)
        return None if name in self._paths else self._rows.get(name)

    def left(self) -> Left:
        """Return what could not be matched."""
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
        """Return the row's line and key, and the name of a file that may be meant."""
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
