"""Align one picture with another by feature points (ORB, RANSAC), with OpenCV."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from lookalike.duplicates.blocks import Grey, Likeness, likeness
from lookalike.types import ImageArray, Vectors

LONG_SIDE = 320  # pixels of the long side of pictures that are compared
POINTS = 500
EDGE = 15  # pixels from an edge within which no points are searched for
RATIO = 0.8  # ratio of the distances to the nearest and the second nearest point (Lowe, 2004)
REACH = 3.0  # pixels that a point may be off
LEAST_INLIERS = 6
SCALES = 0.2, 5.0  # of one picture in the other
NOTHING = Likeness()
BLUR = 1.5  # pixels: blocks then agree if the pictures are half a pixel off


@dataclass(frozen=True)
class Match:
    """How one picture is placed on another."""

    likeness: Likeness = NOTHING
    inliers: int = 0
    """Number of points that agree."""
    scale: float = 1.0
    degrees: float = 0.0
    covers: float = 0.0
    """Share of the one picture that the other covers, 0 to 1."""
    is_covered: float = 0.0
    """Share of the other picture that lies within the one, 0 to 1."""


class Outline:
    """A picture's grey pixels, and its feature points, which are computed on demand."""

    def __init__(self, grey: NDArray[np.uint8], cv2: Any) -> None:
        """`cv2` is OpenCV's module; without it, None, there are no points."""
        self.grey = grey
        self._cv2 = cv2

    @property
    def has_points(self) -> bool:
        """Whether points can be computed: OpenCV is installed."""
        return self._cv2 is not None

    @property
    def soft(self) -> Grey:
        """The slightly blurred pixels."""
        return blurred(self.grey)

    @cached_property
    def points(self) -> tuple[Vectors, Any]:
        """
        Positions (n, 2) of points, and their ORB descriptors (n, 32); None if there are no points.
        """
        if min(self.grey.shape) <= 2 * EDGE:  # OpenCV fails for a side of few pixels
            return np.empty((0, 2), np.float32), None
        orb = self._cv2.ORB_create(nfeatures=POINTS, fastThreshold=7, edgeThreshold=EDGE)
        found, descriptors = orb.detectAndCompute(self.grey, None)
        return np.array([p.pt for p in found], np.float32).reshape(-1, 2), descriptors

    @cached_property
    def mirrored(self) -> "Outline":
        """The same picture, flipped left to right."""
        return Outline(np.ascontiguousarray(self.grey[:, ::-1]), self._cv2)

    def match(self, other: "Outline") -> Match:
        """Place the other picture on this one."""
        cv2 = self._cv2
        (here, mine), (there, theirs) = self.points, other.points
        if mine is None or theirs is None or min(len(mine), len(theirs)) < LEAST_INLIERS:
            return Match()
        pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(theirs, mine, k=2)
        good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < RATIO * p[1].distance]
        if len(good) < LEAST_INLIERS:
            return Match()
        matrix, inside = cv2.estimateAffinePartial2D(
            there[[m.queryIdx for m in good]],
            here[[m.trainIdx for m in good]],
            method=cv2.RANSAC,
            ransacReprojThreshold=REACH,
            maxIters=500,
        )
        inliers = 0 if matrix is None else int(inside.sum())
        if inliers < LEAST_INLIERS:
            return Match(inliers=inliers)
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        if not SCALES[0] < scale < SCALES[1]:
            return Match(inliers=inliers)
        degrees = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
        return self._laid(other, matrix, inliers, scale, degrees)

    def _laid(
        self, other: "Outline", matrix: Any, inliers: int, scale: float, degrees: float
    ) -> Match:
        cv2, (height, width) = self._cv2, self.grey.shape
        kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        laid = cv2.warpAffine(other.grey, matrix, (width, height), flags=kind)
        full = np.full(other.grey.shape, 255, np.uint8)
        covered = cv2.warpAffine(full, matrix, (width, height)) > 250
        soft = cv2.GaussianBlur(laid, (0, 0), BLUR).astype(np.float32)
        area = float(covered.sum())
        return Match(
            likeness(self.soft, soft, covered),
            inliers,
            scale,
            degrees,
            area / self.grey.size,
            min(area / max(other.grey.size * scale**2, 1.0), 1.0),
        )


def grey_of(image: ImageArray) -> NDArray[np.uint8]:
    """Convert (h, w, 3) to (h, w) grey, with a long side of 320 pixels."""
    picture = Image.fromarray(image).convert("L")
    scale = LONG_SIDE / max(picture.size)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    kind = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(picture.resize(size, kind))


def blurred(grey: NDArray[np.uint8]) -> Grey:
    """Blur the pixels as `match` needs them."""
    return np.asarray(Image.fromarray(grey).filter(ImageFilter.GaussianBlur(BLUR)), np.float32)
