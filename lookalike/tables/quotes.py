"""Locate unclosed quotes in a CSV file that swallow rows."""

import csv
from collections.abc import Sequence
from pathlib import PurePosixPath

from lookalike.images.formats import SUFFIXES

LONG = 4  # characters of an id that sizes and amounts in a text are hardly as long as


def opening_line(lines: Sequence[str], separator: str) -> int:
    """Of these lines of one record, the index of that in which its last quoted cell begins."""
    opened, quoted, at_start = 0, False, True
    for index, line in enumerate(lines):
        for char in line:
            if char == '"' and (quoted or at_start):
                opened = opened if quoted else index
                quoted, at_start = not quoted, quoted  # two in a row close, and open again
            elif not quoted:
                at_start = char in (separator, "\r", "\n") or (at_start and char == " ")
    return opened


def row_within(record: Sequence[str], key: int, separator: str, width: int) -> str | None:
    """
    The first row of its own that stands within a cell of this record; None without one.

    `key` is the column that names the image, of `width` columns. A whole line of a cell is a row
    where it has all columns, and in that one the name of an image; so is the only line behind the
    first, together with the cells that follow. Where ids name images, all whole lines of a cell
    must be rows: each of as many columns as the record, with an id that is written as the record's
    and is long, or follows.
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
    """Does it end as the files do that are read?"""
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
    """`A-12` and `B-47` are both `a-00`."""
    return "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in key.strip())
