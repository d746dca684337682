"""OKLab, in which equal steps look equal (Ottosson, 2020, bottosson.github.io/posts/oklab)."""

import numpy as np
from numpy.typing import NDArray

from lookalike.types import ImageArray

Colours = NDArray[np.float32]
"""(..., 3) OKLab: lightness 0 to 1, then green to red and blue to yellow, about -.4 to .4."""

LMS_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
LAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)


def _linear_table() -> Colours:
    """(256,) sRGB byte to linear light (IEC 61966-2-1)."""
    value = np.arange(256) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


LINEAR = _linear_table()


def oklab(image: ImageArray) -> Colours:
    """(..., 3) uint8 sRGB to OKLab of the same shape."""
    lab: Colours = np.cbrt(LINEAR[image] @ LMS_FROM_RGB.T) @ LAB_FROM_LMS.T
    return lab
