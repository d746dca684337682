"""Decode JPEG with libjpeg-turbo, at a reduced scale if that is enough."""

from io import BytesIO

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageChops, JpegImagePlugin

from lookalike.errors import ImageTooLarge, UnknownFormat
from lookalike.images.readers.jpeg_repair import markers, mended
from lookalike.images.shrink import Box, around, cut
from lookalike.images.wanted import Region

# Decoded at 1/2, 1/4 or 1/8, the short side stays at least this many times the requested one.
# At 1.5, pixels differ from the full decode by 1.0 of 255 on average; at 1.0, by 2.
MARGIN = 1.5
SMALLEST = 8  # largest divisor of a side
MAX_SCANS = 100  # a few bytes of a progressive file cost a pass over all pixels
_LAYOUTS = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_ODD = "Could not determine subsampling level"  # Pillow reads what turbojpeg cannot name
_MENDS = 4  # harmless warnings that one file may cause; each costs another decode
_SCAN = 0xDA
# Of the markers that begin a frame (ITU-T T.81, T.87), those of processes that no decoder here has.
_UNREAD = {
    0xF7: "JPEG-LS",
    **dict.fromkeys((0xC3, 0xCB), "lossless"),
    **dict.fromkeys((0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF), "hierarchical"),
}


class JpegFile(JpegImagePlugin.JpegImageFile):
    """The header of a JPEG, and the scale at which it will be decoded."""

    factor = 1
    """Divisor of each side: 1, 2, 4 or 8."""

    def _open(self) -> None:
        assert isinstance(self.fp, BytesIO)
        _check_process(self.fp.getvalue())
        super()._open()


def load_jpeg(header: JpegFile, data: bytes, region: Region | None) -> tuple[Image.Image, Box]:
    """
    Decode the pixels, perhaps at 1/2, 1/4 or 1/8; return them and the part that is the image.

    For a region, only the pixels around it are decoded, and the part is the region.
    """
    _check_scans(header, data)
    factor = header.factor
    left, top, right, bottom = region or (0, 0, *header.size)
    box = (left / factor, top / factor, right / factor, bottom / factor)
    try:
        return _decode(header, data, factor, box)
    except ValueError as error:
        if _ODD not in str(error):
            raise
    odd = JpegImagePlugin.JpegImageFile(BytesIO(data))  # the caller's object keeps its full size
    odd.draft(None, (header.width // factor, header.height // factor))
    odd.load()
    return (odd, box) if region is None else cut(odd, box)


def _check_process(data: bytes) -> None:
    """Raise UnknownFormat, which for some of them would be told as damage."""
    for _, code in markers(data):
        if code in _UNREAD:
            raise UnknownFormat(f"a kind of jpeg that is not read ({_UNREAD[code]})")
        if 0xC0 <= code <= 0xC2 or code == _SCAN:
            return


def _check_scans(header: JpegFile, data: bytes) -> None:
    if "progressive" not in header.info or data.count(b"\xff\xda") <= MAX_SCANS:
        return
    if sum(code == _SCAN for _, code in markers(data)) > MAX_SCANS:  # not those of a thumbnail
        raise ImageTooLarge(f"more than {MAX_SCANS} passes over the same pixels")


def scale_of(side: int, short_side: int | None) -> int:
    """Return 8, 4, 2 or 1: the divisor at which a JPEG of this short side is decoded."""
    if short_side is None:
        return 1
    return next((f for f in (8, 4, 2) if side >= MARGIN * short_side * f), 1)


def _decode(header: JpegFile, data: bytes, factor: int, box: Box) -> tuple[Image.Image, Box]:
    width, height = (-(-side // factor) for side in header.size)
    layout = _LAYOUTS[header.mode]
    pixels = _strict(data, layout, width, height)
    region, within = around(box, (pixels.shape[1], pixels.shape[0]))
    image = _part(pixels, header.mode, region)
    # Adobe programs store inverted CMYK, and say so with their marker.
    is_negative = layout == "CMYK" and "adobe" in header.info
    return ImageChops.invert(image) if is_negative else image, within


def _part(pixels: NDArray[np.uint8], mode: str, region: Region) -> Image.Image:
    """Cut a region out of the pixels, without a copy of the others."""
    (left, top, right, bottom), (_, across, bands) = region, pixels.shape
    rows = pixels[top:bottom]
    if mode == "RGB":
        first, size = rows.reshape(-1)[left * bands :], (right - left, bottom - top)
        return Image.frombuffer(mode, size, first, "raw", mode, across * bands, 1)
    shared = Image.frombuffer(mode, (across, bottom - top), rows, "raw", mode, 0, 1)
    return shared if right - left == across else shared.crop((left, 0, right, bottom - top))


def _strict(
    data: bytes, layout: str, width: int, height: int, mends: int = _MENDS
) -> NDArray[np.uint8]:
    """Decode at that size or the next larger; a warning that means damage raises an error."""
    try:
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(
            data, layout, min_height=height, min_width=width
        )
    except ValueError as error:
        without = mended(data, str(error)) if mends else None
        if without is None:
            raise
        return _strict(without, layout, width, height, mends - 1)
    return pixels
