"""Align one picture with another by feature points (ORB, RANSAC), with OpenCV."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from lookalike.duplicates.blocks import Likeness, likeness
from lookalike.duplicates.points import LEAST_INLIERS, Points, laid, points_of, shares
from lookalike.types import ImageArray

LONG_SIDE = 320  # pixels of the pictures that are compared
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
    matrix: Any = None
    """(2, 3): where the other's pixels lie on the one; None if that is unknown."""


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

    @cached_property
    def soft(self) -> NDArray[np.uint8]:
        """The slightly blurred pixels."""
        return blurred(self.grey)

    @cached_property
    def points(self) -> tuple[Points, Points]:
        """Its points, and some of its mirror image's."""
        return points_of(self.grey, self._cv2)

    def shares(self, other: "Outline") -> tuple[bool, bool]:
        """Whether points may be in common, as they are and with the other mirrored."""
        return shares(self.points, other.points, self._cv2)

    @cached_property
    def mirrored(self) -> "Outline":
        """The same picture, flipped left to right."""
        return Outline(np.ascontiguousarray(self.grey[:, ::-1]), self._cv2)

    def match(self, other: "Outline") -> Match:
        """Lay the other picture onto this one."""
        found = laid(self.points[0], other.points[0], self._cv2)
        matrix, inliers = found.matrix, found.inliers
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
        moved = cv2.warpAffine(other.grey, matrix, (width, height), flags=kind)
        full = np.full(other.grey.shape, 255, np.uint8)
        covered = cv2.warpAffine(full, matrix, (width, height)) > 250
        soft = cv2.GaussianBlur(moved, (0, 0), BLUR).astype(np.float32)
        area = float(covered.sum())
        return Match(
            likeness(self.soft.astype(np.float32), soft, covered),
            inliers,
            scale,
            degrees,
            area / self.grey.size,
            min(area / max(other.grey.size * scale**2, 1.0), 1.0),
            matrix,
        )

    def lay_colours(
        self, other: "Outline", colours: ImageArray, matrix: Any
    ) -> tuple[ImageArray, NDArray[np.bool_]]:
        """
        Lay the other's colours (n, n, 3) onto this picture by a match's matrix.

        Returns (n, n, 3), and (n, n): where the other has pixels.
        """
        cv2, side = self._cv2, len(colours)
        (h, w), (h2, w2) = self.grey.shape, other.grey.shape
        whole = np.vstack([matrix, [0, 0, 1]])
        scaled = np.diag([side / w, side / h, 1]) @ whole @ np.diag([w2 / side, h2 / side, 1])
        laid = cv2.warpAffine(np.ascontiguousarray(colours), scaled[:2], (side, side))
        full = np.full((side, side), 255, np.uint8)
        return laid, cv2.warpAffine(full, scaled[:2], (side, side)) > 250


def grey_of(image: ImageArray) -> NDArray[np.uint8]:
    """Convert (h, w, 3) to (h, w) grey, with a long side of 320 pixels."""
    picture = Image.fromarray(image).convert("L")
    scale = LONG_SIDE / max(picture.size)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    kind = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(picture.resize(size, kind))


def blurred(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the pixels as `match` compares them."""
    return np.asarray(Image.fromarray(grey).filter(ImageFilter.GaussianBlur(BLUR)))
