"""The eight orientations of a picture: 0 as it is, 1 to 3 turned, 4 to 7 mirrored and turned."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", np.uint8, np.float32)

ORIENTATIONS = 8
MIRRORED = 4  # the first of those that are mirrored


def turned(pixels: NDArray[T], orientation: int) -> NDArray[T]:
    """
    Return (h, w, ...) in another orientation: from 4 on mirrored first, then turned by 90 degrees
    `orientation % 4` times.
    """
    flat = pixels[:, ::-1] if orientation >= MIRRORED else pixels
    return np.ascontiguousarray(np.rot90(flat, orientation % MIRRORED))


def words(orientation: int) -> str:
    """Return the change in words, such as "mirrored, turned by 90 degrees"."""
    degrees = 90 * (orientation % MIRRORED)
    said = ["mirrored"] if orientation >= MIRRORED else []
    return ", ".join([*said, f"turned by {degrees} degrees"] if degrees else said)
