"""Read the pictures of items for comparison; the most recent ones are cached."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.duplicates.outline import Outline, grey_of
from lookalike.duplicates.quality import UNMEASURED, Quality, quality
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.thumbprint import small_grey
from lookalike.types import ImageArray

T = TypeVar("T")

SHORT_SIDE = 240  # short side at decoding: a picture of 4:3 then has a long side of 320
COLOURS = 32  # sides of the thumbnail by which colours are compared
KEPT = 2000  # pictures, about 100 KB each


Small: TypeAlias = tuple[str, NDArray[np.uint8]]
"""The digest of a file, and its picture in grey, 16 by 16."""


@dataclass
class Picture:
    """The reduced form of a picture that comparisons need."""

    outline: Outline
    colours: NDArray[np.uint8]
    """(32, 32, 3): the picture's colours."""
    shape: tuple[int, int]
    """Height and width."""


def picture_of(image: ImageArray, cv2: Any) -> Picture:
    """Reduce an image's pixels."""
    small = Image.fromarray(image).resize((COLOURS, COLOURS), Image.Resampling.BOX)
    return Picture(Outline(grey_of(image), cv2), np.asarray(small), image.shape[:2])


def small_of(
    collection: DuplicatesTarget,
    item_id: str,
    keep: Callable[[ImageArray], None] = lambda image: None,
) -> Small | None:
    """
    Return the digest and the small grey picture of an item's file; None if it cannot be read.

    `keep` is called with its pixels, so that they need not be read again.
    """

    def make(data: bytes, image: ImageArray) -> Small:
        keep(image)
        return digest(data), small_grey(image)

    return read(collection, item_id, SHORT_SIDE, make)


def quality_of(collection: DuplicatesTarget, item_id: str) -> Quality:
    """Measure the quality of an item's picture at its full size."""
    found = read(collection, item_id, None, lambda _, image: quality(image))
    return found or UNMEASURED


def read(
    collection: DuplicatesTarget,
    item_id: str,
    short_side: int | None,
    make: Callable[[bytes, ImageArray], T],
) -> T | None:
    """Return the result of `make` for an item's file and its pixels; None if it cannot be read."""
    try:
        with collection.held(collection.get(item_id).source) as data:
            return make(data, decode(data, short_side, collection.limits).pixels)
    except Exception:  # also one that nobody foresaw: one picture must not end a search
        return None


class Pictures:
    """Cached pictures by row of a scan. Thread-safe."""

    def __init__(self, named: Callable[[int], tuple[DuplicatesTarget, str]], cv2: Any) -> None:
        """`named` returns the collection and the id of a row."""
        self._named, self._cv2 = named, cv2
        self._kept: OrderedDict[int, Picture | None] = OrderedDict()
        self._unread = set[int]()
        self._lock = threading.Lock()

    @property
    def unread(self) -> Sequence[int]:
        """Rows whose file could not be read."""
        return sorted(self._unread)

    def keep(self, row: int, image: ImageArray) -> None:
        """Cache a picture that was read for another purpose."""
        made = picture_of(image, self._cv2)
        with self._lock:
            self._kept[row] = made

    def get(self, row: int) -> Picture | None:
        """Return the picture of a row; None if its file cannot be read."""
        with self._lock:
            if row in self._kept:
                self._kept.move_to_end(row)
                return self._kept[row]
        found = read(*self._named(row), SHORT_SIDE, lambda _, image: picture_of(image, self._cv2))
        with self._lock:
            if found is None:
                self._unread.add(row)
            self._kept[row] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
