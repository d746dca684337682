"""Make thumbnails for the page and notebooks."""

from io import BytesIO

from PIL import Image

from lookalike.errors import InputError
from lookalike.images.decode import decode
from lookalike.images.limits import Limits

QUALITY = 82  # a grid of small pictures shows no more of a higher one
SMALLEST, LARGEST = 16, 1024  # pixels of the long side


def check_size(size: int) -> None:
    """Raise InputError unless a thumbnail of this size is made."""
    if not SMALLEST <= size <= LARGEST:
        raise InputError(f"a thumbnail has {SMALLEST} to {LARGEST} pixels, not {size}")


def thumbnail(data: bytes, size: int, limits: Limits | None = None) -> bytes:
    """A JPEG file whose long side is at most `size` pixels; nothing is enlarged."""
    return jpeg(Image.fromarray(decode(data, size, limits).pixels), size)


def jpeg(picture: Image.Image, size: int) -> bytes:
    """The same of an RGB image, which is made smaller."""
    picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
