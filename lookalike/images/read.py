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
_PIECE = 1 << 20  # bytes read at a time from a source of unknown length
_AS_TEXT = "the file is open as text; open it in mode 'rb'"


@runtime_checkable
class OpenFile(Protocol):
    """A binary file object, such as an open file, a `BytesIO` or a pipe."""

    def read(self, size: int, /) -> Any:
        """Return up to `size` bytes; none at the end."""


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
    """Read the bytes of a path, an http(s) address, or `-` for standard input.

    Raises ImageUnreachable, or ImageTooLarge as soon as the limit is passed.
    """
    limits = limits or limits_in_force()
    if source == STANDARD_INPUT:
        return _pieces(sys.stdin.buffer, limits)
    if isinstance(source, str) and is_address(source):
        # 11 ms, needed only for addresses
        from lookalike.images.download.fetch import fetch

        return fetch(source, limits, timeout_s)
    return _read_file(Path(source), limits)


@contextmanager
def held_bytes(
    source: str | Path, limits: Limits | None = None, timeout_s: float = TIMEOUT_S
) -> Iterator[bytes]:
    """
    Provide the bytes of `read_bytes` inside a `with` block, to decode them there.

    Threads wait for each other if they would use too much memory together.
    """
    with FILES.reserved(_size(source, limits or limits_in_force())):
        yield read_bytes(source, limits, timeout_s)


def _size(source: str | Path, limits: Limits) -> int:
    """Return the size if it is known before reading."""
    with suppress(OSError, ValueError):  # reported when it is read
        return min(Path(source).stat().st_size, limits.max_bytes)
    return 0


def is_address(text: str) -> bool:
    """Whether it starts like a URL of any scheme."""
    return bool(scheme_of(text))


def _bytes_of(source: ImageSource, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | Path):
        return read_bytes(source, limits)
    return read_open_file(source, limits)


def read_open_file(file: OpenFile, limits: Limits | None = None) -> bytes:
    """
    Read an open file, from its start if it is seekable, else from its position.

    Raises ImageUnreachable if it is open as text, closed or unreadable, and ImageTooLarge.
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
    """Read to the end in pieces: pipes and sockets may return less than requested."""
    data = bytearray()
    while piece := file.read(min(_PIECE, limits.max_bytes + 1 - len(data))):
        if not isinstance(piece, bytes | bytearray | memoryview):
            kind = type(piece).__name__
            raise ImageUnreachable(
                _AS_TEXT if kind == "str" else f"its read() returned a {kind}, not bytes"
            )
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
    """Read the whole file; `size` avoids allocating the largest allowed size."""
    data = file.read(size + 1)
    if len(data) > size:  # it has grown, or it never says how long it is
        data += file.read(limits.max_bytes + 1 - len(data))
    if len(data) > limits.max_bytes:
        raise more_than(limits)
    return data
