"""Choose which of several copies of a picture to keep."""

import math
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeAlias

from lookalike.duplicates.quality import UNMEASURED, Quality
from lookalike.stores.base import Record

LOSSLESS = {"png", "tiff", "bmp"}
COARSE = {"gif"}  # 256 colours
STEP = 0.5  # of goodness, below which the age of the files decides
ENOUGH_BITS = 2.0  # bits a pixel: about those of a JPEG of quality 90
COLOURED = 8.0  # chroma from which a picture counts as coloured

Rank: TypeAlias = tuple[float, int, int, str]
"""Sorts the best picture first; of equally good ones the oldest file, then the shortest name."""


@dataclass(frozen=True)
class Shot:
    """Properties of a picture that decide its quality."""

    record: Record
    measured: Quality = UNMEASURED

    @property
    def pixels(self) -> int:
        """Number of pixels; 0 if unknown."""
        sides = [self.record.item.attributes.get(name) for name in ("width", "height")]
        return math.prod(side if isinstance(side, int) else 0 for side in sides)

    @property
    def real_pixels(self) -> float:
        """Effective number of pixels: without a frame, and without what enlarging added."""
        return self.pixels * self.measured.detail * self.measured.content

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.record.origin.size

    @property
    def format(self) -> str:
        """The format of the file, such as `jpeg`."""
        return str(self.record.item.attributes.get("format", ""))

    @property
    def has_time(self) -> bool:
        """Whether the file says when the picture was taken."""
        return "taken_at" in self.record.item.attributes

    @property
    def goodness(self) -> float:
        """Quality score; a picture with twice the effective pixels scores 1 more."""
        bits = 8 * self.size / max(self.pixels, 1)
        return (
            math.log2(max(self.real_pixels, 1))
            + 0.5 * math.log2(min(max(bits, 0.1), ENOUGH_BITS))
            + (0.1 if self.format in LOSSLESS else -1.0 if self.format in COARSE else 0.0)
            + min(self.measured.chroma / COLOURED, 1.0)
            + (0.5 if self.has_time else 0.0)
        )

    @property
    def rank(self) -> Rank:
        """Sort key: the best picture sorts first."""
        item, origin = self.record.item, self.record.origin
        name = PurePath(item.source).name
        return -round(self.goodness / STEP), origin.mtime_ns, len(name), item.id


def reason(best: Shot, others: list[Shot]) -> str:
    """Return why it is the best, in a few words."""
    said = []
    if all(best.pixels > 1.1 * o.pixels for o in others):
        said.append("most pixels")
    elif all(best.real_pixels > 1.1 * o.real_pixels for o in others):
        said.append("most detail")
    if best.format in LOSSLESS and not any(o.format in LOSSLESS for o in others):
        said.append("saved without loss")
    if best.has_time and not any(o.has_time for o in others):
        said.append("says when it was taken")
    if best.measured.chroma >= COLOURED and any(o.measured.chroma < 2 for o in others):
        said.append("in colours")
    if not said and all(best.rank[1] < o.rank[1] for o in others):
        said.append("oldest file")
    return ", ".join(said) or "as good as the others"
