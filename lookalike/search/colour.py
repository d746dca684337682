"""A colour as an example: `colour:#c0392b`, or by its CSS name, `colour:tomato`."""

import numpy as np
from PIL import ImageColor

from lookalike.errors import QueryError
from lookalike.types import Colour, ImageArray

COLOUR = "colour:"  # before the colour, where an example is given as text
PART = "colour"  # of a query: the one that a colour fills
SWATCH = 64  # pixels of a side
SHOWN = 80  # characters of what cannot be read


def colour_of(example: object) -> Colour | None:
    """The colour that an example is; None for a picture; QueryError where it cannot be read."""
    if not isinstance(example, str) or not example.startswith(COLOUR):
        return None
    try:
        red, green, blue = ImageColor.getrgb(example.removeprefix(COLOUR).strip())[:3]
    except ValueError as error:
        raise _unreadable(example) from error
    if not all(0 <= channel <= 255 for channel in (red, green, blue)):
        raise _unreadable(example)
    return red, green, blue


def swatch(colour: Colour) -> ImageArray:
    """A picture of nothing else, to show it."""
    return np.full((SWATCH, SWATCH, 3), colour, np.uint8)


def _unreadable(example: str) -> QueryError:
    return QueryError(
        f"cannot read {example[:SHOWN]!r}; write colour:#c0392b, or a CSS name: colour:tomato"
    )
