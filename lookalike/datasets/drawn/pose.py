"""The position, size and rotation of an object in its picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lookalike.datasets.drawn.outline import Points

FILL = (0.74, 0.88)  # the longer side of an object, in pictures
FLOOR = (0.8, 0.88)  # where the foot of a standing thing is, from the top
HEADROOM = 0.05
SWAY = 0.03  # how far from the middle, in pictures


@dataclass(frozen=True)
class Pose:
    """From the object's frame to a picture of width and height 1."""

    degrees: float = 0.0
    scale: float = 0.9
    mirror: bool = False
    x: float = 0.5
    y: float = 0.5

    def matrix(self) -> NDArray[np.float64]:
        """(2, 2) turn, mirror and scale."""
        c, s = cos(radians(self.degrees)), sin(radians(self.degrees))
        flip = np.diag([-1.0 if self.mirror else 1.0, 1.0])
        return self.scale * np.array([[c, -s], [s, c]]) @ flip

    def to_pixels(self, points: Points, size: int) -> Points:
        """Points of the frame as pixels of a picture of `size`."""
        placed: Points = (points @ self.matrix().T + (self.x, self.y)) * size
        return placed


def choose_pose(extremes: Sequence[Points], chance: Generator, *, stands: bool) -> Pose:
    """Upright with its foot on the floor where it stands; else turned a little, near the middle."""
    degrees = 0.0 if stands else float(np.clip(chance.normal(0, 7), -20, 20))
    mirror, fill = bool(chance.random() < 0.5), float(chance.uniform(*FILL))
    turned = np.concatenate(extremes) @ Pose(degrees, 1.0, mirror).matrix().T
    low, high = turned.min(axis=0), turned.max(axis=0)
    scale = fill / float(max(high - low))
    middle = (low + high) / 2 * scale
    x = 0.5 - middle[0] + chance.uniform(-SWAY, SWAY)
    y = 0.5 - middle[1] + chance.uniform(-SWAY, SWAY)
    if stands:
        tallest = HEADROOM + float(high[1] - low[1]) * scale
        y = max(float(chance.uniform(*FLOOR)), tallest) - high[1] * scale
    return Pose(degrees, scale, mirror, float(x), float(y))
