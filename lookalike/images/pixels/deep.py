"""Convert grey images of more than 8 bits to 8 bits, keeping their whole range."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Tags = Mapping[int, object]

_BITS_PER_SAMPLE, _PHOTOMETRIC, _MAX_SAMPLE, _SAMPLE_FORMAT = 258, 262, 281, 339  # TIFF tags
_WHITE_IS_ZERO = 0
_UNSIGNED, _SIGNED = (32, 1), (8, 2)  # bits and format that Pillow's mode does not tell
_WIDEST = 65535  # declared as white, this says no more than that there are 16 bits
_USED_OF_16 = (255.0, 4095.0)  # in a TIFF of 16 bits: those of 8 and of 12
_FLOAT_WHITES = (1.0, 255.0, 65535.0)
_INTEGER_WHITES = (255.0, 32767.0, 65535.0)
_SIGNED_BYTE_WHITES = (127.0,)
_UNSIGNED_WHITES = (4294967295.0,)
_HALF = 2147483647.0  # 32 bits that go beyond are meant to be used in full
_BAND = 500_000  # pixels scaled at a time, so that float copies stay small


def eight_bits(image: Image.Image) -> Image.Image:
    """I;16, I or F to L (LA where one value stands for transparent); 8 bits as they are.

    The range that becomes 0..255: for 16 bits what the file declares; in a TIFF that declares
    nothing, with or without a sign, 8 or 12 bits where its values go no further; for other integers
    and floats the smallest usual range that holds the values, else lowest to highest, as where
    values are negative.
    """
    tags: Tags = getattr(image, "tag_v2", {})
    values = _values(image, tags)
    if values is None:
        return image
    low, high = _range(values, image.mode, tags)
    if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        low, high = high, low
    grey = Image.fromarray(_scaled(values, low, high))
    clear = image.info.get("transparency")
    if not isinstance(clear, int):
        return grey
    return Image.merge("LA", (grey, Image.fromarray((values != clear).astype(np.uint8) * 255)))


def _values(image: Image.Image, tags: Tags) -> NDArray[np.generic] | None:
    """As the file has them: Pillow's modes have a sign for 32 bits and none for 8."""
    layout = _first(tags.get(_BITS_PER_SAMPLE)), _first(tags.get(_SAMPLE_FORMAT)) or 1
    if image.mode == "L" and layout == _SIGNED:
        return np.asarray(image).view(np.int8)
    if image.mode == "I" and layout == _UNSIGNED:
        return np.asarray(image).view(np.uint32)
    return np.asarray(image) if image.mode.startswith(("I", "F")) else None


def _range(values: NDArray[np.generic], mode: str, tags: Tags) -> tuple[float, float]:
    """The values that become 0 and 255."""
    finite = values[np.isfinite(values)] if mode == "F" else values
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if mode.startswith("I;16"):
        return 0.0, _white_of_16_bits(tags, high, 65535.0)
    if mode == "I" and low >= 0 and _first(tags.get(_BITS_PER_SAMPLE)) == 16:  # with a sign
        return 0.0, _white_of_16_bits(tags, high, 32767.0)
    natural = _usual_whites(mode, high)
    if low >= 0:
        high = next((top for top in natural if high <= top), high)
    return (0.0 if low >= 0 and high in natural else low), high


def _usual_whites(mode: str, highest: float) -> tuple[float, ...]:
    if mode == "F":
        return _FLOAT_WHITES
    if mode == "L":
        return _SIGNED_BYTE_WHITES
    return _INTEGER_WHITES if highest <= _HALF else _UNSIGNED_WHITES


def _white_of_16_bits(tags: Tags, highest: float, most: float) -> float:
    """The value that is white, of values from 0 on that may be `most`."""
    declared = _first(tags.get(_MAX_SAMPLE))
    if declared >= highest > 0 and declared < _WIDEST:
        return float(declared)
    depth = _first(tags.get(_BITS_PER_SAMPLE)) or 16
    if depth < 16:
        return 2.0**depth - 1
    return next((top for top in _USED_OF_16 if highest <= top), most) if tags else most


def _first(value: object) -> int:
    """A tag's number, whether or not Pillow wraps it; 0 where there is none."""
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else 0


def _scaled(values: NDArray[np.generic], low: float, high: float) -> NDArray[np.uint8]:
    out = np.empty(values.shape, np.uint8)
    factor = 255 / (high - low) if high != low else 0.0
    step = max(1, _BAND // values.shape[1])
    for top in range(0, len(values), step):
        with np.errstate(all="ignore"):  # NumPy warns of some NaNs
            rows = (values[top : top + step].astype(np.float64) - low) * factor
        out[top : top + step] = np.clip(np.nan_to_num(rows) + 0.5, 0, 255)
    return out
