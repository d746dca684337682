"""Decode bytes to upright sRGB pixels; the only place that calls codecs."""

from contextlib import ExitStack
from dataclasses import dataclass

from PIL import Image

from lookalike.images.budget import decoding
from lookalike.images.cost import fitted, webp_cost
from lookalike.images.crop import Crop
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
from lookalike.images.readers.jpeg import JpegFile, load_jpeg
from lookalike.images.readers.jpeg2000 import Jpeg2000File
from lookalike.images.readers.pillow_limits import pillow_limited
from lookalike.images.shrink import PREPROCESSING, Box, pixels_of, shrink, shrink_region
from lookalike.images.wanted import Region, Wanted
from lookalike.system.stopwatch import allow
from lookalike.types import ImageArray

__all__ = ["LIMITS", "PREPROCESSING", "Decoded", "Limits", "decode"]

SLOWEST = 1_000_000  # pixels per second that an overloaded machine still decodes


@dataclass(frozen=True)
class Decoded:
    """An image's pixels, and the metadata of its file."""

    pixels: ImageArray
    format: str
    """`jpeg`, `png`, `webp`, `gif`, `tiff`, `bmp`, `avif`, `heic` or `jpeg2000`."""
    width: int
    """Width of the upright image before any scaling; likewise the height."""
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

    A region is decoded at the resolution that it needs, or that memory allows for the whole
    picture. Only the first frame or page is read. Transparent parts are put on white, or on grey if
    white would hide the picture. Raises ImageError: UnknownFormat, DamagedImage or ImageTooLarge,
    the last from the header, before decoding. Thread-safe; threads wait for each other if they
    would use too much memory together.
    """
    limits = limits or limits_in_force()
    check_bytes(len(data), limits)
    format_ = sniff(data)
    quiet, limited = pillow_silenced(), pillow_limited(limits)
    with ExitStack() as room, quiet, limited, plain_reasons(format_.name):
        # The room is left when `_decode` has let go of the large image.
        return _decode(data, format_, Wanted(short_side, crop), limits, room)


def _decode(
    data: bytes, format_: Format, wanted: Wanted, limits: Limits, room: ExitStack
) -> Decoded:
    def reserve(size: tuple[int, int], needed: int) -> None:
        check_memory(size, format_.name, needed + len(data), limits)
        allow(size[0] * size[1] / SLOWEST)
        room.enter_context(decoding(needed).reserved(needed))

    if format_.name == "webp":  # opening it takes most of what it takes
        size = webp_size(data)
        check_pixels(*size, limits)
        reserve(size, webp_cost(size, data, wanted))
    image = open_header(data, format_, limits)
    region = None
    if isinstance(image, JpegFile | Jpeg2000File):  # what is wanted says at which scale they are
        region = wanted.region(image, image.size)
    if format_.name != "webp":
        reserve(image.size, fitted(image, format_, data, wanted, region, limits))
    profile = image.info.get("icc_profile")
    shown = _shown(image, data, wanted, region)
    orientation = orientation_of(exif := read_exif(image))
    srgb = to_srgb(shown, profile)
    size = image.whole if isinstance(image, Jpeg2000File) else image.size
    width, height = size if orientation < 5 else size[::-1]
    pixels = upright(pixels_of(srgb), orientation)
    return Decoded(pixels, format_.name, width, height, taken_at(exif))


def _shown(image: Image.Image, data: bytes, wanted: Wanted, region: Region | None) -> Image.Image:
    """Return the wanted part of an image, shrunk and opaque, in its stored orientation."""
    if isinstance(image, JpegFile):
        loaded, box = load_jpeg(image, data, region)
        return shrink(loaded, wanted.short_side, box)
    image.load()
    loaded = without_void_alpha(image)
    if isinstance(image, Jpeg2000File):
        whole = image.box
        if region is None:
            return shrink(loaded, wanted.short_side, whole)
        return shrink_region(loaded, wanted.short_side, _within(whole, region, image.factor))
    region = wanted.region(image, image.size)
    if region is None:
        return shrink(loaded, wanted.short_side)
    return shrink_region(loaded, wanted.short_side, region)


def _within(whole: Box, region: Region, factor: int) -> Box:
    """Return a region in pixels of a lower resolution, in which the image is `whole`."""
    left, top, right, bottom = (side / factor for side in region)
    x, y = whole[:2]
    return x + left, y + top, min(x + right, whole[2]), min(y + bottom, whole[3])
