"""A collection: encoders, a store, and the settings that tie them together."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lookalike.closing import Closing
from lookalike.collection_settings import (
    check_same,
    check_settings,
    load_layout,
    parts_of,
    remember,
    settings_of,
)
from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import DEFAULT, load_encoder
from lookalike.encoders.layout import Layout
from lookalike.errors import (
    CollectionNotFound,
    FilterError,
    ImageError,
    InputError,
    NoPlaces,
    QueryError,
    StoreError,
    UnknownItem,
)
from lookalike.filters.condition import Condition
from lookalike.filters.read import parse_filter
from lookalike.filters.remarks import remarks, remarks_on_names, warn
from lookalike.given import set_by_hand
from lookalike.images.crop import Crop, apply_crop, as_crop
from lookalike.images.decode import decode
from lookalike.images.limits import Limits, limits_in_force
from lookalike.images.read import held_bytes
from lookalike.images.shrink import shrunk
from lookalike.meanwhile import Runs
from lookalike.results.hits import Hits
from lookalike.results.item_vectors import ItemVectors, item_vectors
from lookalike.results.items import ItemTables
from lookalike.search.best import best
from lookalike.search.blend import normalise
from lookalike.search.colour import PART, swatch
from lookalike.search.depth import depth
from lookalike.search.example import (
    ID,
    AddressExample,
    BytesExample,
    ColourExample,
    Example,
    FileExample,
    ItemExample,
    PixelsExample,
    UploadExample,
    examples,
    item_ids,
    parse_example,
)
from lookalike.search.explain import contributions
from lookalike.search.heatmap import Heatmap, heat
from lookalike.search.query import Query
from lookalike.search.query_vector import Encode, query_vector
from lookalike.stores.base import Failure, Record, Store
from lookalike.stores.connect import connect
from lookalike.stores.kept_images import KeptImages
from lookalike.stores.moved import follow
from lookalike.tables.attributes import checked_attributes
from lookalike.types import Changes, Colour, Hit, ImageArray, Item, Removed, Vectors, Weights


class Collection(ItemTables, Closing):
    """
    Images that can be searched. Use as a context manager, or call `close`.

    Threads may search and change one collection at the same time.
    """

    def __init__(self, store: Store, encoders: Sequence[Encoder] | None = None) -> None:
        """Use `open`, which also finds or makes the store."""
        self.store = store
        self.address = ""
        """What it was opened by."""
        self.limits: Limits = limits_in_force()
        """What one image may cost that is indexed, asked for or put."""
        self.on_remark: Callable[[str], None] = warn
        """Told what is odd about a condition that is asked; a Python warning unless replaced."""
        self.writing = threading.RLock()
        """Held by whoever writes back what it has read."""
        self.runs = Runs()
        """Those at work, which are told what others change."""
        folder: Path | None = getattr(store, "folder", None)
        self.kept = None if folder is None else KeptImages(folder)
        """The image files that the collection holds itself; None where it has no folder."""
        self._layout = Layout(encoders) if encoders is not None else None
        if store.settings or store.count():
            check_settings(store.settings, store.dim)
        known: list[dict[str, Any]] = store.settings.get("encoders", [])
        if not known and (layout := self._layout) is not None:
            store.update_settings(lambda _: settings_of(layout))
        elif self._layout is not None:
            check_same(known, self._layout)
            remember(store, self._layout)
        elif not known:  # killed between making the store and saying what it is for
            raise CollectionNotFound("the collection was never begun; index a folder into it")
        if self.kept is not None:
            follow(store, self.kept)
        self.parts = parts_of(store.settings["encoders"])
        self.weights: Weights = store.settings["weights"]

    @classmethod
    def open(
        cls,
        address: str | Path,
        encoders: Sequence[Encoder | str | Path] | None = None,
        create: bool = False,
    ) -> "Collection":
        """
        Open the collection at `address`, a folder; with `create`, make it where there is none.

        `encoders` are encoders or what `load_encoder` takes; a new collection has the bundled
        network and the classical ones unless told, an old one its own. Raises CollectionNotFound,
        CollectionInUse, or EncodersDiffer where others made it.
        """
        loaded = None if encoders is None else [_loaded(encoder) for encoder in encoders]
        if not create:
            return _opened(cls, _connected(address), loaded, address)
        wanted = loaded if loaded is not None else [load_encoder(name) for name in DEFAULT]
        store = _connected(address, Layout(wanted).dim)
        is_new = not store.settings.get("encoders")
        return _opened(cls, store, wanted if is_new else loaded, address)

    def __repr__(self) -> str:
        return f"<Collection {self.address!r}: {self._size()}, parts {', '.join(self.parts)}>"

    @property
    def layout(self) -> Layout:
        """The encoders, loaded when they are first needed and checked against the collection."""
        if self._layout is None:
            known: list[dict[str, Any]] = self.store.settings["encoders"]
            self._layout = load_layout(known)
        return self._layout

    @layout.setter
    def layout(self, layout: Layout) -> None:
        """Encode by this one from now on; EncodersDiffer where its vectors would be others."""
        check_same(self.store.settings["encoders"], layout)
        self._layout = layout

    def search(self, query: Query | Example) -> Hits:
        """
        Hits, best first, equal ones by their ids. An example given by `id:` is not among its hits.

        Pages, by `limit` and `offset`, are pieces of the same list, whatever their length.
        """
        asked = query if isinstance(query, Query) else Query(query)
        vector, end = self._blend(asked), asked.offset + asked.limit
        where = self.condition(asked.where)
        known = {*item_ids([*examples(asked.like), *examples(asked.unlike)])}
        deep = depth(self.parts, vector)

        def find(count: int) -> list[Hit]:
            return self._hits(vector, self.store.nearest(vector, count, where, deep))

        return Hits(best(end, known, find)[asked.offset : end])

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """The hit that this item is, or would be: its score, and what each part gave to it."""
        asked = query if isinstance(query, Query) else Query(query)
        record = self._stored(item_id)
        return self._hits(self._blend(asked), [record])[0]

    @property
    def has_heatmaps(self) -> bool:
        """Does a part tell the places of an image apart?"""
        return self.layout.placed is not None

    def heatmap(self, query: Query | Example, item_id: str) -> Heatmap:
        """
        Where in its picture an item is like what is asked for, by its file as it is now.

        Raises NoPlaces where no part can tell, and ImageUnreachable where the file has gone.
        """
        encoder = self.layout.placed
        if encoder is None:
            raise NoPlaces(
                "no part of this collection tells the places of an image apart; "
                "a network that `lookalike train` has exported does"
            )
        record = self._stored(item_id)
        asked, first = self._seen(query if isinstance(query, Query) else Query(query))
        where, alone = self.parts[encoder.name], {encoder.name: 1.0}
        vector = self._blend(replace(asked, weights=alone))[where]
        item = heat(encoder.encode_local(self.pixels(f"{ID}{record.item.id}")), vector)
        if first is None or record.vector is None:
            return Heatmap(encoder.name, item, None)
        return Heatmap(encoder.name, item, heat(encoder.encode_local(first), record.vector[where]))

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """(len(images), dim) float32: the encoders' unit parts joined."""
        return self.layout.encode(images)

    @property
    def has_colours(self) -> bool:
        """Can a colour be searched by?"""
        return self.layout.coloured is not None

    def encode_colour(self, colour: Colour) -> Vectors:
        """Return the part `colour` of a thing that has this colour alone, or QueryError."""
        if self.layout.coloured is None:
            raise QueryError(
                f"a colour is searched by the part {PART!r}, which this collection does not have; "
                f"it has: {', '.join(self.parts)}"
            )
        return self.layout.coloured.encode_colour(colour)

    def pixels(self, example: Example, crop: Crop | str | None = None) -> ImageArray:
        """An example's pixels as the encoders are given them; ImageError names the example."""
        match parse_example(example):
            case ColourExample(colour):
                return swatch(colour)
            case PixelsExample(pixels):
                rectangle = as_crop(crop)
                region = pixels if rectangle is None else apply_crop(pixels, rectangle)
                return shrunk(region, self.layout.short_side)
            case ItemExample(item_id):
                return self._decoded(self.get(item_id).source, crop)
            case BytesExample(source) | FileExample(source) | AddressExample(source):
                return self._decoded(source, crop)
            case UploadExample(name):
                raise QueryError(f"{name!r} is known to the server that has it alone; ask there")

    def _decoded(self, source: str | Path | bytes, crop: Crop | str | None) -> ImageArray:
        rectangle, limits = as_crop(crop), self.limits
        try:
            held = nullcontext(source) if isinstance(source, bytes) else held_bytes(source, limits)
            with held as data:  # what is asked shrinks as what is indexed did
                return decode(data, self.layout.short_side, limits, rectangle).pixels
        except ImageError as error:
            name = f"these {len(source)} bytes" if isinstance(source, bytes) else str(source)
            raise type(error)(f"cannot use {name}: {error}") from error

    def get(self, item_id: str) -> Item:
        """The item of this id, or UnknownItem."""
        found = self.store.get([item_id.removeprefix(ID)])
        if not found:
            raise _unknown(item_id)
        return found[0].item

    def items(
        self, where: str | Condition | None = None, after: str | None = None, page: int = 1000
    ) -> Iterator[Item]:
        """
        Every item that matches, in the store's order, read a page at a time.

        With `after`, only those behind the item of that id.
        """
        scanned = self.store.scan(self.condition(where), page=page, after=after)
        return (record.item for record in scanned)

    def count(self, where: str | Condition | None = None) -> int:
        """How many items match."""
        return self.store.count(self.condition(where))

    def remarks(self, where: str | Condition | None, facets: Sequence[str] = ()) -> list[str]:
        """
        What is odd about a condition, a sentence each: attributes that no item has, values of a
        kind that no item has there. Such a condition matches no item, and every one where negated.

        Then those of `facets` that no item has.
        """
        has, names = self.store.has_values, self.attribute_names
        condition = _condition(where)
        odd = [] if condition is None else remarks(condition, has, names)
        return list(dict.fromkeys([*odd, *remarks_on_names(facets, has, names)]))

    def condition(
        self, where: str | Condition | None, facets: Sequence[str] = ()
    ) -> Condition | None:
        """Read a condition, and tell `on_remark` what is odd about it, and about the facets."""
        condition = _condition(where)
        for remark in self.remarks(condition, facets):
            self.on_remark(remark)
        return condition

    def facets(
        self, attribute: str, where: str | Condition | None = None, limit: int = 20
    ) -> list[tuple[str | int | float | bool, int]]:
        """Values of an attribute with their number of items, most frequent first."""
        return self.store.facets(attribute, self.condition(where, [attribute]), limit)

    def attribute_names(self) -> list[str]:
        """What can be asked about in a condition or a facet."""
        return self.store.attribute_names()

    def set_attributes(self, item_id: str, changes: Changes) -> Item:
        """Give an item these attributes, beside those it has; None takes one away."""
        given = {name: value for name, value in changes.items() if value is not None}
        with self.writing:
            found = self.store.get([item_id.removeprefix(ID)])
            if not found:
                raise _unknown(item_id)
            checked_attributes(given, found[0].item.id)
            record = set_by_hand(found[0], changes)
            self.runs.note_set(record.item.id, changes)
            self.store.describe([record])
        return record.item

    def remove(
        self, ids: Sequence[str] | None = None, where: str | Condition | None = None
    ) -> Removed:
        """
        Remove the items of these ids, or all that match; return how many that were.

        They are gone for good when this returns. Their files stay, but for those that the
        collection keeps itself. An unknown id is no error, since the aim, that it be gone, is
        reached: the answer has them as `unknown`. A condition of which there are `remarks` is a
        FilterError.
        """
        if (ids is None) == (where is None):
            raise InputError("say what to remove: ids, or a condition")
        with self.writing:
            condition = _condition(where)
            if odd := self.remarks(condition):
                raise FilterError(f"nothing was removed: {'; '.join(odd)}")
            matching = (record.item.id for record in self.store.scan(condition))
            asked = list(matching if ids is None else ids)
            here = self.store.get([item_id.removeprefix(ID) for item_id in asked])
            self.runs.note_removed(here)
            removed = self.store.remove([record.item.id for record in here])
            self.drop_unused([record.item.source for record in here])
        known = {record.item.id for record in here}
        return Removed(removed, (i for i in asked if i.removeprefix(ID) not in known))

    def drop_unused(self, sources: Sequence[str]) -> None:
        """Delete those of these files that the collection keeps and no item is of any more."""
        if self.kept is None:
            return
        kept = {source for source in sources if source in self.kept}
        for source in kept - {record.item.source for record in self.store.at([*kept])}:
            self.kept.drop(source)

    def vectors(self, where: str | Condition | None = None) -> ItemVectors:
        """Unpacks as ids, and (n, dim) float32, of the items that match, in the store's order."""
        return item_vectors(self.store, self.parts, self.condition(where))

    def failures(self) -> list[Failure]:
        """The files that gave no vector, and why."""
        return self.store.failures()

    def set_weights(self, weights: Weights) -> None:
        """Make these the collection's own weights."""
        with self.writing:
            self.weights = own = normalise(self.parts, weights)
            self.store.update_settings(lambda settings: {**settings, "weights": dict(own)})

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _size(self) -> str:
        try:
            return f"{self.store.count():,} items"
        except StoreError:
            return "closed"

    def _blend(self, asked: Query) -> Vectors:
        encode = Encode(self.parts, self._vector, self.encode_colour)
        return query_vector(asked, self.weights, encode)

    def _vector(self, example: Example, crop: Crop | str | None) -> Vectors:
        asked = parse_example(example)
        if not isinstance(asked, ItemExample) or crop is not None:
            vector: Vectors = self.encode([self.pixels(example, crop)])[0]
            return vector
        stored = self._stored(asked.id).vector
        if stored is None:
            raise _unknown(asked.id)
        return stored

    def _stored(self, item_id: str) -> Record:
        """With its vector, or UnknownItem."""
        found = self.store.get([item_id.removeprefix(ID)], vectors=True)
        if not found:
            raise _unknown(item_id)
        return found[0]

    def _seen(self, asked: Query) -> tuple[Query, ImageArray | None]:
        """The first picture's pixels, and the query by them: it may be there to read only once."""
        like = examples(asked.like)
        parsed = [parse_example(example) for example in like]
        shown = (i for i, one in enumerate(parsed) if not isinstance(one, ColourExample))
        at = next(shown, None)
        if at is None:
            raise QueryError("a colour has no places; a heat-map needs an image to be like")
        if isinstance(parsed[at], ItemExample) and asked.crop is None:
            return asked, self._pixels_if_there(like[at])
        like[at] = pixels = self.pixels(like[at], asked.crop)
        return replace(asked, like=like, crop=None), pixels

    def _pixels_if_there(self, example: Example) -> ImageArray | None:
        """An item can be asked by when its file has gone: its vector is here."""
        try:
            return self.pixels(example)
        except ImageError:
            return None

    def _hits(self, query: Vectors, records: Sequence[Record]) -> list[Hit]:
        vectors = [np.zeros_like(query) if r.vector is None else r.vector for r in records]
        parts = contributions(self.parts, query, np.array(vectors).reshape(-1, len(query)))
        return [_hit(record.item, one) for record, one in zip(records, parts, strict=True)]


def _connected(address: str | Path, dim: int | None = None) -> Store:
    try:
        return connect(address, dim)
    except OSError as error:
        raise StoreError(
            f"cannot open a collection at {address}: {error.strerror or error}; "
            "check the path and your rights to it"
        ) from error
    except ValueError as error:
        raise StoreError(f"cannot open a collection at {address!s}: {error}") from error


def _opened(
    kind: type[Collection],
    store: Store,
    encoders: Sequence[Encoder] | None,
    address: str | Path,
) -> Collection:
    try:
        opened = kind(store, encoders)
    except BaseException:
        store.close()
        raise
    opened.address = str(address)
    return opened


def _hit(item: Item, parts: dict[str, float]) -> Hit:
    """Within -1 and 1, also where the vectors are by rounding a little longer than 1."""
    score = sum(parts.values())
    if abs(score) <= 1:
        return Hit(item, score, parts)
    return Hit(item, max(-1.0, min(1.0, score)), {n: v / abs(score) for n, v in parts.items()})


def _unknown(item_id: str) -> UnknownItem:
    return UnknownItem(f"no item {item_id!r}; `lookalike list` shows those that there are")


def _condition(where: str | Condition | None) -> Condition | None:
    return parse_filter(where) if isinstance(where, str) else where


def _loaded(encoder: Encoder | str | Path) -> Encoder:
    return load_encoder(encoder) if isinstance(encoder, str | Path) else encoder
