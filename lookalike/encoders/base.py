"""The encoder interface: images in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from lookalike.types import Colour, ImageArray, Vectors

EPSILON = 1e-12  # a shorter row has no direction


class Encoder(Protocol):
    """Turns images into unit vectors. A network and a colour histogram are both one."""

    name: str
    """The part of the vector that it fills: `colour`, `texture`, `shape`, `learned`."""
    dim: int
    size: int
    """Short side, in pixels, below which an image has less detail than the encoder can use."""
    fingerprint: str
    """Changes whenever the same image would get another vector."""

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""


@runtime_checkable
class EncodesColours(Encoder, Protocol):
    """An encoder that also encodes a single colour."""

    def encode_colour(self, colour: Colour) -> Vectors:
        """Return (dim,) of length 1: the vector of an object of this colour."""


@runtime_checkable
class EncodesPlaces(Encoder, Protocol):
    """An encoder that may also return what each place of an image adds to its vector."""

    @property
    def has_local(self) -> bool:
        """Whether `encode_local` works."""

    def encode_local(self, image: ImageArray) -> Vectors:
        """Return (h, w, dim) float32, whose sum over the places is the image's vector."""


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale the rows of (n, dim) to length 1; a row of zeros becomes the first axis."""
    rows = np.array(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1)
    empty = lengths < EPSILON
    rows[empty] = 0
    rows[empty, 0] = 1
    lengths[empty] = 1
    rows /= lengths[:, None]
    return rows
