"""Grey images of more than 8 bits to 8, keeping their whole range."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_BITS_PER_SAMPLE, _PHOTOMETRIC, _MAX_SAMPLE = 258, 262, 281  # TIFF tags
_WHITE_IS_ZERO = 0
_WIDEST = 65535  # declared as white, this says no more than that there are 16 bits
_FLOAT_WHITES = (1.0, 255.0, 65535.0)
_INTEGER_WHITES = (255.0, 32767.0, 65535.0)
_ROWS = 256  # rows scaled at a time, so that float copies stay small


def eight_bits(image: Image.Image) -> Image.Image:
    """I;16, I or F to L (LA where one value stands for transparent); other modes as they are.

    The range that becomes 0..255: for 16 bits what the file declares, and 12 bits where a
    TIFF uses no more of its 16; for other integers and floats the smallest usual range
    that holds the values, else lowest to highest.
    """
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image)
    low, high = _range(values, image)
    grey = Image.fromarray(_scaled(values, low, high))
    clear = image.info.get("transparency")
    if not isinstance(clear, int):
        return grey
    return Image.merge("LA", (grey, Image.fromarray((values != clear).astype(np.uint8) * 255)))


def _range(values: NDArray[np.generic], image: Image.Image) -> tuple[float, float]:
    """What becomes black and what becomes white; the first is larger in a negative."""
    tags: Mapping[int, object] = getattr(image, "tag_v2", {})
    finite = values[np.isfinite(values)] if image.mode == "F" else values
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if image.mode.startswith("I;16"):
        white = _declared_white(tags, high)
        return (white, 0.0) if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO else (0.0, white)
    natural = _FLOAT_WHITES if image.mode == "F" else _INTEGER_WHITES
    if low >= 0:
        high = next((top for top in natural if high <= top), high)
    return (0.0 if low >= 0 and high in natural else low), high


def _declared_white(tags: Mapping[int, object], highest: float) -> float:
    declared = _first(tags.get(_MAX_SAMPLE))
    if declared >= highest > 0 and declared < _WIDEST:
        return float(declared)
    depth = _first(tags.get(_BITS_PER_SAMPLE)) or 16
    return 4095.0 if tags and depth == 16 and highest <= 4095 else 2.0 ** min(depth, 16) - 1


def _first(value: object) -> int:
    """A tag's number, whether or not Pillow wraps it; 0 where there is none."""
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else 0


def _scaled(values: NDArray[np.generic], low: float, high: float) -> NDArray[np.uint8]:
    out = np.empty(values.shape, np.uint8)
    factor = 255 / (high - low) if high != low else 0.0
    for top in range(0, len(values), _ROWS):
        rows = (values[top : top + _ROWS].astype(np.float64) - low) * factor
        out[top : top + _ROWS] = np.clip(np.nan_to_num(rows) + 0.5, 0, 255)
    return out
