"""Texture encoder: surface grain at several scales; ignores colour and mostly position."""

from collections.abc import Sequence

from lookalike.encoders.classical.hog import grey
from lookalike.encoders.classical.lbp import pattern_histograms
from lookalike.encoders.classical.whitening import load_whitening
from lookalike.encoders.resize import Squares, describe_squares
from lookalike.types import ImageArray, Vectors

SCALES = (1.0, 0.7, 0.5)  # weights: coarse histograms have fewer pixels, so more noise


class TextureEncoder:
    """Uniform local binary patterns at three scales, half-whitened."""

    name = "texture"
    size = 96
    fingerprint = "texture-1"

    def __init__(self) -> None:
        self._whitening = load_whitening("texture")
        self.dim = self._whitening.dim

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self.dim} values>"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""
        return describe_squares(images, self.size, self.dim, self._describe)

    def _describe(self, batch: Squares) -> Vectors:
        return self._whitening.apply(patterns_of(batch))


def patterns_of(batch: Squares) -> Vectors:
    """(n, side, side, 3) to raw (n, features)."""
    return pattern_histograms(grey(batch), SCALES)
