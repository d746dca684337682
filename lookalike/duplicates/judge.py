"""
Judge by their pixels whether two pictures are the same.

First one is laid onto the other as a whole, turned or mirrored where their thumbprints say so. If
they do not agree then, it is laid by its points, which finds crops, frames, and small turns; but
only if a sample of the points is found in the other picture. The probabilities come from logistic
regressions over the blocks' agreement, fitted on 260 photos of Caltech-101 with 23 changes each,
against their seven nearest other photos (`benchmarks/duplicates.py`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.duplicates.blocks import Likeness, likeness, of_places
from lookalike.duplicates.orientation import turned, words
from lookalike.duplicates.outline import Match, blurred
from lookalike.duplicates.pictures import COLOURS, Picture
from lookalike.duplicates.recoloured import Pair, are_recoloured
from lookalike.duplicates.tiers import Tier
from lookalike.types import ImageArray, Vectors

FRAME = (3.55, 12.39, 4.34), -13.22  # weights of same, close, median; and the constant
POINTS = (2.51, 11.41, 4.56, 0.99), -16.39  # the same, and of log(1 + inliers)
LEAST = 0.9  # probability from which two pictures count as one
CERTAIN = 0.98  # probability from which nothing else is tried
ASPECT = 0.03  # largest difference of the aspect ratios, as a share
COLOUR = 7.0  # mean difference of the colours, 0 to 255, up to which they are the same
BURST_S = 60.0  # seconds between two pictures of a burst
SCENE_LEAST = 0.75  # probability of a burst whose times are not known
SCENE_INLIERS = 20  # common points from which two pictures show one scene
SMALL_TURN, CUT, FRAMED = 0.7, 0.97, 0.97  # degrees; shares of a picture


@dataclass(frozen=True)
class Verdict:
    """The relation of two pictures."""

    tier: Tier | None
    """None if they are different pictures, or could not be compared."""
    probability: float
    why: str = ""


NOTHING = Verdict(None, 0.0)
OTHERS = Verdict(None, 0.0, "the same shapes in other colours")


def judge(
    one: Picture,
    other: Picture,
    orientation: int,
    is_mirrored: bool,
    shared: tuple[bool, bool] | None = None,
) -> Verdict:
    """
    Compare two pictures.

    `orientation` is how the other is turned to lie on the one, by `duplicates.near`; `is_mirrored`
    is whether its mirror image is tried by points as well. If it is known by `shares` that points
    are in common, only these are compared.
    """
    whole, frame = (0.0, Likeness()) if shared else _as_whole(one, other, orientation)
    found = _of_frame(one, other, orientation, frame, whole)
    if whole >= CERTAIN or found is OTHERS or not one.outline.has_points:
        return found
    direct, flipped = shared or one.outline.shares(other.outline)
    match, mirror = Match(), flipped and is_mirrored
    if direct:
        match = one.outline.match(other.outline)
    if mirror:
        second = one.outline.match(other.outline.mirrored)
        if mirror := second.inliers > match.inliers:
            match = second
    by_points = _logistic(POINTS, match.likeness, np.log1p(match.inliers))
    if by_points > whole:
        found = _of_match(one, other, match, mirror, by_points)
    if found is NOTHING and match.inliers >= SCENE_INLIERS:
        share = f"{match.inliers} points in common"
        return Verdict("burst", min(0.5 + match.inliers / 200, 0.95), f"the same scene: {share}")
    return found


def with_time(found: Verdict, apart_s: float) -> Verdict:
    """
    Correct a verdict by the seconds between the two captures; NaN if a file does not give a time.

    Two captures are never the same picture; they are a burst only if they are moments apart.
    Without times, pictures of one scene must have more points in common.
    """
    if np.isnan(apart_s):
        is_weak = found.tier == "burst" and found.probability < SCENE_LEAST
        return NOTHING if is_weak else found
    if found.tier == "burst" or (found.tier == "edited" and apart_s > 0):
        if apart_s > BURST_S:
            return NOTHING
        return Verdict("burst", max(found.probability, LEAST), f"{apart_s:.0f} s apart")
    return found


def _as_whole(one: Picture, other: Picture, orientation: int) -> tuple[float, Likeness]:
    """
    Compare them as they are, without feature points; the probability is 0 if their aspect ratios
    differ.
    """
    grey = one.outline.grey
    laid = turned(other.outline.grey, orientation)
    (h, w), (h2, w2) = grey.shape, laid.shape
    if abs(h * w2 / (w * h2) - 1) > ASPECT:
        return 0.0, Likeness()
    if laid.shape == grey.shape:
        soft = turned(other.outline.soft, orientation)
    else:
        soft = blurred(_resized(laid, w, h))
    found = likeness(one.outline.soft.astype(np.float32), soft.astype(np.float32))
    return _logistic(FRAME, found), found


def _resized(grey: NDArray[np.uint8], w: int, h: int) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(grey).resize((w, h), Image.Resampling.BILINEAR))


def _of_frame(
    one: Picture, other: Picture, orientation: int, found: Likeness, probability: float
) -> Verdict:
    if probability < LEAST:
        return NOTHING
    laid = turned(other.colours, orientation)
    if _are_recoloured(one, laid, np.ones(laid.shape[:2], np.bool_), found):
        return OTHERS
    changes = [words(orientation)] if orientation else []
    difference = np.abs(one.colours.astype(np.float32) - laid).mean()
    if found.close < 0.97 and found.median > 0.97:
        changes.append("covered in places")
    elif difference > COLOUR:
        changes.append("other colours")
    if changes:
        return Verdict("edited", probability, ", ".join(changes))
    return Verdict("reencoded", probability, "the same picture, saved again")


def _of_match(
    one: Picture, other: Picture, match: Match, is_mirrored: bool, probability: float
) -> Verdict:
    if probability < LEAST:
        return NOTHING
    outline, colours = other.outline, other.colours
    if is_mirrored:
        outline, colours = outline.mirrored, colours[:, ::-1]
    laid, seen = one.outline.lay_colours(outline, colours, match.matrix)
    if _are_recoloured(one, laid, seen, match.likeness):
        return OTHERS
    changes = ["mirrored"] if is_mirrored else []
    if abs(match.degrees) > SMALL_TURN:
        changes.append(f"turned by {abs(match.degrees):.0f} degrees")
    if match.covers < CUT or match.is_covered < FRAMED:
        changes.append("cropped or framed")
    if match.likeness.same < 0.9:
        changes.append("covered in places")
    return Verdict("edited", probability, ", ".join(changes) or "slightly moved")


def _are_recoloured(
    one: Picture, laid: ImageArray, seen: NDArray[np.bool_], found: Likeness
) -> bool:
    """Whether colours (32, 32, 3) that are laid onto a picture are of other things."""
    if found.agreeing is None:
        return False
    agreeing = of_places(found.agreeing, one.outline.grey.shape, COLOURS) & seen
    return are_recoloured(Pair(one.colours, laid, seen, agreeing))


def _logistic(fitted: tuple[tuple[float, ...], float], found: Likeness, *more: float) -> float:
    if not found.compared:
        return 0.0
    factors, constant = fitted
    values: Vectors = np.array([found.same, found.close, found.median, *more], np.float32)
    return float(1 / (1 + np.exp(-(values @ np.array(factors, np.float32) + constant))))
