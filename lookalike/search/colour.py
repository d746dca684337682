"""Parse a colour to search by: `#c0392b`, or a CSS name such as `tomato`."""

import numpy as np
from PIL import ImageColor

from lookalike.errors import QueryError
from lookalike.types import Colour, ImageArray

PART = "colour"  # of a query: the one that a colour fills
SWATCH = 64  # pixels of a side
SHOWN = 80  # characters of what cannot be read


def read_colour(text: str) -> Colour:
    """Parse a CSS colour, such as `#c0392b` or `tomato`; QueryError for anything else."""
    try:
        red, green, blue = ImageColor.getrgb(text.strip())[:3]
    except ValueError as error:
        raise _unreadable(text) from error
    if not all(0 <= channel <= 255 for channel in (red, green, blue)):
        raise _unreadable(text)
    return red, green, blue


def swatch(colour: Colour) -> ImageArray:
    """Return a picture filled with the colour, for display."""
    return np.full((SWATCH, SWATCH, 3), colour, np.uint8)


def _unreadable(text: str) -> QueryError:
    shown = f"colour:{text}"[:SHOWN]
    return QueryError(f"cannot read {shown!r}; write colour:#c0392b, or a CSS name: colour:tomato")
