"""Convert the items of a collection to a pandas or Arrow table."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from lookalike.filters.condition import Condition
from lookalike.results.frames import attribute_columns, to_arrow, to_pandas
from lookalike.types import Item


class _Listed(Protocol):
    def items(self, where: str | Condition | None = None) -> Iterator[Item]: ...


class ItemTables:
    """Mixin: tables with a row for each item: `id`, `source` and `attributes.NAME`."""

    def to_pandas(self: _Listed, where: str | Condition | None = None) -> Any:
        """Return matching items as a pandas.DataFrame; MissingExtra if it is not installed."""
        return to_pandas(_columns(self.items(where)))

    def to_arrow(self: _Listed, where: str | Condition | None = None) -> Any:
        """Return matching items as a pyarrow.Table; MissingExtra if it is not installed."""
        return to_arrow(_columns(self.items(where)))


def _columns(items: Iterable[Item]) -> dict[str, list[Any]]:
    listed = list(items)
    return {
        "id": [item.id for item in listed],
        "source": [item.source for item in listed],
        **attribute_columns([item.attributes for item in listed]),
    }
