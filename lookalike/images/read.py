"""Read images from a path, an address or standard input."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOBase
from pathlib import Path
from typing import Any, BinaryIO, Protocol, runtime_checkable

from lookalike.errors import ImageUnreachable
from lookalike.files.scheme import scheme_of
from lookalike.images.budget import FILES
from lookalike.images.crop import Crop, as_crop
from lookalike.images.decode import decode
from lookalike.images.limits import Limits, check_bytes, limits_in_force, more_than
from lookalike.types import ImageArray

TIMEOUT_S = 30.0
STANDARD_INPUT = "-"
_PIECE = 1 << 20  # bytes read at a time of what does not say how long it is
_AS_TEXT = "it is open as text; open it as bytes, by mode 'rb'"


@runtime_checkable
class OpenFile(Protocol):
    """A file that is open to read bytes from, or what behaves like one: a `BytesIO`, a pipe."""

    def read(self, size: int, /) -> Any:
        """Up to so many bytes; none at the end."""


@runtime_checkable
class _Rewindable(Protocol):
    def seekable(self) -> bool: ...
    def seek(self, offset: int, /) -> int: ...


ImageSource = str | Path | bytes | OpenFile


def read_image(
    source: ImageSource, crop: Crop | str | None = None, limits: Limits | None = None
) -> ImageArray:
    """Read (height, width, 3) uint8 upright sRGB from a path, address, `-`, bytes or open file."""
    limits = limits or limits_in_force()
    return decode(_bytes_of(source, limits), limits=limits, crop=as_crop(crop)).pixels


def read_bytes(
    source: str | Path, limits: Limits | None = None, timeout_s: float = TIMEOUT_S
) -> bytes:
    """The bytes behind a path, an http(s) address, or `-` for standard input.

    Raises ImageUnreachable, or ImageTooLarge as soon as the limit is passed.
    """
    limits = limits or limits_in_force()
    if source == STANDARD_INPUT:
        return _pieces(sys.stdin.buffer, limits)
    if isinstance(source, str) and is_address(source):
        # 11 ms, wanted only where an address is read
        from lookalike.images.download.fetch import fetch

        return fetch(source, limits, timeout_s)
    return _read_file(Path(source), limits)


@contextmanager
def held_bytes(
    source: str | Path, limits: Limits | None = None, timeout_s: float = TIMEOUT_S
) -> Iterator[bytes]:
    """
    As `read_bytes`, for the length of the block, in which they are to be decoded.

    Threads wait for each other where they would hold too much together.
    """
    with FILES.reserved(_size(source, limits or limits_in_force())):
        yield read_bytes(source, limits, timeout_s)


def _size(source: str | Path, limits: Limits) -> int:
    """As far as it is known before it is read."""
    with suppress(OSError, ValueError):  # told when it is read
        return min(Path(source).stat().st_size, limits.max_bytes)
    return 0


def is_address(text: str) -> bool:
    """Does it begin like a URL of any kind?"""
    return bool(scheme_of(text))


def _bytes_of(source: ImageSource, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | Path):
        return read_bytes(source, limits)
    return read_open_file(source, limits)


def read_open_file(file: OpenFile, limits: Limits | None = None) -> bytes:
    """
    All that an open file holds, from its start where it can go back, else from where it is.

    Raises ImageUnreachable where it is open as text, closed, or not to be read, and ImageTooLarge.
    """
    limits = limits or limits_in_force()
    if isinstance(file, TextIOBase):
        raise ImageUnreachable(_AS_TEXT)
    try:
        if isinstance(file, _Rewindable) and file.seekable():
            file.seek(0)
        return _pieces(file, limits)
    except UnicodeDecodeError as error:
        raise ImageUnreachable(_AS_TEXT) from error
    except (OSError, ValueError) as error:  # ValueError: it is closed
        raise ImageUnreachable(getattr(error, "strerror", None) or str(error)) from error


def _pieces(file: OpenFile, limits: Limits) -> bytes:
    """A pipe or a socket gives what it has, not what it is asked for."""
    data = bytearray()
    while piece := file.read(min(_PIECE, limits.max_bytes + 1 - len(data))):
        if not isinstance(piece, bytes | bytearray | memoryview):
            kind = type(piece).__name__
            raise ImageUnreachable(_AS_TEXT if kind == "str" else f"its read() gives a {kind}")
        data += piece
        if len(data) > limits.max_bytes:
            raise more_than(limits)
    return bytes(data)


def _read_file(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            check_bytes(size, limits)
            return _read(file, limits, size)
    except FileNotFoundError as error:
        raise ImageUnreachable("no such file") from error
    except IsADirectoryError as error:
        raise ImageUnreachable("it is a folder, not an image") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise ImageUnreachable(getattr(error, "strerror", None) or "not a path") from error


def _read(file: BinaryIO, limits: Limits, size: int) -> bytes:
    """All of it; `size` spares making room for the largest that is allowed."""
    data = file.read(size + 1)
    if len(data) > size:  # it has grown, or it never says how long it is
        data += file.read(limits.max_bytes + 1 - len(data))
    if len(data) > limits.max_bytes:
        raise more_than(limits)
    return data
