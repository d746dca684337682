"""JPEG pixels by libjpeg-turbo, at no larger a scale than is asked for."""

import re
from io import BytesIO

import simplejpeg
from PIL import Image, ImageChops, JpegImagePlugin

from lookalike.errors import ImageTooLarge
from lookalike.images.shrink import Box

# Decoded at 1/2, 1/4 or 1/8 the short side stays this many times the one wanted: at 1.5
# pixels stray 1.0 of 255 from the full decode's on average, at 1.0 they stray 2.
MARGIN = 1.5
MAX_SCANS = 100  # a few bytes make one more pass over all pixels of a progressive file
_LAYOUTS = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_ODD = "Could not determine subsampling level"  # Pillow reads what turbojpeg does not name
_HARMLESS = ("JFIF revision", "Adobe color transform", "Invalid SOS parameters")


def load_jpeg(
    header: JpegImagePlugin.JpegImageFile, data: bytes, short_side: int | None
) -> tuple[Image.Image, Box]:
    """The pixels, perhaps at 1/2, 1/4 or 1/8, and the part of them that is the image."""
    _check_scans(header, data)
    factor = _factor(min(header.size), short_side)
    width, height = header.size
    box = (0.0, 0.0, width / factor, height / factor)
    try:
        return _decode(header, data, factor), box
    except ValueError as error:
        if _ODD not in str(error):
            raise
    header = JpegImagePlugin.JpegImageFile(BytesIO(data))  # the caller's keeps its full size
    header.draft(None, (width // factor, height // factor))
    header.load()
    return header, box


def _check_scans(header: JpegImagePlugin.JpegImageFile, data: bytes) -> None:
    if "progressive" in header.info and data.count(b"\xff\xda") > MAX_SCANS:
        raise ImageTooLarge(f"more than {MAX_SCANS} passes over the same pixels")


def _factor(side: int, short_side: int | None) -> int:
    if short_side is None:
        return 1
    return next((f for f in (8, 4, 2) if side >= MARGIN * short_side * f), 1)


def _decode(header: JpegImagePlugin.JpegImageFile, data: bytes, factor: int) -> Image.Image:
    width, height = (-(-side // factor) for side in header.size)
    layout = _LAYOUTS[header.mode]
    try:
        pixels = simplejpeg.decode_jpeg(data, layout, min_height=height, min_width=width)
    except ValueError as error:
        if not _harmless(str(error), data):
            raise
        pixels = simplejpeg.decode_jpeg(
            data, layout, min_height=height, min_width=width, strict=False
        )
    size = pixels.shape[1], pixels.shape[0]
    image = Image.frombuffer(header.mode, size, pixels, "raw", header.mode, 0, 1)
    # Adobe's programs store ink upside down, and say so by their marker.
    return ImageChops.invert(image) if layout == "CMYK" and "adobe" in header.info else image


def _harmless(complaint: str, data: bytes) -> bool:
    """Whether every pixel is right all the same: zeros before the end are only padding."""
    padding = _PADDING.search(complaint)
    if padding:
        end = data.rfind(b"\xff\xd9")
        return not any(data[end - int(padding[1]) : end])
    return any(words in complaint for words in _HARMLESS)
