"""Make thumbnails for the page and notebooks."""

from io import BytesIO

from PIL import Image

from lookalike.files.whole_number import whole_number
from lookalike.images.decode import decode
from lookalike.images.limits import Limits

QUALITY = 82  # higher ones look the same in a grid of small pictures
SMALLEST, LARGEST = 16, 1024  # pixels of the long side


def checked_size(size: int) -> int:
    """Return the size as an int; InputError unless it is allowed."""
    return whole_number("the size of a thumbnail in pixels", size, SMALLEST, LARGEST)


def thumbnail(data: bytes, size: int, limits: Limits | None = None) -> bytes:
    """Return a JPEG file whose long side is at most `size` pixels; it is never enlarged."""
    return jpeg(Image.fromarray(decode(data, size, limits).pixels), size)


def jpeg(picture: Image.Image, size: int) -> bytes:
    """Return the same for an RGB image, which is shrunk in place."""
    picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
