"""A table about images, from CSV or JSON Lines: its columns, and one row per image."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lookalike.errors import InputError
from lookalike.files.json_lines import place, read_objects
from lookalike.tables.key_column import as_key, key_column
from lookalike.tables.remark import counted, lines_text, shown
from lookalike.tables.sheet import Sheet, read_sheet

CSV = frozenset({".csv", ".tsv"})
JSON_LINES = frozenset({".jsonl", ".ndjson"})


class _Absent:
    """Marks a name that this object of a JSON Lines file does not have, although others have it."""

    def __bool__(self) -> bool:
        return False


ABSENT = _Absent()


@dataclass(frozen=True)
class Table:
    """Columns of equal length; each row describes one image."""

    path: Path
    key: str
    """The name of the column that names the image."""
    keys: list[str]
    """The normalised name of each row's image (`as_key`), without repeats."""
    lines: list[int]
    """Line of the file on which each row begins."""
    columns: dict[str, list[Any]]
    """The other columns; None for an empty cell, ABSENT if the JSON object lacks the name."""
    remarks: tuple[str, ...]
    """Likely mistakes, each with its line."""

    @property
    def is_text(self) -> bool:
        """Whether numbers are written as text, as in a CSV file."""
        return self.path.suffix.lower() in CSV

    def told(self, remark: str) -> str:
        """Return a remark with the file's name in front."""
        return f"{self.path.name}: {remark}"


def read_table(path: Path) -> Table:
    """
    Read `.csv` or `.tsv` (with a first line of names), `.jsonl` or `.ndjson`.

    If two rows name the same image, the last one counts, and a remark says so. Raises InputError,
    with the line, for damage: see `read_sheet` and `read_objects`.
    """
    suffix = path.suffix.lower()
    if suffix not in CSV | JSON_LINES:
        raise InputError(
            f"{path} is neither a .csv nor a .jsonl file, so it cannot be read as a table"
        )
    sheet = read_sheet(path) if suffix in CSV else _sheet_of_objects(path)
    if not sheet.lines:
        raise InputError(f"{path} has no rows")
    key = key_column(list(sheet.columns))
    cells = [str(cell or "") for cell in sheet.columns.pop(key)]
    keys = [as_key(cell) for cell in cells]
    table = Table(path, key, keys, sheet.lines, sheet.columns, ())
    remarks = [*sheet.remarks, *_keyless(table), *_twice(table)]
    last = {key: row for row, key in enumerate(keys) if key}
    table = table if len(last) == len(keys) else _at(table, sorted(last.values()))
    return replace(table, remarks=tuple(map(table.told, remarks)))


def _sheet_of_objects(path: Path) -> Sheet:
    """
    Return a column for every name that some object has; NaN, which is not a number, becomes None.
    """
    found = list(read_objects(path))
    for line, row in found:
        _check_counted(row, place(path, line))
    names = dict.fromkeys(name for _, row in found for name in row)
    columns = {name: [_plain(row.get(name, ABSENT)) for _, row in found] for name in names}
    nan = [line for line, row in found if any(map(_is_nan, row.values()))]
    rows = counted(len(nan), "row has", "rows have")
    remarks = [f"{rows} NaN, which counts as empty ({lines_text(nan)})"] if nan else []
    return Sheet(columns, [line for line, _ in found], remarks)


def _check_counted(row: Mapping[str, Any], where: str) -> None:
    """Raise InputError for a number such as 1e999, which Python's JSON parser reads as infinity."""
    for name, value in row.items():
        if isinstance(value, float) and math.isinf(value):
            raise InputError(
                f"{where} has a number for {name!r} that is too large for a float; write it as "
                "text, or leave it out"
            )


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return None if _is_nan(value) else value


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _at(table: Table, rows: list[int]) -> Table:
    return replace(
        table,
        keys=[table.keys[row] for row in rows],
        lines=[table.lines[row] for row in rows],
        columns={name: [cells[row] for row in rows] for name, cells in table.columns.items()},
    )


def _keyless(table: Table) -> list[str]:
    """Return rows without an image's name; rows without any cell are skipped."""
    bare = [row for row, key in enumerate(table.keys) if not key]
    lines = [table.lines[r] for r in bare if any(cells[r] for cells in table.columns.values())]
    if not lines:
        return []
    rows = counted(len(lines), "row has", "rows have")
    return [f"{rows} no {table.key!r}, and so no image ({lines_text(lines)})"]


def _twice(table: Table) -> list[str]:
    last = {key: row for row, key in enumerate(table.keys)}
    again = [row for row, key in enumerate(table.keys) if key and last[key] != row]
    if not again:
        return []
    images = counted(len({table.keys[row] for row in again}), "image has", "images have")
    first, counts = table.lines[again[0]], table.lines[last[table.keys[again[0]]]]
    said = f"{shown(table.keys[again[0]])} in line {first}, and line {counts} counts"
    return [f"{images} more than one row, of which the last counts ({said})"]
