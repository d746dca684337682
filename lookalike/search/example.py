"""The kinds of examples that a search takes; the one place that tells them apart."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeGuard, TypeVar, cast, runtime_checkable

import numpy as np
from PIL import Image

from lookalike.errors import ImageError, QueryError
from lookalike.images.pixels.arrays import array_pixels
from lookalike.images.pixels.pillow import image_pixels
from lookalike.images.read import OpenFile, is_address, read_open_file
from lookalike.search.colour import read_colour
from lookalike.types import Colour, ImageArray

ID = "id:"  # before the id of an item, where an example is given as text
COLOUR = "colour:"
UPLOAD = "upload:"

T = TypeVar("T")


@runtime_checkable
class Array(Protocol):
    """What turns itself into an array of NumPy: tensors of PyTorch, arrays of JAX and others."""

    def __array__(self, *args: Any, **options: Any) -> Any: ...


Lasting: TypeAlias = str | Path | bytes | ImageArray
"""An example that may be used any number of times: paths, words, bytes, (h, w, 3) uint8 pixels."""

Example: TypeAlias = (
    Lasting | os.PathLike[str] | bytearray | memoryview | OpenFile | Image.Image | Array
)
"""
A path, an http(s) address, or `id:...` of an item; a file that is open as bytes, or its bytes; an
image of Pillow; an array or a tensor as `array_pixels` takes them; or a colour,
`colour:#c0392b`, which says something of colour alone.
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
    """
    Tell what an example is; of a path or an address nothing is read.

    QueryError for a colour that has no meaning and for what is no example, ImageError for an open
    file or an image that cannot be read.
    """
    match lasting(given):
        case np.ndarray() as pixels:
            return PixelsExample(pixels)
        case bytes() as data:
            return BytesExample(data)
        case Path() as path:
            return FileExample(path)
        case text if text.startswith(ID):
            return ItemExample(text.removeprefix(ID))
        case text if text.startswith(COLOUR):
            return ColourExample(read_colour(text.removeprefix(COLOUR)))
        case text if text.startswith(UPLOAD):
            return UploadExample(text)
        case text if is_address(text):
            return AddressExample(text)
        case text:
            return FileExample(text)


def lasting(given: Example) -> Lasting:
    """
    The same as what it holds, to be used again and again.

    An open file can be read once only, and becomes its bytes here. Arrays that need no change are
    given back as they are.
    """
    match given:
        case str() | bytes() | Path():
            return given
        case bytearray() | memoryview():
            return bytes(given)
        case os.PathLike():
            return Path(os.fsdecode(given))
        case Image.Image():
            return _named(given, "this image of Pillow", image_pixels)
        case np.ndarray():
            return array_pixels(given)
        case OpenFile():
            return _named(given, "this open file", read_open_file)
        case Array():
            return array_pixels(given)
    raise QueryError(
        f"cannot search by a {type(given).__name__}; give a path, an address, an open file, "
        "bytes, an image of Pillow, an array, a tensor, id:... of an item, or colour:..."
    )


def examples(given: Example | Sequence[Example]) -> list[Example]:
    """One or several examples as a list."""
    return list(given) if is_several(given) else [cast("Example", given)]


def is_several(given: Example | Sequence[Example]) -> TypeGuard[Sequence[Example]]:
    """Is it a list or a tuple of examples, rather than one?"""
    one = str | bytes | bytearray | memoryview
    return isinstance(given, Sequence) and not isinstance(given, one)


def _named(given: T, kind: str, read: Callable[[T], Lasting]) -> Lasting:
    """What `read` makes of it; its ImageError tells which file it is of, if that is known."""
    try:
        return read(given)
    except ImageError as error:
        path = getattr(given, "filename", "") or getattr(given, "name", "")
        name = path if isinstance(path, str) and path else kind
        raise type(error)(f"cannot use {name}: {error}") from error


def item_ids(given: Sequence[Example]) -> list[str]:
    """The ids of the items among these examples."""
    parsed = map(parse_example, given)
    return [one.id for one in parsed if isinstance(one, ItemExample)]
