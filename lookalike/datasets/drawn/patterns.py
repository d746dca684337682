"""Patterns: the amount of the second ink at each point of the cloth.

Each takes x and y in the object's frame (about -.5 to .5), the width of a pixel there, and a
scale; and returns 0 to 1. The second ink never covers half, so the colour's name stays true.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Field: TypeAlias = NDArray[np.floating]
"""A number at every pixel: float32, though NumPy's types cannot promise it."""
Pattern: TypeAlias = Callable[[Field, Field, float, float], Field]


def covered(distance: Field, pixel: float) -> Field:
    """1 where the signed distance is positive, 0 where negative, soft over one pixel."""
    return np.asarray(np.clip(0.5 + distance / max(pixel, 1e-6), 0, 1), dtype=np.float32)


def wave(position: Field, period: float) -> Field:
    """Signed distance from the nearest multiple of the period, -period/2 to period/2."""
    return (position - period * np.round(position / period)).astype(np.float32)


def plain(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Nothing."""
    return np.zeros_like(x)


def stripes(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Across, as on a sailor's shirt."""
    period = 0.1 * scale
    return covered(period * 0.19 - np.abs(wave(y, period)), pixel)


def pinstripes(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Thin and upright."""
    period = 0.055 * scale
    return covered(np.float32(max(period * 0.1, pixel * 0.45)) - np.abs(wave(x, period)), pixel)


def gingham(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Checks: two sets of bands, the crossings strong, the rest faint."""
    period = 0.1 * scale
    across = covered(period * 0.2 - np.abs(wave(x, period)), pixel)
    along = covered(period * 0.2 - np.abs(wave(y, period)), pixel)
    return (across + along) * np.float32(0.42)


def tartan(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """A broad faint band with a bright thread in it, both ways."""
    period = 0.19 * scale
    bands = [
        0.35 * covered(period * 0.16 - np.abs(wave(p, period)), pixel)
        + 0.45 * covered(period * 0.025 - np.abs(wave(p + period * 0.5, period)), pixel)
        for p in (x, y)
    ]
    return np.asarray(np.clip(bands[0] + bands[1], 0, 1), dtype=np.float32)


def dots(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Round, every second row half a step aside."""
    period = 0.095 * scale
    row = np.round(y / period)
    beside = wave(x + (row % 2) * period / 2, period)
    return covered(period * 0.25 - np.hypot(beside, wave(y, period)), pixel)


def floral(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Five-petalled flowers, each turned its own way, with a bud between."""
    period = 0.17 * scale
    row = np.round(y / period)
    beside = x + (row % 2) * period / 2
    column = np.round(beside / period)
    dx, dy = wave(beside, period), wave(y, period)
    angle = np.arctan2(dy, dx) + row * 2.1 + column * 1.3
    petal = period * (0.25 + 0.1 * np.cos(5 * angle))
    radius = np.hypot(dx, dy)
    flower = covered(petal - radius, pixel) * (1 - covered(period * 0.08 - radius, pixel))
    bud = np.hypot(wave(beside + period / 2, period), dy)
    return np.maximum(flower, covered(period * 0.06 - bud, pixel)).astype(np.float32)


def chevron(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Zigzag bands."""
    period = 0.11 * scale
    bent = y + np.abs(wave(x, period * 1.3)) * np.float32(0.9)
    return covered(period * 0.17 - np.abs(wave(bent, period)), pixel)


def argyle(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Lozenges in every second place, with thin crossing lines."""
    wide, tall = 0.15 * scale, 0.21 * scale
    lozenge = np.abs(wave(x, wide)) / wide + np.abs(wave(y, tall)) / tall
    filled = covered((np.float32(0.32) - lozenge) * wide, pixel)
    edge = covered(np.float32(0.006 * scale) - np.abs(lozenge - np.float32(0.5)) * wide, pixel)
    return np.clip(0.85 * filled + 0.6 * edge, 0, 1).astype(np.float32)


def colour_block(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """The lower part in the second ink, and one thin band above it."""
    below = covered(y - np.float32(0.2), pixel)
    return np.maximum(below, covered(np.float32(0.015) - np.abs(y - np.float32(0.15)), pixel))


def gradient(x: Field, y: Field, pixel: float, scale: float) -> Field:
    """Fading from the top to the bottom."""
    return np.asarray(0.45 * np.clip(y + 0.35, 0, 1) ** 1.4, dtype=np.float32)


PATTERNS: Mapping[str, Pattern] = MappingProxyType(
    {
        "plain": plain,
        "stripes": stripes,
        "pinstripes": pinstripes,
        "gingham": gingham,
        "tartan": tartan,
        "dots": dots,
        "floral": floral,
        "chevron": chevron,
        "argyle": argyle,
        "colour-block": colour_block,
        "gradient": gradient,
    }
)
