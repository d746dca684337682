"""Outlines as curves through a few knots, in hundredths of the object's frame; y points down.

A knot is `x,y`; a curve (uniform Catmull-Rom) runs smoothly through the knots and turns
sharply at those that end in `!`.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
"""(n, 2) x and y; the frame reaches from -.5 to .5."""

STEPS = 10  # samples between two knots: smooth at 400 pixels


def curve(knots: str) -> Points:
    """A closed outline."""
    return through(read_knots(knots), closed=True)


def line(knots: str) -> Points:
    """An open one, for straps, cords and seams."""
    return through(read_knots(knots), closed=False)


def symmetric(knots: str) -> Points:
    """A closed outline from its right half, listed from the top to the bottom."""
    right = read_knots(knots)
    left = right[::-1] * (-1, 1)
    return through(np.concatenate([right, left[left[:, 0] < 0]]), closed=True)


def mirrored(points: Points) -> Points:
    """The same on the other side of the middle."""
    return points * (-1, 1)


def ellipse(x: float, y: float, rx: float, ry: float) -> Points:
    """Around (x, y), in hundredths."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=1) / 100


def box(left: float, top: float, right: float, bottom: float, round_by: float = 1) -> Points:
    """A rectangle with round corners, in hundredths."""
    angle = np.linspace(0, np.pi / 2, 7)
    turns = [angle + np.pi / 2 * quarter for quarter in range(4)]
    centres = [
        (right - round_by, bottom - round_by),
        (left + round_by, bottom - round_by),
        (left + round_by, top + round_by),
        (right - round_by, top + round_by),
    ]
    corners = [
        np.stack([x + round_by * np.cos(turn), y + round_by * np.sin(turn)], axis=1)
        for (x, y), turn in zip(centres, turns, strict=True)
    ]
    return np.concatenate(corners) / 100


def read_knots(text: str) -> Points:
    """Knots of a text; a sharp one comes twice, which stops the curve there."""
    knots: list[tuple[float, float]] = []
    for word in text.split():
        x, y = word.rstrip("!").split(",")
        knots += [(float(x) / 100, float(y) / 100)] * (1 + word.endswith("!"))
    return np.array(knots)


def through(knots: Points, *, closed: bool) -> Points:
    """Sample the curve through the knots."""
    ends = (knots[-1:], knots[:2]) if closed else (knots[:1], knots[-1:])
    k = np.concatenate([ends[0], knots, ends[1]])
    p0, p1, p2, p3 = (k[i : len(k) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, STEPS, endpoint=False)[None, :, None]
    samples = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    moving = np.any(p1 != p2, axis=(1, 2))
    path: Points = samples[moving].reshape(-1, 2)
    return path if closed else np.concatenate([path, knots[-1:]])
