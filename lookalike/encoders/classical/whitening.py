"""Half-whitened principal components, learned without labels (Jégou & Chum, 2012).

Full whitening divides each component by its standard deviation, which also raises the noise of
the small ones; half whitening divides by the square root of that.
"""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Whitening:
    """`apply` is (rows - mean) @ projection."""

    mean: Floats
    """(features,)"""
    projection: Floats
    """(features, dim), the strongest component first."""

    @property
    def dim(self) -> int:
        """Components kept."""
        return int(self.projection.shape[1])

    def apply(self, rows: Vectors) -> Vectors:
        """Project (n, features) to (n, dim), not of unit length."""
        return ((rows - self.mean) @ self.projection).astype(np.float32)


def learn_whitening(rows: Vectors, dim: int, power: float = 0.5) -> Whitening:
    """Learn principal components, divided by standard deviation ** `power`: 1 whitens fully."""
    mean = rows.mean(axis=0, dtype=np.float64)
    variances, axes = np.linalg.eigh(np.cov(rows.astype(np.float64), rowvar=False))
    strongest = np.argsort(variances)[::-1][:dim]
    floor = 1e-9 * variances.max()
    scales = np.maximum(variances[strongest], floor) ** (-power / 2)
    projection = _pointing_up(axes[:, strongest]) * scales
    return Whitening(mean.astype(np.float32), projection.astype(np.float32))


def _pointing_up(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fix the sign of each column, which the solver leaves open: its largest entry is positive."""
    largest = np.abs(axes).argmax(axis=0)
    turned: NDArray[np.float64] = axes * np.sign(axes[largest, np.arange(axes.shape[1])])
    return turned


def load_whitening(name: str) -> Whitening:
    """Load the constants shipped as `constants/{name}.npz`."""
    source = files("lookalike.encoders") / "constants" / f"{name}.npz"
    with source.open("rb") as file, np.load(file) as arrays:
        return Whitening(arrays["mean"].astype(np.float32), arrays["projection"].astype(np.float32))


def save_whitening(whitening: Whitening, path: Path) -> None:
    """Write float16 arrays: half the size, with an error below a thousandth."""
    half = np.float16
    np.savez_compressed(
        path, mean=whitening.mean.astype(half), projection=whitening.projection.astype(half)
    )
