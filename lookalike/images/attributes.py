"""Attributes computed from pixels: main colours and brightness."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lookalike.images.colour_names import NAMES, cells, lightness_table, name_table
from lookalike.types import AttributeValue, ImageArray

SIDE = 40  # sampled pixels of the longer side, evenly spaced and not averaged:
# a mean of red and white stripes would be pink
MAX_COLOURS = 3
MIN_SHARE = 0.15  # of the weighted foreground, for a colour to be named
_PLAIN_SHARE = 0.6  # of the border with one colour, for a plain background
_TOLERANCE = 24  # levels of 255 by which a plain background varies, in each channel
_MIN_FOREGROUND = 0.05  # of the picture; with less, the foreground is not separable
_SPREAD = 0.3  # of the middle's weight, in sides: objects are mostly in the middle


def describe(pixels: ImageArray) -> dict[str, AttributeValue]:
    """Return `colours`, up to 3 names by share, without background; `brightness`, 0 to 1."""
    small = pixels.take(_spread_over(pixels.shape[0]), 0).take(_spread_over(pixels.shape[1]), 1)
    places = cells(small)
    colours = _main_colours(name_table()[places], _foreground(small))
    return {"colours": colours, "brightness": round(float(lightness_table()[places].mean()), 3)}


@lru_cache(64)
def _spread_over(length: int) -> NDArray[np.intp]:
    count = min(length, SIDE)
    return (np.arange(count) * 2 + 1) * length // (2 * count)


def _main_colours(names: NDArray[np.uint8], weights: NDArray[np.float64]) -> list[str]:
    shares = np.bincount(names.ravel(), weights.ravel(), minlength=len(NAMES)) / weights.sum()
    order = np.argsort(-shares, kind="stable")[:MAX_COLOURS]
    return [NAMES[at] for at in order if shares[at] >= MIN_SHARE or at == order[0]]


def _foreground(small: ImageArray) -> NDArray[np.float64]:
    """Return (h, w) weights: highest in the middle, 0 on a plain background."""
    middle = _middle(small.shape[0], small.shape[1])
    backdrop = _backdrop(small)
    if backdrop is None or 1 - backdrop.mean() < _MIN_FOREGROUND:
        return middle
    return middle * ~backdrop


@lru_cache(64)
def _middle(height: int, width: int) -> NDArray[np.float64]:
    down, across = ((np.arange(side) + 0.5) / side - 0.5 for side in (height, width))
    far = down[:, None] ** 2 + across**2
    weights: NDArray[np.float64] = np.exp(-far / (2 * _SPREAD**2))
    return weights


def _backdrop(small: ImageArray) -> NDArray[np.bool_] | None:
    """Return (h, w), True if a straight line from the border has only the border's colour."""
    doubled = small.astype(np.int16) * 2  # so that the mean of two middle values is whole
    border = np.concatenate([doubled[0], doubled[-1], doubled[:, 0], doubled[:, -1]])
    colour = np.median(border, axis=0).astype(np.int16)
    if _alike(border, colour).mean() < _PLAIN_SHARE:
        return None
    alike = _alike(doubled, colour)
    reached: NDArray[np.bool_] = np.zeros_like(alike)
    for step in (1, -1):
        reached |= np.logical_and.accumulate(alike[::step], axis=0)[::step]
        reached |= np.logical_and.accumulate(alike[:, ::step], axis=1)[:, ::step]
    return reached


def _alike(doubled: NDArray[np.int16], colour: NDArray[np.int16]) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = np.abs(doubled - colour) <= 2 * _TOLERANCE
    alike: NDArray[np.bool_] = near[..., 0] & near[..., 1] & near[..., 2]
    return alike
