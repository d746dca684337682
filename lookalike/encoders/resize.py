"""Resize images for the classical encoders."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.encoders.base import unit_rows
from lookalike.errors import EncoderError
from lookalike.types import ImageArray, Vectors

CHUNK = 32  # images described at once: limits memory, and their arrays fit the CPU cache
FILTER = Image.Resampling.BILINEAR  # averages over the source area when it shrinks

Squares = NDArray[np.uint8]
"""(n, side, side, 3) sRGB."""


def squares(images: Sequence[ImageArray], side: int) -> Squares:
    """Squash every image to (side, side); the aspect ratio is lost, nothing is cut."""
    batch = np.empty((len(images), side, side, 3), np.uint8)
    for row, image in zip(batch, images, strict=True):
        row[:] = np.asarray(Image.fromarray(checked(image)).resize((side, side), FILTER))
    return batch


def checked(image: ImageArray) -> ImageArray:
    """Return the image, contiguous; EncoderError unless it is (h, w, 3) uint8."""
    if not isinstance(image, np.ndarray):
        raise EncoderError(f"an image must be an array of (h, w, 3) uint8, not {type(image)}")
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
        raise EncoderError(f"an image must be (h, w, 3) uint8, not {image.shape} {image.dtype}")
    return np.ascontiguousarray(image)


def describe_squares(
    images: Sequence[ImageArray], side: int, dim: int, describe: Callable[[Squares], Vectors]
) -> Vectors:
    """Return (n, dim) unit rows of `describe`, called with at most CHUNK squashed images."""
    vectors = np.empty((len(images), dim), np.float32)
    for start in range(0, len(images), CHUNK):
        chunk = slice(start, start + CHUNK)
        vectors[chunk] = unit_rows(describe(squares(images[chunk], side)))
    return vectors
