"""Read a CSV file into columns of text; rows that shift or lose cells are reported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from lookalike.errors import InputError
from lookalike.tables.csv_file import SEPARATORS, CsvFile, Record
from lookalike.tables.key_column import key_column
from lookalike.tables.quotes import is_image_name, row_within
from lookalike.tables.remark import counted, lines_text, shown


@dataclass(frozen=True)
class Sheet:
    """Cells as text, stripped of surrounding blanks; None if empty."""

    columns: dict[str, list[str | None]]
    lines: list[int]
    """Line of the file on which each row begins."""
    remarks: list[str]


def read_sheet(path: Path) -> Sheet:
    """
    Read the columns by name. A row with too few cells lacks the last ones, which is remarked on.

    Raises InputError as `CsvFile` does, and for a row with more cells than there are names, a quote
    that swallows rows, two columns with the same name, a first line without names, and a single
    column.
    """
    file = CsvFile(path)
    records = file.records()
    names = [name.strip() for name in next(records, (0, 0, []))[2]]
    if not any(names):
        raise InputError(f"{path} has no rows; write a first line with the names of the columns")
    _check_names(path, names)
    rows = _Rows(file, names)
    for record in records:
        rows.take(record)
    return rows.sheet()


class _Rows:
    """Collects rows, each with as many cells as there are names."""

    def __init__(self, file: CsvFile, names: Sequence[str]) -> None:
        self._file, self._names = file, names
        self._key = names.index(key_column(names))
        self._cells: list[list[str]] = []
        self._lines: list[int] = []
        self._short: list[int] = []
        self._long: list[int] = []

    def take(self, record: Record) -> None:
        """Add a record; InputError if it is several rows in one, or its cells have shifted."""
        line, last, cells = record
        if last > line:
            self._check_lines(record)
        missing = len(self._names) - len(cells)
        if missing:
            if not any(cells):  # spreadsheets write an empty row as separators only
                return
            if missing < 0:
                self._check_surplus(line, cells)
            (self._long if missing < 0 else self._short).append(line)
            cells = cells[: len(self._names)] + [""] * missing
        self._cells.append(cells)
        self._lines.append(line)

    def sheet(self) -> Sheet:
        """Return everything that was added."""
        if self._long and len(self._long) < len(self._lines):
            self._refuse(self._long[0], "ends with a separator, unlike other rows")
        cells = zip(*self._cells, strict=True) if self._cells else [[]] * len(self._names)
        columns = [[cell.strip() or None for cell in column] for column in cells]
        named = {n: column for n, column in zip(self._names, columns, strict=True) if n}
        odd = self._odd_names(columns)
        remarks = [*odd, *self._short_remarks(), *self._nameless_remarks(columns)]
        return Sheet(named, self._lines, remarks)

    def _check_lines(self, record: Record) -> None:
        line, last, cells = record
        if row := row_within(cells, self._key, self._file.separator, len(self._names)):
            self._refuse(
                line,
                f"has a quoted cell up to line {last} that seems to swallow rows, such as "
                f'{shown(row)}; close the quote, or write "" for a quote within quotes',
            )

    def _check_surplus(self, line: int, cells: Sequence[str]) -> None:
        width = len(self._names)
        if any(cell.strip() for cell in cells[width:]):
            surplus = ", ".join(map(shown, cells[width:]))
            self._refuse(
                line,
                f"has {len(cells)} cells for {counted(width, 'column')}, with {surplus} left over; "
                f"put cells that contain {shown(self._file.separator)} in quotes",
            )

    def _refuse(self, line: int, text: str) -> NoReturn:
        raise InputError(f"line {line} of {self._file.path} {text}")

    def _short_remarks(self) -> Iterator[str]:
        if self._short:
            rows = counted(len(self._short), "row has", "rows have")
            yield (
                f"{rows} fewer cells than there are columns, so that the last ones count as empty "
                f"({lines_text(self._short)})"
            )

    def _odd_names(self, columns: Sequence[Sequence[str | None]]) -> Iterator[str]:
        """
        Return remarks on columns that look like several: another separator is in the name and in
        each cell.
        """
        own = self._file.separator
        for name, column in zip(self._names, columns, strict=True):
            mark = next((mark for mark in SEPARATORS if mark != own and mark in name), None)
            if mark is not None and all(c.count(mark) == name.count(mark) for c in column if c):
                yield (
                    f"the column {shown(name)} has a {SEPARATORS[mark]} in its name, and cells are "
                    f"separated by a {SEPARATORS[own]}; if these are several columns, separate all "
                    "of them alike"
                )

    def _nameless_remarks(self, columns: Sequence[Sequence[str | None]]) -> Iterator[str]:
        for number, (name, column) in enumerate(zip(self._names, columns, strict=True), start=1):
            if not name and any(column):
                yield f"column {number} has no name in the first line, so that it is left out"


def _check_names(path: Path, names: Sequence[str]) -> None:
    image = next((name for name in names if is_image_name(name)), None)
    if image is not None:
        raise InputError(
            f"the first line of {path} has the image {image!r} where the columns are named: put a "
            "line of names above it, such as path,price"
        )
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        places = " and ".join(str(n) for n, name in enumerate(names, 1) if name == twice)
        raise InputError(
            f"line 1 of {path} has {twice!r} for the columns {places}; give each its own name"
        )
