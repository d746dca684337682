"""Read attributes of images from a CSV or JSON Lines file."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lookalike.errors import InputError
from lookalike.files.json_lines import place
from lookalike.tables.cells import has_64_bits
from lookalike.tables.columns import checked, typed
from lookalike.tables.joining import Join
from lookalike.tables.remark import shown
from lookalike.tables.table import ABSENT, Table, read_table
from lookalike.types import READ, Attributes, AttributeValue, Changes


class AttributeTable:
    """Attributes by path or file name, from a file's rows."""

    def __init__(
        self,
        path: Path,
        rows: Mapping[str, Changes],
        lines: Mapping[str, int],
        key: str,
        remarks: tuple[str, ...] = (),
    ) -> None:
        self.path = path
        self.rows = rows
        """By what names the image; None where a cell is empty, which takes an attribute away."""
        self.lines = lines
        """Of the file, in which each row begins."""
        self.key = key
        """The column that names the image."""
        self.remarks = remarks
        """What in the file may not be meant, each with its line."""

    def join(self) -> Join:
        """Return an empty join: call `see` for each file of the folder, then `of` for each row."""
        return Join(self.path.name, self.key, self.rows, self.lines)


def read_attributes(path: str | Path) -> AttributeTable:
    """
    Read `.csv` or `.tsv` (with a header), or `.jsonl`.

    The image is named by the column `path`, `file`, `filename`, `image` or `source`, else by the
    first column. A CSV column becomes numeric, or true/false, if every filled cell is;
    missing-value markers such as N/A are then empty. Likely mistakes are listed in `remarks`.
    Raises InputError, with the line, for a quote that is not closed, a row with too many cells, and
    other damage.
    """
    table = read_table(Path(path))
    read = typed if table.is_text else checked
    columns, remarks = dict[str, Any](), list(table.remarks)
    for name, cells in table.columns.items():
        columns[name], found = read(name, cells, table.lines)
        remarks += map(table.told, [*found, *_hiding(name, columns[name])])
    if not columns:
        raise InputError(
            f"{table.path} has only one column, {table.key!r}, so it has no attributes; "
            "separate columns by commas, semicolons or tabs"
        )
    lines = dict(zip(table.keys, table.lines, strict=True))
    return AttributeTable(table.path, _rows(table, columns), lines, table.key, tuple(remarks))


def _hiding(name: str, cells: Sequence[Any]) -> list[str]:
    """Warn that a column hides an attribute computed from each image."""
    if name not in READ or not any(cell is not None and cell is not ABSENT for cell in cells):
        return []
    away = "the mark of items whose files are missing, so that these are not counted"
    hidden = away if name == "away" else "what is read from each image by that name"
    return [f"{name}: this column hides {hidden}; rename it to keep both"]


def _rows(table: Table, columns: Mapping[str, Any]) -> dict[str, Changes]:
    names, rows = list(columns), zip(*columns.values(), strict=True)
    if table.is_text:
        said = [dict(zip(names, row, strict=True)) for row in rows]
        return dict(zip(table.keys, said, strict=True))
    found: dict[str, Changes] = {}
    for key, line, row in zip(table.keys, table.lines, rows, strict=True):
        found[key] = {n: v for n, v in zip(names, row, strict=True) if v is not ABSENT}
        filled = {n: v for n, v in found[key].items() if v is not None}
        checked_attributes(filled, place(table.path, line))
    return found


def checked_attributes(given: Mapping[str, Any], where: str) -> Attributes:
    """Return the attributes if each is text, a number, true, false or a list of texts."""
    for name, value in given.items():
        if isinstance(value, int) and not has_64_bits(value):
            raise InputError(
                f"attribute {name!r} of {where} is a whole number of more than 64 bits, "
                f"{shown(value)}; write it as text to keep all digits"
            )
        if not name or not _is_text(name):
            raise InputError(f"attribute {name!r} of {where}: its name must be text, and not empty")
        if not _is_attribute(value):
            raise InputError(
                f"attribute {name!r} of {where} must be text, a number of 64 bits, true, false or "
                f"a list of texts, not {value!r}"
            )
    return dict(given)


def _is_attribute(value: AttributeValue) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return True
    if isinstance(value, str):
        return _is_text(value)
    return isinstance(value, list | tuple) and all(
        isinstance(member, str) and _is_text(member) for member in value
    )


def _is_text(value: str) -> bool:
    r"""
    Whether it can be written as UTF-8. JSON may hold half a surrogate pair, such as `\ud800`.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
