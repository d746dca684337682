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
    """An object that converts to a NumPy array: tensors of PyTorch, arrays of JAX and others."""

    def __array__(self, *args: Any, **options: Any) -> Any: ...


Lasting: TypeAlias = str | Path | bytes | ImageArray
"""An example that can be used repeatedly: path or text, bytes, (h, w, 3) uint8 pixels."""

Example: TypeAlias = (
    Lasting | os.PathLike[str] | bytearray | memoryview | OpenFile | Image.Image | Array
)
"""
A path, an http(s) address, or `id:...` of an item; an open binary file, or its bytes; a Pillow
image; an array or tensor as `array_pixels` takes them; or a colour, `colour:#c0392b`, which sets
the colour part only.
"""


@dataclass(frozen=True)
class ItemExample:
    """An item of the searched collection."""

    id: str


@dataclass(frozen=True)
class ColourExample:
    """A colour without shape."""

    colour: Colour


@dataclass(frozen=True)
class UploadExample:
    """A picture that was uploaded to the server before."""

    name: str
    """The id, including `upload:`."""


@dataclass(frozen=True)
class AddressExample:
    """A picture at a URL of any scheme."""

    address: str


@dataclass(frozen=True)
class FileExample:
    """A local file of the caller; `-` is standard input."""

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
    Detect the kind of an example; paths and addresses are not read.

    QueryError for an invalid colour or an unsupported type, ImageError for an open file or image
    that cannot be read.
    """
    match lasting(given):
        case np.ndarray() as pixels:
            return PixelsExample(pixels)
        case bytes() as data:
            return BytesExample(data)
        case Path() as path:
            return FileExample(path)
        case text if text.startswith(ID):
            return ItemExample(bare_id(text))
        case text if text.startswith(COLOUR):
            return ColourExample(read_colour(text.removeprefix(COLOUR)))
        case text if text.startswith(UPLOAD):
            return UploadExample(text)
        case text if is_address(text):
            return AddressExample(text)
        case text:
            return FileExample(text)


def bare_id(item_id: str) -> str:
    """Return the id of an item without `id:`, with which it may be given."""
    return item_id.removeprefix(ID)


def lasting(given: Example) -> Lasting:
    """
    Return a reusable example with the same content.

    An open file can be read only once, and becomes its bytes. Arrays that need no conversion are
    returned as they are.
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
    """Return one or several examples as a list."""
    return list(given) if is_several(given) else [cast("Example", given)]


def is_several(given: Example | Sequence[Example]) -> TypeGuard[Sequence[Example]]:
    """Whether it is a list or tuple of examples, not a single one."""
    one = str | bytes | bytearray | memoryview
    return isinstance(given, Sequence) and not isinstance(given, one)


def _named(given: T, kind: str, read: Callable[[T], Lasting]) -> Lasting:
    """Return the result of `read`; its ImageError names the file, if known."""
    try:
        return read(given)
    except ImageError as error:
        path = getattr(given, "filename", "") or getattr(given, "name", "")
        name = path if isinstance(path, str) and path else kind
        raise type(error)(f"cannot use {name}: {error}") from error


def item_ids(given: Sequence[Example]) -> list[str]:
    """Return the ids of the items among these examples."""
    parsed = map(parse_example, given)
    return [one.id for one in parsed if isinstance(one, ItemExample)]
