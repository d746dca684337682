"""Points of a picture (ORB), and a first look at whether two pictures have any in common."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

POINTS = 500
EDGE = 15  # pixels from an edge within which no points are searched for
RATIO = 0.8  # of the distances to the nearest and the second point (Lowe 2004)
REACH = 3.0  # pixels that a point may lie off
LEAST_INLIERS = 6
SAMPLE, MIRRORED = 96, 64  # points that are looked for first, and of the mirror image: it is rarer
LEAST = 3  # of these that lie where the other picture has them


@dataclass(frozen=True)
class Points:
    """Points with their ORB descriptors, in an order by chance: the first are a fair sample."""

    places: Vectors
    """(n, 2): x and y, in pixels."""
    descriptors: NDArray[np.uint8]
    """(n, 32)."""

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.places)

    def first(self, count: int) -> "Points":
        """Return some of them."""
        return Points(self.places[:count], self.descriptors[:count])


@dataclass(frozen=True)
class Laid:
    """How the points of one picture lie on another's."""

    matrix: Any = None
    """(2, 3), from the other to the one; None if they do not."""
    inliers: int = 0
    """Number of points that lie where the other has them."""


def points_of(grey: NDArray[np.uint8], cv2: Any) -> tuple[Points, Points]:
    """Find the points of a picture (h, w), and the first ones in its mirror image; 25 KB."""
    if min(grey.shape) <= 2 * EDGE:  # OpenCV fails for a side of few pixels
        return _points((), None), _points((), None)
    orb = cv2.ORB_create(nfeatures=POINTS, fastThreshold=7, edgeThreshold=EDGE)
    found, descriptors = orb.detectAndCompute(grey, None)
    if descriptors is None:
        return _points((), descriptors), _points((), descriptors)
    order = np.random.default_rng(0).permutation(len(found))
    some = [_mirrored(found[at], grey.shape[1], cv2) for at in order[:MIRRORED]]
    mirrored = orb.compute(np.ascontiguousarray(grey[:, ::-1]), some)
    return _points([found[at] for at in order], descriptors[order]), _points(*mirrored)


def _points(found: Any, descriptors: Any) -> Points:
    places = np.array([p.pt for p in found], np.float32).reshape(-1, 2)
    return Points(places, np.empty((0, 32), np.uint8) if descriptors is None else descriptors)


def _mirrored(point: Any, width: int, cv2: Any) -> Any:
    (x, y), angle = point.pt, (180 - point.angle) % 360
    return cv2.KeyPoint(width - 1 - x, y, point.size, angle, point.response, point.octave)


def laid(one: Points, other: Points, cv2: Any, least: int = LEAST_INLIERS) -> Laid:
    """Find how the other's points lie on the one's (RANSAC); fewer than `least` tell nothing."""
    if len(one) < LEAST_INLIERS or len(other) < least:
        return Laid()
    distances, nearest = cv2.batchDistance(
        other.descriptors, one.descriptors, cv2.CV_32S, normType=cv2.NORM_HAMMING, K=2
    )
    good = np.flatnonzero(distances[:, 0] < RATIO * distances[:, 1])
    if len(good) < least:
        return Laid()
    matrix, inside = cv2.estimateAffinePartial2D(
        other.places[good],
        one.places[nearest[good, 0]],
        method=cv2.RANSAC,
        ransacReprojThreshold=REACH,
        maxIters=500,
    )
    return Laid() if matrix is None else Laid(matrix, int(inside.sum()))


def shares(one: tuple[Points, Points], other: tuple[Points, Points], cv2: Any) -> tuple[bool, bool]:
    """
    Whether two pictures may have points in common, as they are, and with the other mirrored.

    Both are as `points_of` has them. Only a sample of the other's is looked for.
    """
    direct = laid(one[0], other[0].first(SAMPLE), cv2, LEAST)
    mirrored = laid(one[0], other[1], cv2, LEAST)
    return direct.inliers >= LEAST, mirrored.inliers >= LEAST
