"""Explain why two pictures are similar, for a collection here or on a server."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TypeVar

from lookalike.errors import ImageError, LookalikeError, NoPlaces, QueryError, ServerError
from lookalike.files.passwords import without_passwords
from lookalike.images.crop import Crop, apply_crop, as_crop
from lookalike.images.decode import decode
from lookalike.images.read import STANDARD_INPUT, read_bytes
from lookalike.images.shrink import shrunk
from lookalike.pairs.explanation import PairExplanation
from lookalike.pairs.palette import (
    Palette,
    compare_palettes,
    palette_of_colours,
    palette_of_picture,
)
from lookalike.pairs.parts import part_scores
from lookalike.search.colour import swatch
from lookalike.search.example import (
    ID,
    AddressExample,
    BytesExample,
    ColourExample,
    Example,
    FileExample,
    ItemExample,
    Parsed,
    PixelsExample,
    UploadExample,
    examples,
    parse_example,
)
from lookalike.search.query import Query, as_query
from lookalike.searchable import Searchable
from lookalike.types import ImageArray

SIDE = 512  # pixels at which a picture is drawn, about

T = TypeVar("T")


def explain_pair(searchable: Searchable, one: Query | Example, other: str) -> PairExplanation:
    """
    Explain how similar the item `other` is to the example `one`.

    `one` may be a query with weights and a crop. If it has several pictures, the score is that of
    all, and the first is shown. Files and addresses are read here, once. A heat-map or colours that
    cannot be computed are None, with a reason. Raises what `Searchable.explain` raises.
    """
    query = as_query(one)
    name = _name(searchable, _first(query))
    asked = _read(query)
    hit = searchable.explain(asked, other)
    heatmap, why_no_heatmap = _tried(lambda: searchable.heatmap(asked, hit.item.id))
    mine, why_not_mine = _tried(lambda: _pixels(searchable, _first(asked), asked.crop))
    its, why_not_its = _tried(lambda: _item_pixels(searchable, hit.item.id))
    owned = _palette(asked, mine)
    both = owned is not None and its is not None
    return PairExplanation(
        hit,
        part_scores(searchable, asked, hit),
        heatmap,
        why_no_heatmap,
        compare_palettes(owned, palette_of_picture(its)) if owned and its is not None else None,
        "" if both else why_not_its or why_not_mine,
        (mine, its),
        (name, PurePath(hit.item.source).name),
    )


def _first(asked: Query) -> Example:
    """Return the first picture, or the first colour if there is none."""
    like = examples(asked.like)
    shown = (one for one in like if not isinstance(parse_example(one), ColourExample))
    return next(shown, like[0])


def _read(asked: Query) -> Query:
    """Return the query with the bytes of its first picture in place of a file or an address."""
    like, first = examples(asked.like), _first(asked)
    match parse_example(first):
        case FileExample(source) | AddressExample(source):
            try:
                data = read_bytes(source)
            except ImageError:
                if source == STANDARD_INPUT:
                    raise
                return asked  # the collection may support it, or says why not
            return replace(asked, like=[data if one is first else one for one in like])
    return asked


def _pixels(searchable: Searchable, first: Example, crop: Crop | str | None) -> ImageArray:
    match parse_example(first):
        case ColourExample(colour):
            return swatch(colour)
        case PixelsExample(pixels):
            region = as_crop(crop)
            return shrunk(pixels if region is None else apply_crop(pixels, region), SIDE)
        case BytesExample(data):
            return decode(data, SIDE, crop=as_crop(crop)).pixels
        case ItemExample(item_id) if crop is None:
            return _item_pixels(searchable, item_id)
        case ItemExample(item_id):
            return decode(searchable.original(item_id), SIDE, crop=as_crop(crop)).pixels
        case UploadExample(source) | FileExample(source) | AddressExample(source):
            raise ImageError(f"{without_passwords(str(source))} cannot be read here")


def _item_pixels(searchable: Searchable, item_id: str) -> ImageArray:
    return decode(searchable.thumbnail(item_id, SIDE)).pixels


def _palette(asked: Query, picture: ImageArray | None) -> Palette | None:
    """
    Return the palette that the colour part compares: that of the colours, if the query has any.
    """
    parsed = map(parse_example, examples(asked.like))
    colours = [one.colour for one in parsed if isinstance(one, ColourExample)]
    if colours:
        return palette_of_colours(colours)
    return None if picture is None else palette_of_picture(picture)


def _tried(make: Callable[[], T]) -> tuple[T | None, str]:
    """Return the result of a call, or the reason why there is none."""
    try:
        return make(), ""
    except (ImageError, NoPlaces, QueryError, ServerError) as error:
        return None, str(error)


def _name(searchable: Searchable, example: Example) -> str:
    parsed: Parsed = parse_example(example)
    match parsed:
        case ItemExample(item_id):
            try:
                return PurePath(searchable.get(item_id).source).name
            except LookalikeError:
                return f"{ID}{item_id}"
        case FileExample(source) if source != STANDARD_INPUT:
            return Path(source).name
        case AddressExample(address):
            return without_passwords(address)
        case ColourExample():
            return str(example)
    return "the picture"
