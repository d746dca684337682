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
from lookalike.duplicates.points import Points, shares
from lookalike.duplicates.quality import UNMEASURED, Quality, quality
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.thumbprint import small_grey
from lookalike.types import ImageArray

T = TypeVar("T")

SHORT_SIDE = 240  # of what is decoded: a picture of 4:3 has then a long side of 320
THUMB_SIDE = 128  # of what is decoded for a thumbprint alone
COLOURS = 32  # sides of the small picture by which colours are compared
KEPT = 1000  # pictures, about 180 KB each
POINTS_KEPT = 12_000  # pictures whose points are kept, 25 KB each

Small: TypeAlias = tuple[str, NDArray[np.uint8]]
"""The digest of a file, and its picture in grey, 16 by 16."""


@dataclass
class Picture:
    """The reduced form of a picture that comparisons need."""

    outline: Outline
    colours: NDArray[np.uint8]
    """(32, 32, 3): the picture's colours."""


def picture_of(image: ImageArray, cv2: Any) -> Picture:
    """Reduce an image's pixels."""
    small = Image.fromarray(image).resize((COLOURS, COLOURS), Image.Resampling.BOX)
    return Picture(Outline(grey_of(image), cv2), np.asarray(small))


def small_of(
    collection: DuplicatesTarget, item_id: str, keep: Callable[[ImageArray], None] | None = None
) -> Small | None:
    """
    Return the digest and the small grey picture of an item's file; None if it cannot be read.

    `keep` is called with its pixels, so that they need not be read again.
    """

    def make(data: bytes, image: ImageArray) -> Small:
        if keep is not None:
            keep(image)
        return digest(data), small_grey(image)

    return read(collection, item_id, SHORT_SIDE if keep else THUMB_SIDE, make)


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
    """Pictures by row of a scan, and their points, of which more are kept. Thread-safe."""

    def __init__(self, named: Callable[[int], tuple[DuplicatesTarget, str]], cv2: Any) -> None:
        """`named` returns the collection and the id of a row."""
        self._named, self._cv2 = named, cv2
        self._kept: OrderedDict[int, Picture | None] = OrderedDict()
        self._points: OrderedDict[int, tuple[Points, Points] | None] = OrderedDict()
        self._unread = set[int]()
        self._lock = threading.Lock()

    @property
    def unread(self) -> Sequence[int]:
        """Rows whose file could not be read."""
        return sorted(self._unread)

    @property
    def has_points(self) -> bool:
        """Whether points can be found: OpenCV is installed."""
        return self._cv2 is not None

    def keep(self, row: int, image: ImageArray) -> None:
        """Keep a picture that was read for another purpose."""
        self._keep(row, picture_of(image, self._cv2))

    def get(self, row: int) -> Picture | None:
        """Return the picture of a row; None if its file cannot be read."""
        with self._lock:
            if row in self._kept:
                self._kept.move_to_end(row)
                return self._kept[row]
            points = self._points.get(row)
        found = read(*self._named(row), SHORT_SIDE, lambda _, image: picture_of(image, self._cv2))
        if found is not None and points is not None:
            found.outline.points = points
        self._keep(row, found)
        return found

    def shares(self, one: int, other: int) -> tuple[bool, bool]:
        """Whether two pictures may have points in common, as they are and with one mirrored."""
        mine, theirs = self._points_of(one), self._points_of(other)
        return shares(mine, theirs, self._cv2) if mine and theirs else (False, False)

    def _points_of(self, row: int) -> tuple[Points, Points] | None:
        with self._lock:
            if row in self._points:
                self._points.move_to_end(row)
                return self._points[row]
        picture = self.get(row)
        return picture.outline.points if picture else None

    def _keep(self, row: int, picture: Picture | None) -> None:
        points = picture.outline.points if picture and self._cv2 else None
        with self._lock:
            if picture is None:
                self._unread.add(row)
            _add(self._kept, row, picture, KEPT)
            _add(self._points, row, points, POINTS_KEPT)


def _add(kept: OrderedDict[int, T], row: int, value: T, most: int) -> None:
    kept[row] = value
    kept.move_to_end(row)
    if len(kept) > most:
        kept.popitem(last=False)
