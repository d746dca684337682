"""Load the pixels of an example, from any source, and encode them."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from lookalike.encoders.layout import Layout
from lookalike.errors import ImageError, QueryError
from lookalike.images.crop import Crop, apply_crop, as_crop
from lookalike.images.decode import decode
from lookalike.images.limits import Limits
from lookalike.images.read import held_bytes
from lookalike.images.shrink import shrunk
from lookalike.search.colour import PART, swatch
from lookalike.search.example import (
    AddressExample,
    BytesExample,
    ColourExample,
    Example,
    FileExample,
    ItemExample,
    PixelsExample,
    UploadExample,
    examples,
    parse_example,
)
from lookalike.search.query import Query
from lookalike.stores.base import Record, Store
from lookalike.types import Colour, ImageArray, Vectors


@dataclass(frozen=True)
class ExampleVectors:
    """Loads and encodes the examples of queries in the same way as the collection's images."""

    store: Store
    stored: Callable[[str], Record]
    """Returns the record of an item id, with its vector; raises UnknownItem."""
    layout: Callable[[], Layout]
    """Returns the encoders; they are loaded on first use."""
    limits: Callable[[], Limits]

    def vector(self, example: Example, crop: Crop | str | None = None) -> Vectors:
        """Return (dim,): the stored vector of an item, or the encoded example."""
        asked = parse_example(example)
        if isinstance(asked, ItemExample) and crop is None:
            stored = self.stored(asked.id).vector
            if stored is not None:
                return stored
        vector: Vectors = self.layout().encode([self.pixels(example, crop)])[0]
        return vector

    def colour(self, colour: Colour) -> Vectors:
        """
        Return the part `colour` of an object that has only this colour; QueryError without that
        part.
        """
        layout = self.layout()
        if layout.coloured is None:
            raise QueryError(
                f"a colour is searched by the part {PART!r}, which this collection does not have; "
                f"it has: {', '.join(layout.parts)}"
            )
        return layout.coloured.encode_colour(colour)

    def pixels(self, example: Example, crop: Crop | str | None = None) -> ImageArray:
        """Return the pixels as the encoders receive them; ImageError names the example."""
        match parse_example(example):
            case ColourExample(colour):
                return swatch(colour)
            case PixelsExample(pixels):
                rectangle = as_crop(crop)
                region = pixels if rectangle is None else apply_crop(pixels, rectangle)
                return shrunk(region, self.layout().short_side)
            case ItemExample(item_id):
                return self._decoded(self.stored(item_id).item.source, crop)
            case BytesExample(source) | FileExample(source) | AddressExample(source):
                return self._decoded(source, crop)
            case UploadExample(name):
                raise QueryError(f"only the server that {name!r} was uploaded to can search by it")

    def seen(self, asked: Query) -> tuple[Query, ImageArray | None]:
        """
        Return the first picture's pixels, and the query with these pixels in its place.

        A stream can be read only once, so the query must not read it again. The pixels are None for
        an item whose file is gone. QueryError if the query has no picture.
        """
        like = examples(asked.like)
        parsed = [parse_example(example) for example in like]
        shown = (i for i, one in enumerate(parsed) if not isinstance(one, ColourExample))
        at = next(shown, None)
        if at is None:
            raise QueryError("a colour has no places; a heat-map needs an image to be like")
        if isinstance(parsed[at], ItemExample) and asked.crop is None:
            try:
                return asked, self.pixels(like[at])
            except ImageError:  # an item can be asked by when its file has gone
                return asked, None
        like[at] = pixels = self.pixels(like[at], asked.crop)
        return replace(asked, like=like, crop=None), pixels

    def held(self, source: str | Path) -> AbstractContextManager[bytes]:
        """
        Context manager that yields the bytes of a file, an address, or an image that the collection
        keeps.
        """
        images = self.store.images
        if images is not None and source in images:
            return images.held(str(source), self.limits())
        return held_bytes(source, self.limits())

    def _decoded(self, source: str | Path | bytes, crop: Crop | str | None) -> ImageArray:
        rectangle = as_crop(crop)
        try:
            held = nullcontext(source) if isinstance(source, bytes) else self.held(source)
            with held as data:  # what is asked shrinks as what is indexed did
                return decode(data, self.layout().short_side, self.limits(), rectangle).pixels
        except ImageError as error:
            name = f"these {len(source)} bytes" if isinstance(source, bytes) else str(source)
            raise type(error)(f"cannot use {name}: {error}") from error
