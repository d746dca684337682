"""Locate unclosed quotes in a CSV file that swallow rows."""

import csv
from collections.abc import Sequence
from pathlib import PurePosixPath

from lookalike.images.formats import SUFFIXES

LONG = 4  # characters: sizes and amounts in a text are rarely as long as ids


def opening_line(lines: Sequence[str], separator: str) -> int:
    """
    Return the index of the line, among the lines of one record, on which its last quoted cell
    begins.
    """
    opened, quoted, at_start = 0, False, True
    for index, line in enumerate(lines):
        for char in line:
            if char == '"' and (quoted or at_start):
                opened = opened if quoted else index
                quoted, at_start = not quoted, quoted  # a doubled quote closes and opens again
            elif not quoted:
                at_start = char in (separator, "\r", "\n") or (at_start and char == " ")
    return opened


def row_within(record: Sequence[str], key: int, separator: str, width: int) -> str | None:
    """
    Return the first line inside a cell that is a table row by itself; None if there is none.

    `key` is the index of the column that names the image; the table has `width` columns. A line
    inside a cell counts as a row if it has all columns and an image name in the key column. If
    there is only one such line after the first, the cells that follow count as part of it. If
    images are named by ids instead of file names, every whole line inside the cell must be a row:
    with as many columns as the record, and an id of the same form that is long, or consecutive.
    """
    for place, cell in enumerate(record):
        within = [line for line in cell.splitlines()[1:] if line.strip()]
        rows = [next(csv.reader([line], delimiter=separator), []) for line in within]
        more = len(record) - 1 - place if len(rows) == 1 else 0
        for line, row in zip(within, rows[:-1] or rows, strict=False):
            is_whole = len(row) > max(key, 1) and len(row) + more >= width
            if is_whole and is_image_name(row[key]):
                return line
        if rows[1:] and len(record) > key and _follow(record, rows[:-1], key):
            return within[0]
    return None


def is_image_name(text: str) -> bool:
    """Whether it has the file name extension of an image."""
    return PurePosixPath(text.strip()).suffix.lower() in SUFFIXES


def _follow(record: Sequence[str], rows: Sequence[Sequence[str]], key: int) -> bool:
    if any(len(row) != len(record) for row in rows):
        return False
    own, ids = record[key].strip(), [row[key].strip() for row in rows]
    if len(own) < LONG:
        return own.isdecimal() and ids == [str(int(own) + n) for n in range(1, len(ids) + 1)]
    shape = _shape(own)
    return "0" in shape and all(_shape(id_) == shape for id_ in ids)


def _shape(key: str) -> str:
    """Return the pattern of an id: `A-12` and `B-47` are both `a-00`."""
    return "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in key.strip())
