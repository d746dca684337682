"""Estimate the memory of decoding an image from its header."""

from types import MappingProxyType

from PIL import Image

from lookalike.images.budget import DECODING
from lookalike.images.formats import Format
from lookalike.images.limits import Limits
from lookalike.images.readers.jpeg import SMALLEST, JpegFile, scale_of
from lookalike.images.readers.jpeg2000 import Jpeg2000File
from lookalike.images.readers.tiff import TiffFile
from lookalike.images.wanted import Region, Wanted, side_of

# Bytes a pixel. Pillow holds every colour in 4; other integers and floats are held twice, and
# counted to find their range.
_PILLOW = MappingProxyType({"1": 1, "L": 1, "P": 1, "I": 13, "F": 13})
_SHORT = 7  # of I;16 and its kin
_COLOUR = 4
_ALPHA = 1  # looked at by itself
_CLEAR = 9  # of a grey of 16 bits that stands for transparent, and of a palette's
# What the decoders of other libraries hold beside that: the most that was measured, for 8 bits.
_BESIDE = MappingProxyType({"avif": 10, "heic": 6})
_DEEP_HEIC = 12  # of more than 8 bits a channel
_TWICE = 18
_PACKED = 2  # of a BMP of few colours, which Pillow unpacks by itself
_WEBP = 13
_COEFFICIENT = 2
# JPEG 2000: each channel of a tile, what an image of over 8 bits is mended by, and its blocks.
_SAMPLE, _MENDED, _BLOCKS = 5, 5, 0.5
# Of pixels that are returned in full: as they are, copied before, or by a colour profile too.
_AS_THEY_ARE, _COPIED, _PROFILED = 4, 7, 4
_BANDS = 30_000_000  # bytes, whatever the size; less for a small image
_BAND = 30  # bytes for each pixel of a small image


def cost(image: Image.Image, format_: Format, data: bytes, wanted: Wanted) -> int:
    """Return the most bytes that the pixels take until they are shrunk, rounded up."""
    pixels = image.width * image.height
    if isinstance(image, JpegFile):
        return _of_jpeg(image, data, wanted) + _of_whole(image, wanted)
    held = _of_mode(image) * pixels
    if isinstance(image, Jpeg2000File):
        held = _of_jpeg2000(image, data)
    elif isinstance(image, TiffFile):
        held += image.unpacked_bytes
    elif format_.name == "bmp":
        held += _PACKED * pixels * (image.mode in ("L", "P"))
    elif format_.name in ("avif", "heic"):
        deep = _DEEP_HEIC if image.info.get("bit_depth", 8) > 8 else _BESIDE[format_.name]
        held += deep * pixels + 2 * len(data)
    if getattr(image, "_low", None) is not None:  # of a PNG, read twice and compared
        held += _TWICE * pixels
    held += (_COLOUR + _ALPHA) * wanted.most_pixels(image.size)
    return held + _of_whole(image, wanted) + min(_BANDS, _BAND * pixels)


def webp_cost(size: tuple[int, int], data: bytes, wanted: Wanted) -> int:
    """Return the same for a WebP before it is opened, as opening takes most of the memory."""
    pixels, part = size[0] * size[1], wanted.most_pixels(size)
    held = _WEBP * pixels + 2 * len(data) + (_COLOUR + _ALPHA) * part
    whole = (part or pixels) * (_COPIED + _PROFILED) if wanted.short_side is None else 0
    return held + whole + min(_BANDS, _BAND * pixels)


def fitted(
    image: Image.Image,
    format_: Format,
    data: bytes,
    wanted: Wanted,
    region: Region | None,
    limits: Limits,
) -> int:
    """
    The cost of an image that is set to be decoded smaller, where its format can be.

    A JPEG is where that loses nothing of what is wanted, and a region of it also where it would
    take more memory than is allowed. A JPEG 2000, of which that takes time, is where all threads
    share less than it takes.
    """
    allowed = limits.max_memory - len(data)
    if isinstance(image, JpegFile):
        image.factor = scale_of(side_of(region, image.size), wanted.short_side)
    needed = cost(image, format_, data, wanted)
    if isinstance(image, JpegFile) and region and wanted.short_side is not None:
        while needed > allowed and image.factor < SMALLEST:
            image.factor *= 2
            needed = cost(image, format_, data, wanted)
    elif isinstance(image, Jpeg2000File):
        for power in image.powers(wanted.short_side, side_of(region, image.whole)):
            if needed <= min(DECODING.total, allowed):
                break
            image.reduce = power
            needed = cost(image, format_, data, wanted)
    return needed


def _of_mode(image: Image.Image) -> int:
    mode = image.mode
    each = _PILLOW.get(mode, _SHORT if mode.startswith("I;16") else _COLOUR)
    clear = image.info.get("transparency")
    if mode.startswith("I") and clear is not None:
        each += _CLEAR
    if mode == "P" and isinstance(clear, bytes):
        each += _COLOUR + _ALPHA
    return each + _ALPHA * (mode in ("RGBA", "LA", "PA"))


def _of_whole(image: Image.Image, wanted: Wanted) -> int:
    if wanted.short_side is not None:
        return 0
    each = _AS_THEY_ARE if image.mode == "RGB" else _COPIED
    if "icc_profile" in image.info:
        each += _PROFILED
    return each * (wanted.most_pixels(image.size) or image.width * image.height)


def _of_jpeg(image: JpegFile, data: bytes, wanted: Wanted) -> int:
    """Few bytes at 1/8, but all coefficients if the file is not decoded in one pass."""
    pixels, bands = image.width * image.height, len(image.getbands())
    held = 2 * bands * pixels
    if wanted.crop is not None:  # of the region alone there is a second copy
        colour = _COLOUR if bands > 1 else 1
        held = colour * (pixels + wanted.most_pixels(image.size))
    held //= image.factor**2
    if not _is_in_one_pass(image, data):
        widest = max(h * v for _, h, v, _ in image.layer)
        held += sum(h * v for _, h, v, _ in image.layer) * _COEFFICIENT * pixels // widest
    return held


def _of_jpeg2000(image: Jpeg2000File, data: bytes) -> int:
    bands, area = len(image.getbands()), image.factor**2
    pixels = image.width * image.height
    each = _of_mode(image) + _MENDED * (image.is_deep and not image.mode.startswith("I"))
    unpacked = _SAMPLE * bands * min(image.tile_pixels, pixels)
    return (each * pixels + unpacked) // area + round(_BLOCKS * pixels) + 2 * len(data)


def _is_in_one_pass(image: JpegFile, data: bytes) -> bool:
    """Whether the first scan has all channels: then it is the only one, if not progressive."""
    start = data.rfind(b"\xff\xda", 0, image.fp.tell() if image.fp else 0)
    return "progressive" not in image.info and data[start + 4] == image.layers
