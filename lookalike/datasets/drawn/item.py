"""Draw one picture: an object in a pose, its shadow, and a background."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng

from lookalike.datasets.drawn.backdrops import BACKDROPS
from lookalike.datasets.drawn.canvas import Canvas, Cloth
from lookalike.datasets.drawn.categories import CATEGORIES
from lookalike.datasets.drawn.light import folds
from lookalike.datasets.drawn.palette import inks_of
from lookalike.datasets.drawn.patterns import PATTERNS
from lookalike.datasets.drawn.pose import choose_pose
from lookalike.datasets.drawn.shadows import on_floor, on_surface
from lookalike.types import ImageArray

PATTERN_SCALE = (0.75, 1.25)


@dataclass(frozen=True)
class ItemSpec:
    """Everything that determines a picture."""

    category: str
    colour: str
    pattern: str = "plain"
    backdrop: str = "white"
    price: float = 0.0
    seed: int = 0


def draw_item(spec: ItemSpec, size: int = 400) -> ImageArray:
    """(size, size, 3), size at least 8; the same spec and size give the same pixels."""
    canvas, chance = paint(spec, size)
    picture = BACKDROPS[spec.backdrop](size, chance)
    cast = on_floor if CATEGORIES[spec.category].stands else on_surface
    picture = picture * (1 - cast(canvas.alpha))[..., None]
    picture += (canvas.rgb - picture) * canvas.alpha[..., None]
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def paint(spec: ItemSpec, size: int) -> tuple[Canvas, Generator]:
    """Paint the object alone; return it and the random generator, for the scene."""
    chance = default_rng(spec.seed)
    category = CATEGORIES[spec.category]
    inks, scale = inks_of(spec.colour, chance), float(chance.uniform(*PATTERN_SCALE))
    pieces = category.pieces(chance)
    pose = choose_pose([piece.extremes() for piece in pieces], chance, stands=category.stands)
    cloth = Cloth(inks, PATTERNS[spec.pattern], scale, folds(size, chance))
    canvas = Canvas(size, pose, cloth)
    for piece in pieces:
        canvas.add(piece)
    return canvas, chance
