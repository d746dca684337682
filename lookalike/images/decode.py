"""Bytes to upright sRGB pixels: the only codec call; knows nothing of files."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, JpegImagePlugin

from lookalike.images.colour_profile import to_srgb
from lookalike.images.exif import orientation_of, read_exif, taken_at, upright
from lookalike.images.faults import plain_reasons
from lookalike.images.formats import Format, sniff
from lookalike.images.headers import open_header
from lookalike.images.jpeg import load_jpeg
from lookalike.images.limits import LIMITS, Limits, check_bytes
from lookalike.images.opaque import opaque
from lookalike.images.quiet import pillow_silenced
from lookalike.images.shrink import PREPROCESSING, Box, shrink
from lookalike.images.void_alpha import without_void_alpha
from lookalike.types import ImageArray

__all__ = ["LIMITS", "PREPROCESSING", "Decoded", "Limits", "decode"]


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


def decode(data: bytes, short_side: int | None = None, limits: Limits = LIMITS) -> Decoded:
    """Decode a file's bytes, to pixels whose short side is at most `short_side`.

    The first frame or page counts. Raises ImageError: UnknownFormat, DamagedImage or
    ImageTooLarge, the last from the header, before pixels are made. Safe in threads.
    """
    check_bytes(len(data), limits)
    format_ = sniff(data)
    with pillow_silenced(), plain_reasons(format_.name):
        return _decode(data, format_, short_side, limits)


def _decode(data: bytes, format_: Format, short_side: int | None, limits: Limits) -> Decoded:
    image = open_header(data, format_, limits)
    profile = image.info.get("icc_profile")
    loaded, box = _load(image, data, short_side)
    exif = read_exif(image)
    orientation = orientation_of(exif)
    srgb = to_srgb(shrink(opaque(loaded), short_side, box), profile)
    width, height = image.size if orientation < 5 else image.size[::-1]
    pixels = upright(np.array(srgb), orientation)
    return Decoded(pixels, format_.name, width, height, taken_at(exif))


def _load(image: Image.Image, data: bytes, short_side: int | None) -> tuple[Image.Image, Box]:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return load_jpeg(image, data, short_side)
    image.load()
    return without_void_alpha(image), (0.0, 0.0, *image.size)
