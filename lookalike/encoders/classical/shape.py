"""Shape encoder: position and direction of edges; ignores colour."""

from collections.abc import Sequence

from lookalike.encoders.classical.hog import oriented_gradients
from lookalike.encoders.classical.whitening import load_whitening
from lookalike.encoders.resize import Squares, describe_squares
from lookalike.types import ImageArray, Vectors


class ShapeEncoder:
    """Oriented gradients over 8 x 8 cells, half-whitened."""

    name = "shape"
    size = 64
    fingerprint = "shape-1"

    def __init__(self) -> None:
        self._whitening = load_whitening("shape")
        self.dim = self._whitening.dim

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self.dim} values>"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""
        return describe_squares(images, self.size, self.dim, self._describe)

    def _describe(self, batch: Squares) -> Vectors:
        return self._whitening.apply(oriented_gradients(batch))
