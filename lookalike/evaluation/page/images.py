"""Embed pictures in a page as small JPEGs in data URLs."""

from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from lookalike.errors import ImageError
from lookalike.images.decode import decode
from lookalike.images.read import read_bytes

SIDE = 160  # pixels of the long side: twice what a page shows, for fine screens
QUALITY = 78
TIMEOUT_S = 5


def data_addresses(sources: Iterable[str], side: int = SIDE) -> dict[str, str]:
    """Return data URLs by source (`data:image/jpeg;base64,...`), without missing files."""
    found = {}
    for source in dict.fromkeys(sources):
        try:
            pixels = decode(read_bytes(source, timeout_s=TIMEOUT_S), side).pixels
        except ImageError:
            continue
        found[source] = data_address(Image.fromarray(pixels), side)
    return found


def data_address(picture: Image.Image, side: int = SIDE) -> str:
    """Return the picture, no larger than `side`, as a data URL."""
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    data = BytesIO()
    picture.save(data, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{b64encode(data.getvalue()).decode()}"
