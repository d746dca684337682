"""Named colours, their variation, and the inks that an object is painted with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Ink: TypeAlias = NDArray[np.floating]
"""(3,) sRGB, 0 to 1."""

COLOURS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "red": (197, 36, 44),
        "orange": (240, 124, 32),
        "yellow": (246, 204, 58),
        "green": (62, 142, 74),
        "teal": (22, 140, 142),
        "blue": (58, 122, 212),
        "navy": (32, 44, 92),
        "purple": (122, 74, 166),
        "pink": (240, 150, 178),
        "brown": (116, 74, 46),
        "beige": (216, 194, 158),
        "black": (38, 38, 42),
        "grey": (142, 146, 152),
        "white": (242, 241, 238),
    }
)
NEUTRAL = frozenset({"white", "grey", "black"})  # a tint of these soon has another name

FIXED_INKS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "white": (246, 245, 242),
        "black": (34, 34, 38),
        "rubber": (232, 228, 218),
        "gum": (176, 122, 78),
        "steel": (188, 192, 198),
        "brass": (204, 168, 98),
        "wood": (186, 140, 96),
        "leather": (158, 104, 64),
        "clay": (188, 106, 74),
        "soil": (70, 54, 44),
        "leaf": (74, 132, 78),
        "leaf dark": (52, 104, 66),
        "glow": (255, 244, 214),
        "glass": (206, 220, 226),
        "lens": (46, 48, 54),
        "paper": (250, 249, 245),
    }
)


def ink(rgb: tuple[int, int, int]) -> Ink:
    """0 to 255 to an ink."""
    return np.array(rgb, dtype=np.float32) / 255


def shade_of(colour: str, chance: Generator) -> Ink:
    """A natural member of the named colour: a little lighter, darker or warmer."""
    base = ink(COLOURS[colour])
    lightness = chance.uniform(-0.035, 0.035)
    tint = chance.uniform(-0.014, 0.014, 3) * (0.4 if colour in NEUTRAL else 1)
    return np.clip(base + (lightness + tint) * (0.4 + base), 0.04, 0.97).astype(np.float32)


def inks_of(colour: str, chance: Generator) -> dict[str, Ink]:
    """Every ink by name; `main` is the named colour, `second` the pattern's other one."""
    main = shade_of(colour, chance)
    return {name: ink(rgb) for name, rgb in FIXED_INKS.items()} | {
        "main": main,
        "plain": main,
        "contrast": ink((246, 245, 242)) if main.mean() < 0.62 else ink((40, 40, 46)),
        "inside": main * np.float32(0.55),
        "second": second_of(colour, main, chance),
        "trim": trim_of(main, chance),
        "shadow": main * np.float32(0.3),
    }


def second_of(colour: str, main: Ink, chance: Generator) -> Ink:
    """What the pattern is drawn in: white, cream, or a darker or lighter relative."""
    darker, lighter = main * np.float32(0.55), main + (1 - main) * np.float32(0.6)
    if colour in {"white", "beige", "yellow"}:
        others = [ink((58, 66, 92)), ink((112, 84, 66)), ink((92, 98, 104))]
    elif colour == "grey":
        others = [darker, ink((58, 66, 92))]
    elif colour in {"black", "navy", "brown"}:
        others = [ink((245, 243, 238)), main + (1 - main) * np.float32(0.5)]
    else:
        others = [ink((248, 246, 240)), darker, lighter]
    return others[chance.integers(len(others))].astype(np.float32)


def trim_of(main: Ink, chance: Generator) -> Ink:
    """Of collars and cuffs: mostly the colour itself, sometimes a tone apart."""
    return np.asarray(
        np.clip(main * np.float32(chance.choice([1.0, 1.0, 0.8])), 0, 1), dtype=np.float32
    )
