"""Convert columns to a pandas or Arrow table; both packages are optional."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from lookalike.extras import need
from lookalike.types import Attributes

Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""Of one length; None where a row has no value."""


def attribute_columns(attributes: Sequence[Attributes]) -> dict[str, list[Any]]:
    """`attributes.NAME` for every name that any row has, in the order of their first rows."""
    return _nested("attributes", attributes)


def part_columns(parts: Sequence[Mapping[str, float]]) -> dict[str, list[Any]]:
    """`parts.NAME`, what each part gave to the row's score."""
    return _nested("parts", parts)


def to_pandas(columns: Columns) -> Any:
    """A pandas.DataFrame; MissingExtra where pandas is not installed."""
    return need("pandas", extra="pandas").DataFrame(dict(columns))


def to_arrow(columns: Columns) -> Any:
    """
    A pyarrow.Table; MissingExtra where pyarrow is not installed.

    A column whose values are of several kinds, as text and numbers, holds each as JSON text.
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
