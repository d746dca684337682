"""Give a column one type, and report cells that may be mistakes."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from lookalike.tables.cells import flag, is_missing, kind, number
from lookalike.tables.oddities import in_numbers, in_text
from lookalike.tables.remark import cells_text, counted

Cells: TypeAlias = Sequence[Any]


def typed(name: str, cells: Cells, lines: Sequence[int]) -> tuple[Cells, list[str]]:
    """
    Convert cells of text (None if empty) to numbers, flags or text; return them with remarks.

    A column becomes numbers, or flags, only if all its cells are. A missing-value marker such as
    N/A becomes None in a column of numbers, flags or dates, and stays in other text. A whole number
    of more than 64 bits makes the whole column text, in which each number is kept as written; a
    remark says so.
    """
    texts = set(cells) - {None}  # distinct cells only: most columns have few
    words = set(filter(is_missing, texts))
    left = texts - words or texts
    values = _of_one_type(left)
    if values is None and (left == texts or not _is_uniform(left)):
        return cells, in_text(name, cells, lines)
    found = cells if left == texts else [None if cell in words else cell for cell in cells]
    remarks = [] if left == texts else [_emptied(name, cells, words, lines)]
    if values is None:
        return found, [*remarks, *in_text(name, found, lines)]
    return list(map(values.get, found)), [*remarks, *in_numbers(name, found, values, lines)]


def checked(name: str, values: Cells, lines: Sequence[int]) -> tuple[Cells, list[str]]:
    """
    Return the cells of a JSON column, with empty ones as None, and remarks on text among numbers.
    """
    if not any(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return values, in_text(name, values, lines)
    texts = {value for value in values if isinstance(value, str)}
    words = set(filter(is_missing, texts))
    remarks = [_emptied(name, values, words, lines)] if words else []
    if others := texts - words:
        are = counted(sum(_is_in(v, others) for v in values), "value is", "values are")
        rows = [row for row in zip(lines, values, strict=True) if _is_in(row[1], others)]
        remarks.append(
            f"{name}: {are} text among numbers; < and > find numbers only ({cells_text(rows)})"
        )
    return [None if _is_in(value, words) else value for value in values], remarks


def _of_one_type(texts: Iterable[str]) -> dict[str, Any] | None:
    """Return the cells as flags or numbers; None if they are not all of one type."""
    for cast in (flag, number):
        try:
            return {text: cast(text) for text in texts}
        except ValueError:
            continue
    return None


def _is_uniform(texts: Iterable[str]) -> bool:
    """Whether all are dates, or numbers of which some can only be kept as text."""
    kinds = {kind(text) for text in texts}
    return kinds == {"date"} or kinds <= {"number", "long number"}


def _is_in(value: Any, texts: set[str]) -> bool:
    return isinstance(value, str) and value in texts


def _emptied(name: str, cells: Cells, words: set[str], lines: Sequence[int]) -> str:
    rows = [row for row in zip(lines, cells, strict=True) if _is_in(row[1], words)]
    count = counted(len(rows), "cell counts", "cells count")
    return f"{name}: {count} as empty ({cells_text(rows)})"
