"""Read the rows of a table that gives labels to images."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.datasets.labels import label_text
from lookalike.datasets.splits import Texts, split_name
from lookalike.errors import InputError
from lookalike.files.json_lines import place
from lookalike.tables.key_column import PATH_COLUMNS
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


def read_label_table(path: Path) -> LabelTable:
    """
    Read a CSV or JSON Lines file: a column `path`, relative to it, columns of labels, and `split`.

    InputError with the line for an invalid row, or if these columns are missing.
    """
    table = read_table(path)
    split = next((name for name in table.columns if name.lower() == SPLIT), None)
    given = table.columns.pop(split) if split is not None else [""] * len(table.keys)
    labels = _labels(table)
    if table.key.lower() not in PATH_COLUMNS or not labels:
        names = [table.key, *table.columns]
        needed = "a column `path` and one or more of labels, each a single value"
        raise InputError(f"{path} needs {needed}, not {names}")
    places = [place(path, line) for line in table.lines]
    splits = [split_name(label_text(g), p) for g, p in zip(given, places, strict=True)]
    lines = zip(table.lines, table.keys, strict=True)
    return LabelTable(
        tuple(path.parent / key for key in table.keys),
        labels,
        np.array(splits, dtype="<U10"),
        tuple(f"line {line}: {key}" for line, key in lines),
        table.remarks,
    )


def _labels(table: Table) -> dict[str, Texts]:
    """Return the columns of single values; a column with lists has no labels."""
    columns = {
        name: [label_text(cell) for cell in cells]
        for name, cells in table.columns.items()
        if not any(isinstance(cell, list | dict) for cell in cells)
    }
    return {name: np.array(labels, dtype=np.str_) for name, labels in columns.items()}
