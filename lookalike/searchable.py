"""The interface shared by a local collection and one on a server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from lookalike.about import About
from lookalike.duplicates.result import Action, Copy, Duplicates, Moved
from lookalike.duplicates.tiers import USUAL, Tier
from lookalike.errors import LookalikeError
from lookalike.filters.condition import Condition
from lookalike.health.result import KINDS, Health, Kind
from lookalike.indexing.put import NewImage
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.map.comparison import MapComparison
from lookalike.map.result import Map, Method
from lookalike.results.hits import Hits
from lookalike.search.example import Example
from lookalike.search.heatmap import Heatmap
from lookalike.search.query import Query
from lookalike.stores.failures import Failure
from lookalike.types import AttributeValue, Hit, Item, OnStep, Removed, Scalar, Tagged, Weights

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.feedback.event import Event
    from lookalike.feedback.recorded import Recorded
    from lookalike.recommendation.query import RecommendQuery
    from lookalike.relevance.calibration import Calibration


class Searchable(Protocol):
    """
    The methods that `Collection` and `ServedCollection` share, so that code works with either.

    The same call gives the same answer and the same error. Use as a context manager, or call
    `close`. Thread-safe.
    """

    on_remark: Callable[[str], None]
    """Called with each remark on a condition; by default issues a Python warning."""

    @property
    def weights(self) -> Weights:
        """Weight of each part in queries that give no weights."""

    def set_weights(self, weights: Weights) -> None:
        """Set the collection's default weights; QueryError if they are invalid."""

    def about(self) -> About:
        """Return a summary of the collection, counted now."""

    @property
    def has_colours(self) -> bool:
        """Whether the collection can be searched by a colour."""

    @property
    def has_heatmaps(self) -> bool:
        """Whether an encoder supports heat-maps."""

    def search(self, query: Query | Example) -> Hits:
        """Return hits, best first. An example given as `id:` is not among its own hits."""

    def recommend(self, query: "RecommendQuery") -> Hits:
        """
        Return items for a person, a basket or a picture, each with its `reason`.

        Several interests are not averaged: each has its share of the hits, by weight, and a hit's
        score says how well it fits its own interest. Pages are slices of one list.
        """

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """Return an item as a hit: its score, its relevance, and the contribution of each part."""

    def heatmap(self, query: Query | Example, item_id: str) -> Heatmap:
        """
        Return which places of an item's picture match the query, from its file as it is now.

        Raises NoPlaces if no encoder supports heat-maps, ImageUnreachable if the file is gone.
        """

    def thumbnail(self, item_id: str, size: int = 256) -> bytes:
        """
        Return the item's picture as a JPEG with a long side of at most `size`, 16 to 1024 pixels.
        """

    def original(self, item_id: str) -> bytes:
        """Return the item's file unchanged; ImageUnreachable if it is gone."""

    def get(self, item_id: str) -> Item:
        """Return the item of this id; raises UnknownItem."""

    def items(
        self, where: str | Condition | None = None, after: str | None = None, page: int = 1000
    ) -> Iterator[Item]:
        """
        Yield every item that matches, in the collection's order, read a page at a time.

        With `after`, only those that follow the item of that id.
        """

    def to_pandas(self, where: str | Condition | None = None) -> Any:
        """
        Return the items that match as a pandas.DataFrame; MissingExtra if it is not installed.
        """

    def to_arrow(self, where: str | Condition | None = None) -> Any:
        """Return the items that match as a pyarrow.Table; MissingExtra if it is not installed."""

    def count(self, where: str | Condition | None = None) -> int:
        """Return the number of items that match."""

    def remarks(self, where: str | Condition | None) -> list[str]:
        """Return remarks on a condition: attributes that no item has, values of another type."""

    def facets(
        self, attribute: str, where: str | Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """
        Return values of an attribute with their number of items, most frequent first.

        `limit` is at most 1,000. Numbers are counted too; 42 and 42.0 are one value.
        """

    def attribute_names(self) -> list[str]:
        """Return the names of all attributes of which an item has a value, sorted."""

    def set_attributes(self, item_id: str, changes: Mapping[str, AttributeValue | None]) -> Item:
        """Set attributes of an item and keep its others; None removes one."""

    def tag(
        self,
        changes: Mapping[str, AttributeValue | None],
        ids: Sequence[str] | None = None,
        where: str | Condition | None = None,
    ) -> Tagged:
        """
        Set attributes of the items of these ids, or of all that match; return how many there were.

        Other attributes are kept; None removes one. An unknown id is no error; the answer lists it.
        A condition with `remarks` raises FilterError.
        """

    def put_image(
        self,
        data: bytes,
        item_id: str | None = None,
        attributes: Mapping[str, AttributeValue] | None = None,
        name: str = "",
    ) -> Item:
        """
        Add one image, or replace the item of this id; ImageError or InputError if it is invalid.

        `attributes` replace all that were set before; None keeps those.
        """

    def put_images(self, images: Sequence[NewImage]) -> list[Item | LookalikeError]:
        """
        Add or replace items; return an item or an error for each image, in order.

        An invalid image does not stop the others.
        """

    def index(
        self,
        folder: str | Path | None = None,
        retry_failed: bool = False,
        allow_removal: bool = False,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
        *,
        moved_from: str | Path | None = None,
        check_duplicates: bool = False,
    ) -> IndexReport:
        """
        Update the collection from a folder, with the table that was last used for it.

        None means every folder indexed before; an interrupted run is resumed. `moved_from` is the
        earlier path of `folder`. Items whose folder may only be unmounted are kept; `allow_removal`
        removes them too, and forgets a folder that is missing. With `check_duplicates`, new images
        are compared with all others: `copies` of the report.
        """

    def retry_failures(
        self,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """Retry every file that failed, and no others."""

    def remove(
        self, ids: Sequence[str] | None = None, where: str | Condition | None = None
    ) -> Removed:
        """
        Remove the items of these ids, or all that match; return how many were removed.

        The removal is durable when this returns. An unknown id is no error; the result lists it. A
        condition with `remarks` raises FilterError.
        """

    def find_duplicates(
        self,
        where: str | Condition | None = None,
        tiers: Sequence[Tier] = USUAL,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Duplicates:
        """
        Return groups of items, among all that match, that show one picture or one scene.

        Reads the files whose thumbprints the collection does not have yet, and keeps these.
        """

    def check(
        self,
        labels: str | None = None,
        where: str | Condition | None = None,
        kinds: Sequence[Kind] = KINDS,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Health:
        """
        Return the items, among all that match, that need attention, by kind.

        `labels` names the attribute whose values are compared with those of the nearest items;
        InputError if no item has it. Every picture is read for `blank`, `dark`, `blurred`,
        `unreadable`.
        """

    @property
    def calibration(self) -> "Calibration | None":
        """What scores mean here; None if that is not known, or the collection has doubled since."""

    def calibrate(
        self,
        labels: str | None = None,
        rate: float | None = None,
        seed: int = 0,
        on_step: OnStep = lambda step, done, total: None,
    ) -> "Calibration":
        """
        Find out what scores mean in this collection, and keep it; hits then have a `relevance`.

        `labels` names an attribute whose values say what is similar; None looks for one. `rate` is
        the stated rate of all boundaries, .95 unless told (`relevance/boundaries.py`). Takes
        seconds. Raises NotCalibrated if there are too few items; what `on_step` raises stops it.
        """

    def copies_of(self, example: Example) -> list[Copy]:
        """
        Return the items that show the same picture as an example, the most certain first.

        An `id:` example is not among them. QueryError for a colour; ImageError for a bad file.
        """

    def map(
        self,
        where: str | Condition | None = None,
        colour_by: str | None = None,
        method: Method | None = None,
        renew: bool = False,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Map:
        """
        Return the position of each item that matches; similar items lie near each other.

        The map is kept. New items are placed among the others, which stay. It is laid out again
        with `renew`, or if a fifth of the items are new. `method` defaults to t-SNE if
        `lookalike[map]` is installed. InputError if no item has the attribute `colour_by`.
        """

    def compare_maps(
        self,
        other: "Searchable | None" = None,
        weights: Weights | None = None,
        where: str | Condition | None = None,
        colour_by: str | None = None,
        method: Method | None = None,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> MapComparison:
        """
        Return this collection's map and another one of the same items: two encoders side by side.

        The other is that of the collection `other`, by `weights` if given; without `other`, it is
        of this collection by other weights. Items are the same if their files hold the same, else
        if they have one path. InputError if no item is in both, or unless both collections are
        local or on the same server.
        """

    def note_distinct(self, ids: Sequence[str]) -> int:
        """
        Remember that none of these items is a duplicate of another; return the number of pairs.
        """

    def forget_distinct(self, ids: Sequence[str]) -> int:
        """Forget the decisions about pairs of these items; return the number of pairs."""

    def quarantine(self, ids: Sequence[str]) -> Moved:
        """
        Move the files of these items to the collection's quarantine, and remove the items.

        The quarantine is a folder beside the collection, `shop quarantine` for `shop`, or one
        chosen by a server's operator. Unknown ids are skipped. A file that has changed since it was
        indexed stays, and is listed in `failed`.
        """

    def undo_quarantine(self, action: str) -> Moved:
        """
        Move the files of an action back, and restore their items; InputError if it is unknown.

        Actions are named as in `Moved.action` and `quarantined`.
        """

    def quarantined(self) -> list[Action]:
        """Return the actions whose files are still in the quarantine, the latest first."""

    def record_events(self, events: "Sequence[Event]") -> "Recorded":
        """
        Record what people did with items; durable when this returns.

        Events of ids that no item has are left out; the result counts them.
        """

    def events(
        self, user: str | None = None, session: str | None = None, limit: int | None = None
    ) -> "list[Event]":
        """Return the events of a user or a session, the latest first; all, or `limit` of them."""

    def forget_user(self, user: str | None = None, session: str | None = None) -> int:
        """
        Erase the events of a user or a session from all files; return how many there were.

        They are taken off the counts of popular items too.
        """

    def failures(self) -> list[Failure]:
        """Return the files that could not be indexed, with the reason."""

    def close(self) -> None:
        """Release all resources."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
