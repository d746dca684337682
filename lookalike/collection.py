"""A collection: encoders, a store, and the settings that connect them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from lookalike.about import About, about
from lookalike.answer import Question, answer, as_hits, ranked, remarks_on_choice
from lookalike.closing import Closing
from lookalike.collection_settings import check_same, load_layout, remember, settings_of
from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import DEFAULT, as_encoder
from lookalike.encoders.layout import Layout
from lookalike.errors import (
    CollectionNotFound,
    ImageUnreachable,
    NoPlaces,
    StoreError,
)
from lookalike.example_vectors import ExampleVectors
from lookalike.feedback.recording import Recording
from lookalike.filling import Filling
from lookalike.filters.condition import Condition
from lookalike.heatmap import heatmap_of
from lookalike.images.crop import Crop
from lookalike.images.limits import Limits, limits_in_force
from lookalike.images.thumbnail import checked_size, thumbnail
from lookalike.items import Items
from lookalike.judging import Calibrated, Judging
from lookalike.recommendation.recommending import Recommending, Usual
from lookalike.results.hits import Hits
from lookalike.results.item_vectors import ItemVectors, item_vectors
from lookalike.results.items import ItemTables
from lookalike.results.judged import with_relevance
from lookalike.search.blend import normalise
from lookalike.search.example import Example
from lookalike.search.heatmap import Heatmap
from lookalike.search.query import Query, as_query
from lookalike.search.query_vector import Encode, query_vector
from lookalike.stores.address import Address, parse_address
from lookalike.stores.base import Store
from lookalike.stores.connect import connect
from lookalike.stores.settings import HELP
from lookalike.tidying import Tidying
from lookalike.types import (
    Hit,
    ImageArray,
    Vectors,
    Weights,
)


class Collection(Items, Filling, Tidying, Calibrated, Recording, Recommending, ItemTables, Closing):
    """
    A searchable collection of images. Use as a context manager, or call `close`.

    Thread-safe: several threads may search and change one collection.
    """

    def __init__(self, store: Store, encoders: Sequence[Encoder] | None = None) -> None:
        """Use `open` instead, which also finds or makes the store."""
        super().__init__(store)
        self.limits: Limits = limits_in_force()
        """Size limits of each image that is indexed, searched by, or put."""
        self._layout = Layout(encoders) if encoders is not None else None
        self._examples = ExampleVectors(
            store, self.record, lambda: self.layout, lambda: self.limits
        )
        self._judging = Judging(store, self._examples)
        self._usual = Usual()
        known = store.settings.encoders
        if not known and store.count():
            raise StoreError(f"the collection's settings are damaged; {HELP}")
        if not known and (layout := self._layout) is not None:
            store.update_settings(lambda _: settings_of(layout))
        elif self._layout is not None:
            check_same(known, self._layout)
            remember(store, self._layout)
        elif not known:  # killed between making the store and saying what it is for
            raise CollectionNotFound("the collection was never begun; index a folder into it")
        self.parts = store.settings.parts

    @classmethod
    def open(
        cls,
        address: str | Path | Address,
        encoders: Sequence[Encoder | str | Path] | None = None,
        create: bool = False,
    ) -> "Collection":
        """
        Open the collection at `address`, a folder; with `create`, make it where there is none.

        `encoders` are encoders or what `load_encoder` takes; a new collection has the bundled
        network and the classical ones unless told, an old one its own. Raises CollectionNotFound,
        CollectionInUse, or EncodersDiffer where others made it.
        """
        wanted, place = None if encoders is None else _loaded(encoders), parse_address(address)
        first = (_loaded(DEFAULT) if wanted is None else wanted) if create else None
        store = connect(place, None if first is None else Layout(first).dim)
        try:
            opened = cls(store, wanted if store.settings.encoders or first is None else first)
        except BaseException:
            store.close()
            raise
        opened.address = str(place)
        return opened

    def __repr__(self) -> str:
        return f"<Collection {self.address!r}: {self._size()}, parts {', '.join(self.parts)}>"

    @property
    def layout(self) -> Layout:
        """The encoders; loaded on first use and checked against the collection's vectors."""
        if self._layout is None:
            self._layout = load_layout(self.store.settings.encoders)
        return self._layout

    @layout.setter
    def layout(self, layout: Layout) -> None:
        """Encode with this layout from now on; EncodersDiffer if its vectors would differ."""
        check_same(self.store.settings.encoders, layout)
        self._layout = layout

    @property
    def weights(self) -> Weights:
        """Weight of each part in queries that give no weights."""
        return self.store.settings.weights

    def set_weights(self, weights: Weights) -> None:
        """Set the collection's default weights; QueryError if they are invalid."""
        own = normalise(self.parts, weights)
        self.store.update_settings(lambda settings: replace(settings, weights=own))

    def about(self) -> About:
        """Return a summary of the collection, counted now."""
        return about(self.store)

    @property
    def changes(self) -> int:
        """Counter that increases with each change of the items, for cheap change detection."""
        return self.store.changes

    def search(self, query: Query | Example) -> Hits:
        """
        Return hits, best first, ties by id. An example given as `id:` is not among its hits.

        Pages, by `limit` and `offset`, are slices of one list, whatever their length: the ranking,
        or what `copies`, `group_by` and `diverse` make of it (`shortlist/choose.py`).
        """
        asked = as_query(query)
        vector = self._blend(asked)
        for remark in remarks_on_choice(self.store, asked):
            self.on_remark(remark)
        return answer(self._question(asked, vector), self._judging)

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """Return an item as a hit: its score, its relevance, and the contribution of each part."""
        asked = as_query(query)
        vector = self._blend(asked)
        hit = as_hits(self.parts, vector, [self.record(item_id)])[0]
        if self._judging.calibration() is None:
            return hit
        others = ranked(self._question(asked, vector), 1)
        top = max(one.score for one in (*others, hit))
        judgement = self._judging.judgement(asked, vector, lambda: top)
        return hit if judgement is None else with_relevance(hit, judgement)

    @property
    def has_heatmaps(self) -> bool:
        """Whether an encoder supports heat-maps."""
        return self.layout.placed is not None

    def heatmap(self, query: Query | Example, item_id: str) -> Heatmap:
        """
        Return which places of an item's picture match the query, from its file as it is now.

        Raises NoPlaces if no encoder supports heat-maps, ImageUnreachable if the file is gone.
        """
        record, encoder = self.record(item_id), self.layout.placed
        if encoder is None:
            raise NoPlaces(
                "no part of this collection tells the places of an image apart; "
                "a network that `lookalike train` has exported does"
            )
        where = self.parts[encoder.name]
        return heatmap_of(encoder, where, self._examples, record, as_query(query), self._blend)

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32: the unit vectors of all encoders, joined."""
        return self.layout.encode(images)

    @property
    def has_colours(self) -> bool:
        """Whether the collection can be searched by a colour."""
        return self.layout.coloured is not None

    def pixels(self, example: Example, crop: Crop | str | None = None) -> ImageArray:
        """Return an example's pixels as the encoders receive them; ImageError names the example."""
        return self._examples.pixels(example, crop)

    def keeps(self, source: str) -> bool:
        """Whether an item's file belongs to the collection, because it was put and not indexed."""
        return self.store.keeps(source)

    def held(self, source: str | Path) -> AbstractContextManager[bytes]:
        """
        Context manager that yields the bytes of an item's file; ImageUnreachable if it is gone.
        """
        return self._examples.held(source)

    def thumbnail(self, item_id: str, size: int = 256) -> bytes:
        """
        Return the item's picture as a JPEG with a long side of at most `size`, 16 to 1024 pixels.
        """
        size = checked_size(size)
        with self._file_of(item_id) as data:
            return thumbnail(data, size, self.limits)

    def original(self, item_id: str) -> bytes:
        """Return the item's file unchanged; ImageUnreachable if it is gone."""
        with self._file_of(item_id) as data:
            return bytes(data)

    def vectors(self, where: str | Condition | None = None) -> ItemVectors:
        """Return ids and (n, dim) float32 vectors of the items that match, in the store's order."""
        return item_vectors(self.store, self.parts, self.condition(where))

    def close(self) -> None:
        """Close the store."""
        self._is_closed = True
        self._store.close()

    @contextmanager
    def _file_of(self, item_id: str) -> Iterator[bytes]:
        item = self.get(item_id)
        try:
            with self.held(item.source) as data:
                yield data
        except ImageUnreachable as error:
            raise ImageUnreachable(
                f"the file of item {item.id!r} cannot be read ({item.source}): {error}"
            ) from error

    def _size(self) -> str:
        try:
            return "closed" if self._is_closed else f"{self.store.count():,} items"
        except StoreError:  # of a server that is away
            return "not to be reached"

    def _blend(self, asked: Query) -> Vectors:
        encode = Encode(self.parts, self._examples.vector, self._examples.colour)
        return query_vector(asked, self.weights, encode)

    def _question(self, asked: Query, vector: Vectors) -> Question:
        return Question(self.store, self.parts, asked, vector, self.condition(asked.where))


def _loaded(encoders: Sequence[Encoder | str | Path]) -> list[Encoder]:
    return [as_encoder(one) for one in encoders]
