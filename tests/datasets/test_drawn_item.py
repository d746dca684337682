from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from lookalike.datasets.drawn.backdrops import BACKDROPS
from lookalike.datasets.drawn.categories import CATEGORIES
from lookalike.datasets.drawn.item import ItemSpec, draw_item, paint
from lookalike.datasets.drawn.palette import COLOURS, ink
from lookalike.datasets.drawn.patterns import PATTERNS
from lookalike.datasets.drawn.shadows import on_floor, on_surface
from lookalike.types import ImageArray

pytestmark = pytest.mark.slow(seconds=15)

SIZE = 48


def object_pixels(spec: ItemSpec, size: int = SIZE) -> ImageArray:
    inside = paint(spec, size)[0].alpha > 0.95
    pixels: ImageArray = draw_item(spec, size)[inside]
    return pixels


def nearest_names(pixels: ImageArray) -> NDArray[np.intp]:
    """Index of the named colour nearest to each pixel in sRGB."""
    names = np.stack([ink(rgb) for rgb in COLOURS.values()])
    distance = np.linalg.norm(pixels[:, None] / 255 - names, axis=-1)
    nearest: NDArray[np.intp] = distance.argmin(axis=1)
    return nearest


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("size", [8, 33, 128])
def test_every_category_is_drawn_at_any_size(category: str, size: int) -> None:
    image = draw_item(ItemSpec(category, "red"), size)
    assert image.shape == (size, size, 3)
    assert image.dtype == np.uint8


@pytest.mark.parametrize("category", CATEGORIES)
def test_an_object_fills_its_frame_and_stays_inside(category: str) -> None:
    for seed in range(4):
        alpha = paint(ItemSpec(category, "red", seed=seed), SIZE)[0].alpha
        border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert border.max() == 0
        assert alpha.mean() > 0.1


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("colour", ["red", "blue", "yellow", "green"])
def test_the_named_colour_is_the_commonest_of_the_object(category: str, colour: str) -> None:
    for seed in range(2):
        names = nearest_names(object_pixels(ItemSpec(category, colour, seed=seed)))
        assert np.bincount(names).argmax() == list(COLOURS).index(colour)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("category", ["t-shirt", "sneaker", "mug", "watch", "umbrella"])
def test_a_plain_object_lies_nearer_to_its_own_colour_than_to_most(
    category: str, colour: str
) -> None:
    typical = np.median(object_pixels(ItemSpec(category, colour, seed=5)), axis=0) / 255
    distance = {name: float(np.linalg.norm(typical - ink(rgb))) for name, rgb in COLOURS.items()}
    assert colour in sorted(distance, key=lambda name: distance[name])[:3]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_second_colour_covers_less_than_half_of_a_pattern(pattern: str) -> None:
    y, x = np.mgrid[-0.4:0.4:200j, -0.4:0.4:200j].astype(np.float32)
    for scale in (0.75, 1.0, 1.25):
        amount = PATTERNS[pattern](x, y, 1 / 250, scale)
        assert amount.min() >= 0
        assert amount.max() <= 1
        assert amount.mean() < 0.42


@pytest.mark.parametrize("pattern", sorted(PATTERNS.keys() - {"plain"}))
def test_a_pattern_can_be_seen(pattern: str) -> None:
    plain, printed = (draw_item(ItemSpec("cushion", "red", p), SIZE) for p in ("plain", pattern))
    assert np.abs(plain.astype(int) - printed).mean() > 2


def test_patterns_differ_from_each_other() -> None:
    images = [draw_item(ItemSpec("t-shirt", "blue", p), SIZE).astype(int) for p in PATTERNS]
    assert all(np.abs(a - b).mean() > 1 for a, b in combinations(images, 2))


@pytest.mark.parametrize("backdrop", BACKDROPS)
def test_a_backdrop_leaves_the_object_as_it_is(backdrop: str) -> None:
    one, other = (object_pixels(ItemSpec("mug", "teal", backdrop=b)) for b in ("white", backdrop))
    assert np.abs(one.astype(int) - other).max() <= 13  # seen through the soft rim only


def test_the_same_spec_gives_the_same_pixels() -> None:
    spec = ItemSpec("coat", "navy", "tartan", "wood", seed=11)
    assert np.array_equal(draw_item(spec, SIZE), draw_item(spec, SIZE))


def test_another_seed_moves_and_reshapes_the_object() -> None:
    one, other = (draw_item(ItemSpec("dress", "pink", seed=s), SIZE).astype(int) for s in (1, 2))
    assert np.abs(one - other).mean() > 5


def test_a_shadow_falls_below_and_to_the_right() -> None:
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[15:33, 15:33] = 1
    shadow = on_surface(alpha)
    assert shadow[34, 24] > shadow[13, 24]
    assert shadow[24, 34] > shadow[24, 13]


def test_a_standing_thing_touches_the_floor_with_its_foot() -> None:
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[10:40, 15:33] = 1
    shadow = on_floor(alpha)
    assert abs(int(shadow[:, 24].argmax()) - 39) <= 1
    assert shadow[39, 2] < 0.1 * shadow[39, 24]


def test_colours_are_told_apart() -> None:
    distances = [np.abs(ink(a) - ink(b)).max() for a, b in combinations(COLOURS.values(), 2)]
    assert min(distances) > 0.15
