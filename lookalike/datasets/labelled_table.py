"""Read the rows of a table that gives labels to images."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lookalike.datasets.labels import label_text
from lookalike.datasets.splits import Texts, split_name
from lookalike.errors import InputError
from lookalike.files.json_lines import place
from lookalike.tables.key_column import PATH_COLUMNS
from lookalike.tables.remark import shown
from lookalike.tables.table import Table, read_table

SPLIT = "split"  # column of train, validation or test


@dataclass(frozen=True)
class LabelTable:
    """The table's columns; one row per image."""

    paths: tuple[Path, ...]
    labels: dict[str, Texts]
    """Column to (n,) labels; '' where an image has none."""
    split: Texts
    """(n,); '' if the table has none."""
    rows: tuple[str, ...]
    """How remarks refer to each row: `line 5: a.jpg`."""
    remarks: tuple[str, ...]
    unfit: dict[str, str] = field(default_factory=dict)
    """Columns that are no labels, with the first line that says so and what it has."""


def read_label_table(path: Path) -> LabelTable:
    """
    Read a CSV or JSON Lines file: a column `path`, relative to it, columns of labels, and `split`.

    InputError with the line for an invalid row, or if these columns are missing.
    """
    table = read_table(path)
    split = next((name for name in table.columns if name.lower() == SPLIT), None)
    given = table.columns.pop(split) if split is not None else [""] * len(table.keys)
    unfit = {name: said for name in table.columns if (said := _unfit(table, name))}
    labels = _labels(table, unfit)
    if table.key.lower() not in PATH_COLUMNS or not labels:
        names = [table.key, *table.columns]
        needed = "a column `path` and one or more of labels, each a single value"
        why = "".join(f"; {name!r}: {said}" for name, said in unfit.items())
        raise InputError(f"{path} needs {needed}, not {names}{why}")
    places = [place(path, line) for line in table.lines]
    splits = [split_name(label_text(g), p) for g, p in zip(given, places, strict=True)]
    lines = zip(table.lines, table.keys, strict=True)
    return LabelTable(
        tuple(path.parent / key for key in table.keys),
        labels,
        np.array(splits, dtype="<U10"),
        tuple(f"line {line}: {key}" for line, key in lines),
        (*table.remarks, *(f"{path.name}: {said}" for said in _mixed(table, unfit))),
        unfit,
    )


def _labels(table: Table, unfit: Mapping[str, str]) -> dict[str, Texts]:
    """Return the columns of single values."""
    columns = {name: cells for name, cells in table.columns.items() if name not in unfit}
    return {
        name: np.array([label_text(cell) for cell in cells], dtype=np.str_)
        for name, cells in columns.items()
    }


def _unfit(table: Table, name: str) -> str:
    """Say which line has a list or an object in a column; empty if none has."""
    cells = zip(table.lines, table.columns[name], strict=True)
    line, cell = next(((n, c) for n, c in cells if _is_several(c)), (0, None))
    if not line:
        return ""
    said = shown(json.dumps(cell, ensure_ascii=False))
    return f"line {line} has {said}, and a label is a single value"


def _mixed(table: Table, unfit: Mapping[str, str]) -> list[str]:
    """Return a remark for each column that would have labels but for some lines."""
    return [
        f"{name!r} is left out as a label: {said}"
        for name, said in unfit.items()
        if any(cell and not _is_several(cell) for cell in table.columns[name])
    ]


def _is_several(cell: object) -> bool:
    return isinstance(cell, list | dict)
