"""Thumbnails of files as data URLs, limited in number, size and time."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np
from PIL import Image

from lookalike.errors import ImageError, ImageTooLarge, ImageUnreachable
from lookalike.images.limits import Limits
from lookalike.images.read import is_address, read_bytes
from lookalike.images.thumbnail import jpeg, thumbnail
from lookalike.pipeline import ahead
from lookalike.stores.kept_images import KeptImages
from lookalike.types import ImageArray

MOST = 48  # pictures of one output
SIDE = 192  # pixels of the long side: enough for fine screens, and 7 kB each
IN_ALL_S, EACH_S = 5.0, 2.0
LIMITS = Limits(max_bytes=100_000_000, max_pixels=100_000_000, max_memory=600_000_000)
THREADS = 2


@dataclass(frozen=True)
class Thumbnail:
    """A picture, or why there is none."""

    address: str | None
    """`data:image/jpeg;base64,...`."""
    missing: str = ""
    """The reason in a few words, if there is no picture."""


LATE = Thumbnail(None, "not drawn in time")
ELSEWHERE = Thumbnail(None, "file is elsewhere")
BEYOND = Thumbnail(None, "not drawn")


def thumbnails(sources: Iterable[str], images: KeptImages | None = None) -> dict[str, Thumbnail]:
    """
    Return thumbnails by source; addresses are not downloaded, slow files are skipped.

    `images` are those that a collection keeps, some of which may be no files.
    """
    wanted = list(dict.fromkeys(sources))
    found = dict.fromkeys(wanted, BEYOND)
    found.update({source: ELSEWHERE for source in wanted if is_address(source)})
    read = [source for source in wanted if found[source] is BEYOND][:MOST]
    found.update(dict.fromkeys(read, LATE))
    end = monotonic() + IN_ALL_S
    for source, outcome in ahead(partial(_thumbnail, images), read, THREADS, 4 * THREADS, EACH_S):
        if isinstance(outcome, Thumbnail):
            found[source] = outcome
        elif not isinstance(outcome, TimeoutError):
            raise outcome
        if monotonic() > end:
            break
    return found


def array_thumbnail(pixels: ImageArray) -> Thumbnail:
    """Return the thumbnail of (height, width, 3) uint8."""
    return _held(jpeg(Image.fromarray(np.ascontiguousarray(pixels)), SIDE))


def _thumbnail(images: KeptImages | None, source: str) -> Thumbnail:
    is_kept = images is not None and source in images
    if not is_kept and not Path(source).is_file():  # reading a pipe could block
        return Thumbnail(None, "file is gone")
    try:
        if images is not None and is_kept:
            with images.held(source, LIMITS) as data:
                return _held(thumbnail(data, SIDE, LIMITS))
        return _held(thumbnail(read_bytes(source, LIMITS), SIDE, LIMITS))
    except ImageTooLarge:
        return Thumbnail(None, "too large to show")
    except ImageUnreachable as error:
        return Thumbnail(None, str(error))
    except ImageError:
        return Thumbnail(None, "cannot be read")


def _held(data: bytes) -> Thumbnail:
    return Thumbnail(f"data:image/jpeg;base64,{b64encode(data).decode()}")
