"""Shade a piece: relief from its silhouette, rounded bodies, folds of cloth.

Light is a field of -1 (black) to 1 (white) to be laid over the ink.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from PIL import Image

from lookalike.datasets.drawn.outline import Points
from lookalike.datasets.drawn.patterns import Field

LIGHT = (-0.55, -0.83)  # from the upper left, in x and y


@dataclass(frozen=True)
class Form:
    """How a surface reflects light."""

    soft: float = 0.05
    """Width of the rounding at the edges, in frames."""
    depth: float = 0.5
    gloss: float = 0.0
    folds: float = 0.0
    turned: float = 0.0
    """How much it is lit like a body turned on a lathe, upright."""


CLOTH = Form(soft=0.05, depth=0.5, folds=1.0)
KNIT = Form(soft=0.06, depth=0.6, folds=0.6)
LEATHER = Form(soft=0.045, depth=0.6, gloss=0.3)
HARD = Form(soft=0.02, depth=0.5, gloss=0.2)
GLAZED = Form(soft=0.012, depth=0.25, gloss=0.6, turned=1.0)
MATT = Form(soft=0.012, depth=0.2, gloss=0.15, turned=0.9)
FLAT = Form(soft=0.01, depth=0.15)


def blur(field: Field, radius: float) -> Field:
    """A soft average over about `radius` pixels; edges repeat. Smooth where 8 bits would band."""
    step = max(1, int(radius / 4))
    small = np.asarray(Image.fromarray(field).reduce(step)) if step > 1 else field
    width = max(1, round(radius / step))
    for axis in (0, 1, 0, 1):
        small = box_mean(small, width, axis)
    if step == 1:
        return small
    height, length = field.shape
    back = Image.fromarray(small).resize(
        (length, height), Image.Resampling.BICUBIC, (0, 0, length / step, height / step)
    )
    return np.asarray(back)


def box_mean(field: Field, width: int, axis: int) -> Field:
    """Mean over `width` either side along an axis."""
    pad = [(0, 0), (0, 0)]
    pad[axis] = (width + 1, width)
    total = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis, dtype=np.float32)
    span = 2 * width + 1
    ahead = total[span:] if axis == 0 else total[:, span:]
    behind = total[:-span] if axis == 0 else total[:, :-span]
    return ((ahead - behind) / np.float32(span)).astype(np.float32)


def relief(mask: Field, radius: float, form: Form) -> Field:
    """Return the light on a cushion of the mask's shape: bright on the side of the light."""
    height = blur(mask, max(radius, 1.0))
    slope_y, slope_x = np.gradient(height)
    facing = -(slope_x * LIGHT[0] + slope_y * LIGHT[1]) * max(radius, 1.0)
    edge = np.clip(1 - height, 0, 0.5)
    lit = form.depth * (0.75 * facing - 0.45 * edge**1.5)
    if form.gloss:
        lit = lit + form.gloss * 3.0 * np.clip(facing - 0.14, 0, 0.3) * (height > 0.55)
    return lit.astype(np.float32)


def turned(across: Field, form: Form) -> Field:
    """Light on an upright cylinder; `across` is -1 at its left edge and 1 at its right."""
    bend = np.clip(across, -1, 1)
    facing = np.sqrt(np.clip(1 - bend**2, 0, 1)) * 0.8 - bend * 0.5
    shade = 0.42 * (facing - 0.72)
    shine = np.exp(-(((bend + 0.52) / 0.1) ** 2)) + 0.35 * np.exp(-(((bend - 0.8) / 0.05) ** 2))
    return np.asarray(form.turned * shade + form.gloss * 0.55 * shine, dtype=np.float32)


def across(outline: Points, x: Field, y: Field) -> Field:
    """-1 at the outline's left edge to 1 at its right, at the height of each pixel."""
    heights = np.linspace(outline[:, 1].min(), outline[:, 1].max(), 33)
    near = np.abs(outline[:, 1, None] - heights) <= heights[1] - heights[0]
    left = np.where(near, outline[:, 0, None], np.inf).min(axis=0)
    right = np.where(near, outline[:, 0, None], -np.inf).max(axis=0)
    known = np.isfinite(left)
    lefts = np.interp(y, heights[known], left[known])
    rights = np.interp(y, heights[known], right[known])
    half = np.maximum((rights - lefts) / 2, 1e-6)
    return np.asarray((x - (lefts + rights) / 2) / half, dtype=np.float32)


def lay_light(ink: Field, light: Field) -> Field:
    """Darken by multiplying, lighten towards white, as highlights do on dark things."""
    dark = ink * (1 + np.clip(light, -0.85, 0)[..., None])
    return np.asarray(dark + (1 - dark) * np.clip(light, 0, 0.95)[..., None], dtype=np.float32)


def folds(size: int, chance: Generator) -> Field:
    """(size, size) soft upright creases, about -1 to 1."""
    coarse = stretched_noise(size, (3, 7), chance)
    fine = stretched_noise(size, (5, 13), chance)
    crease = 1 - 2.2 * np.abs(stretched_noise(size, (3, 5), chance))
    return (0.5 * coarse + 0.25 * fine + 0.3 * np.clip(crease, -1, 1)).astype(np.float32)


def stretched_noise(size: int, cells: tuple[int, int], chance: Generator) -> Field:
    """Smooth noise with so many cells down and across."""
    grid = chance.normal(0, 0.6, cells).astype(np.float32)
    return np.asarray(Image.fromarray(grid).resize((size, size), Image.Resampling.BICUBIC))
