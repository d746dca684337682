"""Open images for their size only; detect truncated and oversized files early."""

import zlib
from importlib import import_module
from io import BytesIO

from PIL import Image

from lookalike.errors import DamagedImage
from lookalike.images.faults import ENDS_EARLY
from lookalike.images.formats import Format
from lookalike.images.limits import Limits, check_pixels
from lookalike.images.readers.libtiff import silence_libtiff

_PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT")
_CHUNK_FRAME = 12  # length, name and checksum around a PNG chunk's content


def open_header(data: bytes, format_: Format, limits: Limits) -> Image.Image:
    """Open an image without decoding its pixels; its size is known and within limits."""
    if format_.name == "webp":
        check_pixels(*webp_size(data), limits)
    elif format_.name == "png":
        _check_png(data)
    elif format_.name == "tiff":
        silence_libtiff()
    image = _open(data, format_)
    check_pixels(*image.size, limits)
    return image


def _open(data: bytes, format_: Format) -> Image.Image:
    """Open by the reader itself: Image.open would try others, and has its own size limits."""
    module, _, name = format_.plugin.partition(":")
    image: Image.Image = getattr(import_module(module), name)(BytesIO(data))
    return image


def webp_size(data: bytes) -> tuple[int, int]:
    """Read width and height before opening, as Pillow then allocates the whole canvas."""
    if len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise DamagedImage(ENDS_EARLY)
    kind, bits = data[12:16], int.from_bytes(data[20:30], "little")
    if kind == b"VP8X":
        return 1 + (bits >> 32 & 0xFFFFFF), 1 + (bits >> 56 & 0xFFFFFF)
    if kind == b"VP8L":
        return 1 + (bits >> 8 & 0x3FFF), 1 + (bits >> 22 & 0x3FFF)
    return bits >> 48 & 0x3FFF, bits >> 64 & 0x3FFF


def _check_png(data: bytes) -> None:
    """Check the pixels' checksums, which Pillow ignores, so it would accept flipped bits."""
    at = 8
    while at + _CHUNK_FRAME <= len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 8 + length
        if name in _PIXEL_CHUNKS:
            _check_chunk(data, at, end)
        elif name == b"IEND":
            return
        at = end + 4


def _check_chunk(data: bytes, start: int, end: int) -> None:
    if end + 4 > len(data):
        raise DamagedImage(ENDS_EARLY)
    checksum = zlib.crc32(memoryview(data)[start + 4 : end])
    if checksum != int.from_bytes(data[end : end + 4]):
        raise DamagedImage("the png data is corrupt (a checksum is wrong)")
