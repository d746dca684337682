"""
Convert NumPy arrays, and objects that convert to them, to pixels.

PyTorch tensors are recognised by their methods; PyTorch is not imported.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.errors import QueryError
from lookalike.images.pixels.pillow import image_pixels
from lookalike.types import ImageArray

_CHANNELS = (1, 3, 4)  # grey, RGB, RGBA
_ROUNDING = 1e-3  # by which floats may exceed 0 to 1, as after a resize
_WHITE = {np.dtype(np.bool_): 1, np.dtype(np.uint8): 255, np.dtype(np.uint16): 65535}
_SHAPES = (
    "(height, width), (height, width, channels) or (channels, height, width), of 1, 3 or 4 channels"
)


def is_tensor(given: object) -> bool:
    """Whether it has the methods of a PyTorch tensor."""
    return hasattr(given, "detach") and hasattr(given, "cpu")


def array_pixels(given: Any) -> ImageArray:
    """
    Convert any array to (height, width, 3) uint8 sRGB; QueryError if it is not a picture.

    One channel is grey, three are RGB, and a fourth is opacity. If both the first and the last axis
    could be the channels, they are the first of a tensor and the last of any other array.
    uint8 is 0 to 255, uint16 0 to 65535, bool black and white, and floats are 0 to 1.
    """
    array = _on_host(given) if is_tensor(given) else np.asarray(given)
    pixels = _bytes(_channels_last(array, is_tensor(given)))
    if pixels.shape[2] == 3:
        return pixels
    return image_pixels(Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels))


def _on_host(tensor: Any) -> NDArray[Any]:
    """NumPy has no bfloat16."""
    held = tensor.detach().cpu()
    return np.asarray(held.float() if "bfloat16" in str(held.dtype) else held)


def _channels_last(array: NDArray[Any], first: bool) -> NDArray[Any]:
    """Return (h, w, 1, 3 or 4); `first` prefers the first axis as channels over the last."""
    if array.ndim == 2 and array.size:
        return array[:, :, None]
    if array.ndim != 3 or not array.size:
        more = "; pass a batch as a list of its pictures" if array.ndim == 4 else ""
        raise QueryError(f"pixels must be {_SHAPES}, not {array.shape} {array.dtype}{more}")
    could_be = array.shape[0] in _CHANNELS, array.shape[2] in _CHANNELS
    if not any(could_be):
        raise QueryError(f"pixels must be {_SHAPES}, not {array.shape} {array.dtype}")
    return np.moveaxis(array, 0, -1) if could_be[0] and (first or not could_be[1]) else array


def _bytes(array: NDArray[Any]) -> ImageArray:
    """Convert to uint8."""
    if array.dtype == np.uint8:
        return array
    if array.dtype in _WHITE:
        return _scaled(array / np.float32(_WHITE[array.dtype]))
    if array.dtype.kind != "f":
        raise QueryError(
            f"pixels must be uint8, uint16, bool, or floats from 0 to 1, not {array.dtype}; "
            "convert 0 to 255 with .astype(np.uint8)"
        )
    low, high = float(array.min()), float(array.max())
    if not -_ROUNDING <= low <= high <= 1 + _ROUNDING:  # nor where any is NaN
        raise QueryError(
            f"float pixels must be from 0 to 1, not {low:.4g} to {high:.4g}; "
            "undo their normalisation, or divide 0 to 255 by 255"
        )
    return _scaled(array.astype(np.float32))


def _scaled(values: NDArray[np.floating[Any]]) -> ImageArray:
    """0 to 1 as 0 to 255, rounded."""
    rounded: ImageArray = np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)
    return rounded
