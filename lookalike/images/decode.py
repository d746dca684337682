"""Bytes to upright sRGB pixels: the only codec call; knows nothing of files."""

from contextlib import ExitStack
from dataclasses import dataclass, replace

from PIL import Image, JpegImagePlugin

from lookalike.images.budget import DECODING, decoding
from lookalike.images.cost import fitted, webp_cost
from lookalike.images.crop import Crop, apply_crop
from lookalike.images.exif import orientation_of, read_exif, taken_at, upright
from lookalike.images.faults import plain_reasons
from lookalike.images.formats import Format, sniff
from lookalike.images.headers import open_header, webp_size
from lookalike.images.limits import (
    LIMITS,
    Limits,
    check_bytes,
    check_memory,
    check_pixels,
    limits_in_force,
)
from lookalike.images.pixels.colour_profile import to_srgb
from lookalike.images.pixels.void_alpha import without_void_alpha
from lookalike.images.quiet import pillow_silenced
from lookalike.images.readers.jpeg import load_jpeg
from lookalike.images.readers.jpeg2000 import Jpeg2000File
from lookalike.images.shrink import PREPROCESSING, Box, pixels_of, shrink, shrunk
from lookalike.stopwatch import allow
from lookalike.types import ImageArray

__all__ = ["LIMITS", "PREPROCESSING", "Decoded", "Limits", "decode"]

SLOWEST = 1_000_000  # pixels a second that a machine with too much to do still decodes


@dataclass(frozen=True)
class Decoded:
    """An image's pixels, and what its file says of it."""

    pixels: ImageArray
    format: str
    """`jpeg`, `png`, `webp`, `gif`, `tiff`, `bmp`, `avif`, `heic` or `jpeg2000`."""
    width: int
    """Upright and before any scaling, as is the height."""
    height: int
    taken_at: str | None
    """ISO 8601, from EXIF."""


def decode(
    data: bytes,
    short_side: int | None = None,
    limits: Limits | None = None,
    crop: Crop | None = None,
) -> Decoded:
    """Decode a file's bytes, or a region of it, to a short side of at most `short_side` pixels.

    The first frame or page counts. What is transparent is on a white ground, or on grey where
    white would hide the picture. Raises ImageError: UnknownFormat, DamagedImage or ImageTooLarge,
    the last from the header, before pixels are made. Safe in threads, which wait for each other
    where they would hold too much together.
    """
    limits = limits or limits_in_force()
    check_bytes(len(data), limits)
    format_ = sniff(data)
    with ExitStack() as room:  # left when `_decode` has let go of the large image
        with pillow_silenced(), plain_reasons(format_.name):
            decoded = _decode(data, format_, None if crop else short_side, limits, room)
        return decoded if crop is None else _cut(decoded, crop, short_side)


def _decode(
    data: bytes, format_: Format, short_side: int | None, limits: Limits, room: ExitStack
) -> Decoded:
    def reserve(size: tuple[int, int], needed: int) -> None:
        check_memory(size, format_.name, needed + len(data), limits)
        allow(size[0] * size[1] / SLOWEST)
        room.enter_context(decoding(needed).reserved(needed))

    if format_.name == "webp":  # opening it takes most of what it takes
        size = webp_size(data)
        check_pixels(*size, limits)
        reserve(size, webp_cost(size, data, short_side))
    image = open_header(data, format_, limits)
    if format_.name != "webp":
        most = min(DECODING.total, limits.max_memory - len(data))
        reserve(image.size, fitted(image, format_, data, short_side, most))
    profile = image.info.get("icc_profile")
    loaded, box = _load(image, data, short_side)
    exif = read_exif(image)
    orientation = orientation_of(exif)
    srgb = to_srgb(shrink(loaded, short_side, box), profile)
    size = image.whole if isinstance(image, Jpeg2000File) else image.size
    width, height = size if orientation < 5 else size[::-1]
    pixels = upright(pixels_of(srgb), orientation)
    return Decoded(pixels, format_.name, width, height, taken_at(exif))


def _cut(decoded: Decoded, crop: Crop, short_side: int | None) -> Decoded:
    return replace(decoded, pixels=shrunk(apply_crop(decoded.pixels, crop), short_side))


def _load(image: Image.Image, data: bytes, short_side: int | None) -> tuple[Image.Image, Box]:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return load_jpeg(image, data, short_side)
    image.load()
    if isinstance(image, Jpeg2000File):
        return without_void_alpha(image), image.box
    return without_void_alpha(image), (0.0, 0.0, *image.size)
