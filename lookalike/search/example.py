"""What a search is asked by: the one place that tells the kinds of examples apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from lookalike.errors import QueryError
from lookalike.images.read import is_address
from lookalike.search.colour import read_colour
from lookalike.types import Colour, ImageArray

ID = "id:"  # before the id of an item, where an example is given as text
COLOUR = "colour:"
UPLOAD = "upload:"

Example: TypeAlias = str | Path | bytes | ImageArray
"""
A path, an http(s) address, `id:...` of an item, a file's bytes, (h, w, 3) uint8 pixels; or a
colour, `colour:#c0392b`, which says something of colour alone.
"""


@dataclass(frozen=True)
class ItemExample:
    """An item of the collection that is asked."""

    id: str


@dataclass(frozen=True)
class ColourExample:
    """A colour, of no shape."""

    colour: Colour


@dataclass(frozen=True)
class UploadExample:
    """A picture that a server was sent before."""

    name: str
    """With its `upload:`."""


@dataclass(frozen=True)
class AddressExample:
    """A picture behind a URL, of whatever scheme."""

    address: str


@dataclass(frozen=True)
class FileExample:
    """A file on the machine of whoever asks; `-` is standard input."""

    path: str | Path


@dataclass(frozen=True)
class BytesExample:
    """The bytes of an image file."""

    data: bytes


@dataclass(frozen=True, eq=False)
class PixelsExample:
    """Pixels."""

    pixels: ImageArray
    """(h, w, 3) uint8 sRGB, upright."""


Parsed: TypeAlias = (
    ItemExample
    | ColourExample
    | UploadExample
    | AddressExample
    | FileExample
    | BytesExample
    | PixelsExample
)


def parse_example(given: Example) -> Parsed:
    """Tell what an example is, without reading it; QueryError for a colour that has no meaning."""
    match given:
        case np.ndarray():
            return PixelsExample(given)
        case bytes():
            return BytesExample(given)
        case str() if given.startswith(ID):
            return ItemExample(given.removeprefix(ID))
        case str() if given.startswith(COLOUR):
            return ColourExample(read_colour(given.removeprefix(COLOUR)))
        case str() if given.startswith(UPLOAD):
            return UploadExample(given)
        case str() if is_address(given):
            return AddressExample(given)
        case str() | Path():
            return FileExample(given)
    raise QueryError(
        f"cannot search by a {type(given).__name__}; give a path, an address, bytes, pixels, "
        "id:... of an item, or colour:..."
    )


def examples(given: Example | Sequence[Example]) -> list[Example]:
    """One or several examples as a list."""
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return list(given)
    return [given]


def item_ids(given: Sequence[Example]) -> list[str]:
    """The ids of the items among these examples."""
    parsed = map(parse_example, given)
    return [one.id for one in parsed if isinstance(one, ItemExample)]
