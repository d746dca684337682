"""Report cells that look like another type than their column's."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from lookalike.tables.cells import Kind, is_day_number, kind
from lookalike.tables.remark import cells_text, counted

_CODE = re.compile(r"\+\d+|\d+[eE]\d+")  # a phone number, or a code such as 1E2
_YES_NO = (frozenset(("yes", "no")), frozenset(("y", "n")))
_MEANT: Mapping[Kind, tuple[frozenset[Kind], str]] = {
    "flag": (frozenset(("flag",)), "true or false"),
    "number": (frozenset(("number", "long number", "amount")), "plain number"),
    "date": (frozenset(("date", "local date")), "date that compares"),
}
_ADVICE: Mapping[Kind, str] = {
    "amount": "; write 1299.50 for $1,299.50 or 1 299,50",
    "local date": "; write dates as 2024-06-01",
    "long number": "; whole numbers of more than 64 bits are text, so that no digit is lost",
}

FEW = 10  # ways to write yes and no

Lines = Sequence[int]
Texts = Sequence[Any]
"""A column's cells; those that are no text are passed over."""


def in_numbers(name: str, cells: Texts, values: Mapping[str, Any], lines: Lines) -> list[str]:
    """Return remarks on a column of numbers or flags: codes and dates that were read as numbers."""
    if codes := {cell for cell in values if _CODE.fullmatch(cell)}:
        count, first = _where(cells, lines, codes)
        are = counted(count, "cell that may be a code is", "cells that may be codes are")
        return [f"{name}: {are} read as a number ({first}); JSON Lines keep text as text"]
    if not values or not all(map(_is_day_number, values.values())):
        return []
    count, first = _where(cells, lines, set(values))
    are = counted(count, "cell is a number that looks", "cells are numbers that look")
    return [f"{name}: {are} like a date ({first}); write 2024-06-01"]


def in_text(name: str, cells: Texts, lines: Lines) -> list[str]:
    """
    Return remarks on a column of text: numbers, dates or flags that will be compared as text, if
    most cells are such.
    """
    counts = Counter(cell for cell in cells if isinstance(cell, str) and cell)
    kinds = {cell: found for cell in counts if (found := kind(cell)) != "missing"}
    total = sum(counts[cell] for cell in kinds)
    for right, (likely, called) in _MEANT.items():
        if 2 * sum(counts[cell] for cell, found in kinds.items() if found in likely) > total:
            strange = {cell: found for cell, found in kinds.items() if found != right}
            return _kept(name, called, strange, total, cells, lines) if strange else []
    words = {cell.lower() for cell in kinds} if len(kinds) < FEW else set()
    if words not in _YES_NO:
        return []
    first = _where(cells, lines, set(kinds))[1]
    return [f"{name}: yes and no are kept as text ({first}); write true and false for a flag"]


def _kept(
    name: str, called: str, strange: Mapping[str, Kind], total: int, cells: Texts, lines: Lines
) -> list[str]:
    """
    Return the remark that a column is kept as text, and because of which cells; none for codes.
    """
    are_codes = "long number" not in strange.values() and all(map(str.isdecimal, strange))
    if are_codes and len({len(c) for c in cells if c is not None}) == 1:
        return []  # digits only, all of one length, such as 00042 and 10042
    count, first = _where(cells, lines, set(strange))
    some = f"{count:,} of {counted(total, 'cell')} {'is' if count == 1 else 'are'} no {called}"
    advice = next((_ADVICE[found] for found in strange.values() if found in _ADVICE), "")
    return [f"{name}: kept as text, since {some} ({first}){advice}"]


def _is_day_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and is_day_number(value)


def _where(cells: Texts, lines: Lines, strange: Set[str]) -> tuple[int, str]:
    """Return how many cells are among these, and the first of them with its line."""
    rows = [(line, cell) for line, cell in zip(lines, cells, strict=True) if cell in strange]
    return len(rows), cells_text(rows)
