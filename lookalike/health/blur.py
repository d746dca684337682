"""Measure how blurred a picture is (Crete, Dolmiere, Ladret & Nicolas, 2007)."""

import numpy as np
from numpy.typing import NDArray

WIDTH = 11  # pixels of the moving average that blurs the picture again


def blur(grey: NDArray[np.uint8]) -> float:
    """
    Return 0 for a sharp picture (h, w) to 1 for one without any detail.

    The picture is blurred again: a picture that was already blurred changes little. The result is
    the larger of the values along rows and columns. Equals `skimage.measure.blur_effect`, which
    also cuts off a margin.
    """
    plane = grey.astype(np.float64)
    return max(_along_rows(plane), _along_rows(plane.T))


def _along_rows(plane: NDArray[np.float64]) -> float:
    if plane.shape[1] < 2:
        return 1.0
    half = WIDTH // 2
    sums = np.cumsum(np.pad(plane, ((0, 0), (half + 1, half)), mode="edge"), axis=1)
    again = (sums[:, WIDTH:] - sums[:, :-WIDTH]) / WIDTH
    steps, left = np.abs(np.diff(plane, axis=1)), np.abs(np.diff(again, axis=1))
    total = float(steps.sum())
    lost = float(np.maximum(steps - left, 0).sum())
    return 1 - lost / total if total else 1.0
