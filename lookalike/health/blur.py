"""How blurred a picture is (Crete, Dolmiere, Ladret & Nicolas, 2007)."""

import numpy as np
from numpy.typing import NDArray

WIDTH = 11  # pixels of the moving mean with which the picture is blurred again


def blur(grey: NDArray[np.uint8]) -> float:
    """
    Return 0 for a sharp picture (h, w) to 1 for one without any detail.

    It is blurred once more: what was blurred before changes little. The larger of the values
    along rows and columns counts. Equals `skimage.measure.blur_effect`, which cuts a margin off.
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
