"""How much each pixel belongs to the thing pictured and not to its backdrop.

The backdrop is what can be reached from the picture's border without crossing an edge: the
geodesic distance of Wei et al., "Geodesic Saliency Using Background Priors" (2012), on pixels
instead of superpixels. Knows nothing of what the thing is.
"""

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.colour_space import Colours

Plane = NDArray[np.float32]
"""(n, side, side)"""

FREE_STEP = 0.02  # a smaller step between neighbours costs nothing: gradients and noise
FAR = 0.15  # at this distance from the border a pixel is mostly foreground
SWEEPS = 4
FLOOR = 0.02  # what a sure backdrop still weighs: a picture of nothing else has a colour too


def foreground(lab: Colours) -> Plane:
    """(n, side, side, 3) OKLab to weights that sum to 1 in each picture."""
    distance = border_distance(lab)
    weights: Plane = (1 - np.exp(-((distance / FAR) ** 2)) + FLOOR) * centre_prior(lab.shape[1])
    weights /= weights.sum(axis=(1, 2), keepdims=True)
    return weights


def centre_prior(side: int, spread: float = 0.35) -> Plane:
    """(1, side, side): a Gaussian about the middle; `spread` in sides."""
    offset = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
    along = np.exp(-(offset**2) / (2 * spread**2))
    return (along[:, None] * along)[None]


def border_distance(lab: Colours) -> Plane:
    """Length in colour of the cheapest path from the border, with four neighbours a pixel."""
    distance = np.full(lab.shape[:3], np.inf, np.float32)
    distance[:, [0, -1]] = 0
    distance[:, :, [0, -1]] = 0
    down, across = _steps(lab, axis=1), _steps(lab, axis=2)
    for _ in range(SWEEPS):
        distance = _sweep(_sweep(distance, down, axis=1), across, axis=2)
    return distance


def _steps(lab: Colours, axis: int) -> Plane:
    """What it costs to arrive at each pixel from the one before it, summed along the axis."""
    step = np.linalg.norm(np.diff(lab, axis=axis, prepend=np.take(lab, [0], axis)), axis=3)
    return np.cumsum(np.maximum(step - FREE_STEP, 0), axis=axis)


def _sweep(distance: Plane, travelled: Plane, axis: int) -> Plane:
    """Shortest of staying, or coming along the axis from either side."""
    forward = np.minimum.accumulate(distance - travelled, axis=axis) + travelled
    back = np.flip(np.minimum.accumulate(np.flip(distance + travelled, axis), axis=axis), axis)
    return np.minimum(forward, back - travelled)
