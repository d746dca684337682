"""Convert columns to a pandas or Arrow table; both packages are optional."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from lookalike.extras import need
from lookalike.types import Attributes

Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""Columns of one length; None if a row has no value."""


def attribute_columns(attributes: Sequence[Attributes]) -> dict[str, list[Any]]:
    """Return `attributes.NAME` for every name that a row has, in order of first appearance."""
    return _nested("attributes", attributes)


def part_columns(parts: Sequence[Mapping[str, float]]) -> dict[str, list[Any]]:
    """Return `parts.NAME`, the contribution of each part to the row's score."""
    return _nested("parts", parts)


def to_pandas(columns: Columns) -> Any:
    """Return a pandas.DataFrame; MissingExtra if pandas is not installed."""
    return need("pandas", extra="pandas").DataFrame(dict(columns))


def to_arrow(columns: Columns) -> Any:
    """
    Return a pyarrow.Table; MissingExtra if pyarrow is not installed.

    A column with values of several types, such as text and numbers, is converted to JSON text.
    """
    arrow = need("pyarrow", extra="parquet")
    return arrow.table({name: _arrow_column(arrow, values) for name, values in columns.items()})


def _nested(group: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    rows = list(rows)
    names = dict.fromkeys(name for row in rows for name in row)
    return {f"{group}.{name}": [row.get(name) for row in rows] for name in names}


def _arrow_column(arrow: Any, values: Sequence[Any]) -> Any:
    if isinstance(values, arrow.Array):
        return values
    try:
        return arrow.array(values)
    except (arrow.ArrowInvalid, arrow.ArrowTypeError, OverflowError):
        return arrow.array([_json(value) for value in values], arrow.string())


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
