"""Draw the background behind an object, independent of the object."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from lookalike.datasets.drawn.light import stretched_noise
from lookalike.datasets.drawn.palette import Ink, ink
from lookalike.datasets.drawn.patterns import Field

Backdrop: TypeAlias = Callable[[int, Generator], Field]
"""(size, size, 3), 0 to 1."""

PASTELS = ((226, 234, 238), (236, 228, 224), (226, 234, 226), (234, 229, 238), (240, 234, 222))
DEEP = ((112, 124, 136), (128, 138, 127), (154, 138, 131), (128, 122, 136), (110, 120, 123))
HORIZON = 0.7  # where the wall meets the floor, from the top


def studio_white(size: int, chance: Generator) -> Field:
    """White paper, a little darker towards the corners."""
    return lit(ink((250, 250, 250)), size, 0.045)


def studio_grey(size: int, chance: Generator) -> Field:
    """A grey sweep with light on its middle."""
    return lit(ink((214, 216, 219)), size, 0.16)


def pastel(size: int, chance: Generator) -> Field:
    """A soft tint, lighter below."""
    tint = ink(PASTELS[chance.integers(len(PASTELS))])
    fall = np.linspace(-0.04, 0.03, size, dtype=np.float32)[:, None, None]
    return lit(tint, size, 0.06) + fall


def deep(size: int, chance: Generator) -> Field:
    """A darker tint, for what is pale."""
    return lit(ink(DEEP[chance.integers(len(DEEP))]), size, 0.18)


def room(size: int, chance: Generator) -> Field:
    """A wall and a floor that meet in a soft line."""
    wall = ink(PASTELS[chance.integers(len(PASTELS))])
    floor = ink(PASTELS[chance.integers(len(PASTELS))]) * np.float32(0.9)
    return two_tone(wall, floor, size)


def deep_room(size: int, chance: Generator) -> Field:
    """The same, darker."""
    wall = ink(DEEP[chance.integers(len(DEEP))])
    return two_tone(wall, wall * np.float32(0.78), size)


def wood(size: int, chance: Generator) -> Field:
    """Pale planks with grain, seen from above."""
    planks = int(chance.integers(4, 7))
    base = ink((214, 202, 186))
    where = np.arange(size) * planks // size
    tone = chance.uniform(-0.035, 0.035, planks).astype(np.float32)[where]
    gap = (np.arange(size) * planks % size < planks * max(1.0, size / 260)).astype(np.float32)
    grain = sum(stretched_noise(size, cells, chance) for cells in ((60, 4), (130, 6)))
    light = tone[:, None] + np.float32(0.022) * grain - np.float32(0.13) * gap[:, None]
    return np.asarray(np.clip(lit(base, size, 0.07) + light[..., None], 0, 1), dtype=np.float32)


def two_tone(wall: Ink, floor: Ink, size: int) -> Field:
    """The wall above, the floor below, the line between a little soft."""
    down = (np.arange(size, dtype=np.float32) + 0.5) / size
    mix = np.clip(0.5 + (down - HORIZON) / 0.008, 0, 1)[:, None, None]
    nearness = (0.05 * np.clip(down - HORIZON, 0, 1) / (1 - HORIZON))[:, None, None]
    picture = lit(wall, size, 0.06) * (1 - mix) + (lit(floor, size, 0.05) + nearness) * mix
    return np.clip(picture, 0, 1).astype(np.float32)


def lit(colour: Ink, size: int, fall: float) -> Field:
    """One colour under a light from the upper left, darker by `fall` in the far corner."""
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size
    distance = np.hypot(axis[None, :] - 0.42, axis[:, None] - 0.36)
    return (colour * (1 - np.float32(fall) * distance[..., None] ** 2 * 1.8)).astype(np.float32)


BACKDROPS: Mapping[str, Backdrop] = MappingProxyType(
    {
        "white": studio_white,
        "grey": studio_grey,
        "pastel": pastel,
        "room": room,
        "wood": wood,
        "deep": deep,
        "deep-room": deep_room,
    }
)
LIGHT = ("white", "grey", "pastel", "room", "wood")
DEEP_ONES = ("deep", "deep-room")


def backdrops_for(colour: str) -> tuple[str, ...]:
    """Return the backdrops against which the colour stands out."""
    if colour == "white":
        return (*DEEP_ONES, "wood")
    if colour == "beige":
        return (*DEEP_ONES, "white")
    return LIGHT if colour in {"black", "navy", "brown", "grey"} else (*LIGHT, *DEEP_ONES)
