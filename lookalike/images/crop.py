"""Parse a crop box, x,y,w,h, and apply it to an image."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from lookalike.errors import QueryError
from lookalike.types import ImageArray


@dataclass(frozen=True)
class Crop:
    """A rectangle from its top left corner; all values up to 1 are fractions, else pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def is_fraction(self) -> bool:
        """Is it a part of whatever image, and not in pixels?"""
        return max(self.x, self.y, self.width, self.height) <= 1


def parse_crop(text: str) -> Crop:
    """Read `x,y,w,h`; QueryError for anything else."""
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError as error:
        raise QueryError(_expected(text)) from error
    if not all(map(isfinite, (x, y, width, height))) or width <= 0 or height <= 0:
        raise QueryError(_expected(text))
    return Crop(x, y, width, height)


def as_crop(given: Crop | str | None) -> Crop | None:
    """The same, read where it is text."""
    return parse_crop(given) if isinstance(given, str) else given


def apply_crop(pixels: ImageArray, crop: Crop) -> ImageArray:
    """The part of the upright image inside the rectangle; QueryError where there is none."""
    left, top, right, bottom = crop_box(crop, pixels.shape[1], pixels.shape[0])
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def crop_box(crop: Crop, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of it in an upright image; QueryError where it holds no pixel."""
    across, down = (width, height) if crop.is_fraction else (1, 1)
    left, right = _clip(crop.x * across, crop.width * across, width)
    top, bottom = _clip(crop.y * down, crop.height * down, height)
    if left >= right or top >= bottom:
        raise QueryError(f"the crop holds no pixel of an image of {width} x {height}")
    return left, top, right, bottom


def _clip(start: float, length: float, end: int) -> tuple[int, int]:
    return round(max(0, min(start, end))), round(max(0, min(start + length, end)))


def _expected(text: str) -> str:
    return f"cannot read the crop '{text}'; write x,y,w,h in pixels, or as fractions: .25,.25,.5,.5"
