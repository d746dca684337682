"""What can be searched: a collection that is open here, or one that a server has open."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from lookalike.filters.condition import Condition
from lookalike.results.hits import Hits
from lookalike.search.example import Example
from lookalike.search.query import Query
from lookalike.stores.base import Failure
from lookalike.types import AttributeValue, Hit, Item, Removed, Scalar, Weights


class Searchable(Protocol):
    """
    The verbs that `Collection` and `ServedCollection` share: what asks one can ask the other.

    The same question gives the same answer, and the same error. Use as a context manager, or call
    `close`. Threads may search and change at the same time.
    """

    on_remark: Callable[[str], None]
    """Told what is odd about a condition that is asked; a Python warning unless replaced."""

    @property
    def weights(self) -> Weights:
        """How much each part counts in a query that does not say."""

    def search(self, query: Query | Example) -> Hits:
        """Hits, best first. An example given by `id:` is not among its own hits."""

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """The hit that this item is, or would be: its score, and what each part gave to it."""

    def get(self, item_id: str) -> Item:
        """The item of this id, or UnknownItem."""

    def items(
        self, where: str | Condition | None = None, after: str | None = None, page: int = 1000
    ) -> Iterator[Item]:
        """
        Every item that matches, in the collection's order, read a page at a time.

        With `after`, only those behind the item of that id.
        """

    def to_pandas(self, where: str | Condition | None = None) -> Any:
        """The items that match as a pandas.DataFrame; MissingExtra where it is not installed."""

    def to_arrow(self, where: str | Condition | None = None) -> Any:
        """The items that match as a pyarrow.Table; MissingExtra where it is not installed."""

    def count(self, where: str | Condition | None = None) -> int:
        """How many items match."""

    def remarks(self, where: str | Condition | None) -> list[str]:
        """What is odd about a condition: attributes that no item has, values of another kind."""

    def facets(
        self, attribute: str, where: str | Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """Values of an attribute with their number of items, most frequent first."""

    def attribute_names(self) -> list[str]:
        """What can be asked about in a condition or a facet."""

    def set_attributes(self, item_id: str, changes: Mapping[str, AttributeValue | None]) -> Item:
        """Give an item these attributes, beside those it has; None takes one away."""

    def remove(
        self, ids: Sequence[str] | None = None, where: str | Condition | None = None
    ) -> Removed:
        """
        Remove the items of these ids, or all that match; return how many that were.

        They are gone for good when this returns. An unknown id is no error; the answer has them.
        A condition of which there are `remarks` is a FilterError.
        """

    def failures(self) -> list[Failure]:
        """The files that gave no vector, and why."""

    def close(self) -> None:
        """Let go of it."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
