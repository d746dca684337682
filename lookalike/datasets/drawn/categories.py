"""All categories that can be drawn; to add one, write a function of pieces and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from numpy.random import Generator

from lookalike.datasets.drawn import (
    accessories,
    bags,
    bottoms,
    footwear,
    hats,
    homeware,
    outerwear,
    tops,
)
from lookalike.datasets.drawn.patterns import PATTERNS
from lookalike.datasets.drawn.piece import Piece

ANY = tuple(PATTERNS)
QUIET = ("plain", "gradient")  # of things too small or too hard for a print
WOVEN = ("plain", "pinstripes", "gingham", "tartan", "colour-block", "gradient")
LOW = tuple(name for name in ANY if name not in {"colour-block", "gradient"})  # too low to show
PRINTED = ("plain", "stripes", "dots", "floral", "chevron", "gradient")


@dataclass(frozen=True)
class Category:
    """How to draw it, its prices and patterns, and whether it stands on the floor."""

    pieces: Callable[[Generator], list[Piece]]
    price: tuple[int, int]
    patterns: tuple[str, ...] = ANY
    stands: bool = False


CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {
        "t-shirt": Category(tops.t_shirt, (12, 45)),
        "shirt": Category(tops.shirt, (25, 90)),
        "sweater": Category(tops.sweater, (30, 140)),
        "hoodie": Category(outerwear.hoodie, (35, 110)),
        "coat": Category(outerwear.coat, (90, 420), WOVEN),
        "dress": Category(bottoms.dress, (40, 220)),
        "skirt": Category(bottoms.skirt, (25, 120)),
        "trousers": Category(bottoms.trousers, (35, 150)),
        "shorts": Category(bottoms.shorts, (18, 70)),
        "sneaker": Category(footwear.sneaker, (50, 180), QUIET, stands=True),
        "boot": Category(footwear.boot, (80, 280), QUIET, stands=True),
        "heel": Category(footwear.heel, (60, 240), QUIET, stands=True),
        "sandal": Category(footwear.sandal, (25, 110), QUIET),
        "sock": Category(footwear.sock, (6, 18)),
        "tote": Category(bags.tote, (12, 60)),
        "backpack": Category(bags.backpack, (40, 160), stands=True),
        "handbag": Category(bags.handbag, (60, 380), QUIET, stands=True),
        "cap": Category(hats.cap, (15, 45), LOW),
        "beanie": Category(hats.beanie, (12, 40), LOW),
        "hat": Category(hats.hat, (20, 80), QUIET),
        "watch": Category(accessories.watch, (70, 480), QUIET),
        "sunglasses": Category(accessories.sunglasses, (25, 190), QUIET),
        "umbrella": Category(accessories.umbrella, (15, 65), LOW),
        "scarf": Category(accessories.scarf, (18, 95)),
        "mug": Category(homeware.mug, (8, 28), PRINTED, stands=True),
        "lamp": Category(homeware.lamp, (35, 190), PRINTED, stands=True),
        "chair": Category(homeware.chair, (140, 690), stands=True),
        "bottle": Category(homeware.bottle, (14, 48), PRINTED, stands=True),
        "plant-pot": Category(homeware.plant_pot, (15, 75), PRINTED, stands=True),
        "cushion": Category(homeware.cushion, (15, 60)),
    }
)
