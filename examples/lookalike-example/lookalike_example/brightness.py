"""Where in the picture it is bright: a coarse map of lightness."""

from collections.abc import Sequence

from lookalike.encoders.resize import Squares, describe_squares
from lookalike.types import ImageArray, Vectors

SIDE = 8


class BrightnessMap:
    """Lightness on a coarse grid; knows nothing of colour."""

    name = "brightness"
    dim = SIDE * SIDE
    size = SIDE
    fingerprint = "brightness-1"  # raise it whenever the same image would get another vector

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""
        return describe_squares(images, SIDE, self.dim, self._describe)

    def _describe(self, batch: Squares) -> Vectors:
        grey = batch.mean(axis=-1, dtype="float32") + 1
        return grey.reshape(len(batch), -1)
