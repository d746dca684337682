"""Resize images for the encoders; those of one layout share Pillow's copy of each image."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

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

_PICTURES: ContextVar[dict[int, Image.Image] | None] = ContextVar("_PICTURES", default=None)


def squares(images: Sequence[ImageArray], side: int) -> Squares:
    """Squash every image to (side, side); the aspect ratio is lost, nothing is cut."""
    batch = np.empty((len(images), side, side, 3), np.uint8)
    for row, image in zip(batch, images, strict=True):
        row[:] = np.asarray(picture(image).resize((side, side), FILTER))
    return batch


@contextmanager
def shared_pictures() -> Iterator[None]:
    """Convert each array only once within the block, during which nobody changes or frees them."""
    before = _PICTURES.set({})
    try:
        yield
    finally:
        _PICTURES.reset(before)


def picture(image: ImageArray) -> Image.Image:
    """Return the array as Pillow's image, which is not to be changed; EncoderError as `checked`."""
    known = _PICTURES.get()
    if known is None:
        return Image.fromarray(checked(image))
    if id(image) not in known:
        known[id(image)] = Image.fromarray(checked(image))
    return known[id(image)]


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
