"""A column of cells as values of one type, and what about it may not be meant."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from lookalike.tables.cells import decimal, flag, is_missing, kind, whole
from lookalike.tables.oddities import in_numbers, in_text
from lookalike.tables.remark import cells_text, counted

Cells: TypeAlias = Sequence[Any]


def typed(name: str, cells: Cells, lines: Sequence[int]) -> tuple[Cells, list[str]]:
    """
    Cells of text (None where empty) as numbers, flags or text, and remarks on them.

    They are numbers, or true and false, where all of them are. A word for nothing, such as N/A, is
    None among numbers, flags and dates, and text among other text.
    """
    texts = set(cells) - {None}  # each once: most columns have few
    if (values := _of_one_type(texts)) is not None:
        return list(map(values.get, cells)), in_numbers(name, cells, values, lines)
    words = set(filter(is_missing, texts))
    if words and (left := texts - words):
        values = _of_one_type(left)
        if values is None and all(kind(cell) == "date" for cell in left):
            values = {cell: cell for cell in left}
        if values is not None:
            return list(map(values.get, cells)), [_emptied(name, cells, words, lines)]
    return cells, in_text(name, cells, lines)


def checked(name: str, values: Cells, lines: Sequence[int]) -> tuple[Cells, list[str]]:
    """The same of JSON, whose values have their types: text among numbers is told."""
    if not any(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return values, in_text(name, values, lines)
    texts = {value for value in values if isinstance(value, str)}
    words = set(filter(is_missing, texts))
    remarks = [_emptied(name, values, words, lines)] if words else []
    if others := texts - words:
        are = counted(sum(_is_in(v, others) for v in values), "value is", "values are")
        rows = [row for row in zip(lines, values, strict=True) if _is_in(row[1], others)]
        remarks.append(
            f"{name}: {are} text among numbers, which < and > do not find ({cells_text(rows)})"
        )
    return [None if _is_in(value, words) else value for value in values], remarks


def _of_one_type(texts: Iterable[str]) -> dict[str, Any] | None:
    """As flags or numbers; None where they are not all that."""
    for cast in (flag, whole, decimal):
        try:
            return {text: cast(text) for text in texts}
        except ValueError:
            continue
    return None


def _is_in(value: Any, texts: set[str]) -> bool:
    return isinstance(value, str) and value in texts


def _emptied(name: str, cells: Cells, words: set[str], lines: Sequence[int]) -> str:
    rows = [row for row in zip(lines, cells, strict=True) if _is_in(row[1], words)]
    count = counted(len(rows), "cell counts", "cells count")
    return f"{name}: {count} as empty ({cells_text(rows)})"
