"""Convert sRGB to OKLab (Ottosson, 2020, bottosson.github.io/posts/oklab)."""

import numpy as np
from numpy.typing import NDArray

from lookalike.types import ImageArray

Colours = NDArray[np.float32]
"""(..., 3) OKLab: lightness 0 to 1, then green to red and blue to yellow, about -.4 to .4."""

LUMA = (0.299, 0.587, 0.114)  # of R, G and B in a grey, ITU-R BT.601

_LMS_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _linear(levels: NDArray[np.integer]) -> NDArray[np.float64]:
    """sRGB, 0 to 255, to linear light, 0 to 1 (IEC 61966-2-1)."""
    values = levels / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


# For images: a table, and single precision.
_LINEAR = _linear(np.arange(256)).astype(np.float32)
_LMS, _LAB = _LMS_FROM_RGB.astype(np.float32), _LAB_FROM_LMS.astype(np.float32)


def oklab(image: ImageArray) -> Colours:
    """(..., 3) uint8 sRGB to OKLab of the same shape."""
    lab: Colours = np.cbrt(_LINEAR[image] @ _LMS.T) @ _LAB.T
    return lab


def exact_oklab(rgb: NDArray[np.integer]) -> NDArray[np.float64]:
    """(..., 3) sRGB, 0 to 255, to OKLab in double precision: for tables, and slower."""
    lab: NDArray[np.float64] = np.cbrt(_linear(rgb) @ _LMS_FROM_RGB.T) @ _LAB_FROM_LMS.T
    return lab
