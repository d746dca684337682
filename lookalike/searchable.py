"""What can be searched: a collection that is open here, or one that a server has open."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from lookalike.about import About
from lookalike.errors import LookalikeError
from lookalike.filters.condition import Condition
from lookalike.indexing.put import NewImage
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.results.hits import Hits
from lookalike.search.example import Example
from lookalike.search.heatmap import Heatmap
from lookalike.search.query import Query
from lookalike.stores.failures import Failure
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

    def set_weights(self, weights: Weights) -> None:
        """Make these the collection's own weights; QueryError where they make no sense."""

    def about(self) -> About:
        """What it holds and how it was made, counted now."""

    @property
    def has_colours(self) -> bool:
        """Can a colour be searched by?"""

    @property
    def has_heatmaps(self) -> bool:
        """Does a part tell the places of an image apart?"""

    def search(self, query: Query | Example) -> Hits:
        """Hits, best first. An example given by `id:` is not among its own hits."""

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """The hit that this item is, or would be: its score, and what each part gave to it."""

    def heatmap(self, query: Query | Example, item_id: str) -> Heatmap:
        """
        Where in its picture an item is like what is asked for, by its file as it is now.

        Raises NoPlaces where no part can tell, and ImageUnreachable where the file has gone.
        """

    def thumbnail(self, item_id: str, size: int = 256) -> bytes:
        """The item's picture as a JPEG whose long side is at most `size`, 16 to 1024 pixels."""

    def original(self, item_id: str) -> bytes:
        """The item's file as it is; ImageUnreachable where it is gone."""

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

    def put_image(
        self,
        data: bytes,
        item_id: str | None = None,
        attributes: Mapping[str, AttributeValue] | None = None,
        name: str = "",
    ) -> Item:
        """
        Add one image, or replace the item of this id; ImageError or InputError where it is bad.

        `attributes` take the place of all that were given before; None keeps those.
        """

    def put_images(self, images: Sequence[NewImage]) -> list[Item | LookalikeError]:
        """
        Add or replace items; return what became of each image, in order.

        A bad image is an error in the list, and the others go on.
        """

    def index(
        self,
        folder: str | Path | None = None,
        retry_failed: bool = False,
        allow_removal: bool = False,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """
        Bring it up to date with a folder, with the table that was last indexed with it.

        None is every folder that was indexed into it before; what was cut short is resumed.
        """

    def retry_failures(
        self,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """Try again every file that failed, and no other."""

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
