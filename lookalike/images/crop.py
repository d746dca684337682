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
        """Whether the values are fractions of the image, not pixels."""
        return max(self.x, self.y, self.width, self.height) <= 1


def parse_crop(text: str) -> Crop:
    """Parse `x,y,w,h`; QueryError for anything else."""
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError as error:
        raise QueryError(_expected(text)) from error
    if not all(map(isfinite, (x, y, width, height))) or width <= 0 or height <= 0:
        raise QueryError(_expected(text))
    return Crop(x, y, width, height)


def as_crop(given: Crop | str | None) -> Crop | None:
    """Return a crop, parsing text."""
    return parse_crop(given) if isinstance(given, str) else given


def apply_crop(pixels: ImageArray, crop: Crop) -> ImageArray:
    """Return the part of the upright image in the rectangle; QueryError if it is empty."""
    left, top, right, bottom = crop_box(crop, pixels.shape[1], pixels.shape[0])
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def crop_box(crop: Crop, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in an upright image; QueryError if it is empty."""
    across, down = (width, height) if crop.is_fraction else (1, 1)
    left, right = _clip(crop.x * across, crop.width * across, width)
    top, bottom = _clip(crop.y * down, crop.height * down, height)
    if left >= right or top >= bottom:
        raise QueryError(f"the crop contains no pixel of the image, which is {width} x {height}")
    return left, top, right, bottom


def _clip(start: float, length: float, end: int) -> tuple[int, int]:
    return round(max(0, min(start, end))), round(max(0, min(start + length, end)))


def _expected(text: str) -> str:
    return f"cannot read the crop '{text}'; write x,y,w,h in pixels, or as fractions: .25,.25,.5,.5"
