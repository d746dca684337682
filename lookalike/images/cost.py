"""What decoding an image will take in memory, told from its header."""

from types import MappingProxyType

from PIL import Image, JpegImagePlugin

from lookalike.images.formats import Format
from lookalike.images.jpeg import scale_of

# Bytes a pixel. Pillow holds every colour in 4; other integers and floats are held twice, and
# counted to find their range.
_PILLOW = MappingProxyType({"1": 1, "L": 1, "P": 1, "I": 13, "F": 13})
_SHORT = 6  # of I;16 and its kin
_COLOUR = 4
# What the decoders of other libraries hold beside that, as measured at 48 megapixels.
_BESIDE = MappingProxyType({"webp": 13, "avif": 6, "heic": 8})
_TWICE = 18
_JPEG2000 = 5  # for each channel
_COEFFICIENT = 2
_ALPHA = 1
_ARRAY = 3  # of the pixels that are returned


def cost(image: Image.Image, format_: Format, data: bytes, short_side: int | None) -> int:
    """Bytes that the pixels will take at most at a time, until they are shrunk; rounded up."""
    pixels = image.width * image.height
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return _of_jpeg(image, data, short_side)
    each = _of_mode(image.mode) + _BESIDE.get(format_.name, 0)
    if format_.name == "jpeg2000":
        each += _JPEG2000 * len(image.getbands())
    if getattr(image, "_low", None) is not None:  # of a PNG, read twice and compared
        each += _TWICE
    if short_side is None:  # the whole of it once more, without transparency, and as an array
        each += _COLOUR + _ALPHA + _ARRAY
    return each * pixels


def _of_mode(mode: str) -> int:
    return _PILLOW.get(mode, _SHORT if mode.startswith("I;16") else _COLOUR)


def _of_jpeg(image: JpegImagePlugin.JpegImageFile, data: bytes, short_side: int | None) -> int:
    """Few bytes at 1/8, but every coefficient where the file is not decoded in one pass."""
    pixels = image.width * image.height
    scale = scale_of(min(image.size), short_side)
    held = 2 * len(image.getbands()) * pixels // scale**2
    if not _is_in_one_pass(image, data):
        widest = max(h * v for _, h, v, _ in image.layer)
        held += sum(h * v for _, h, v, _ in image.layer) * _COEFFICIENT * pixels // widest
    return held


def _is_in_one_pass(image: JpegImagePlugin.JpegImageFile, data: bytes) -> bool:
    """Whether the first scan has all channels: then it is the only one, if not progressive."""
    start = data.rfind(b"\xff\xda", 0, image.fp.tell() if image.fp else 0)
    return "progressive" not in image.info and data[start + 4] == image.layers
