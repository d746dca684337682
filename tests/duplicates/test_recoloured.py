"""A thing in another colour is another thing; a picture whose colours were edited is the same."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from lookalike.duplicates.judge import judge
from lookalike.duplicates.pictures import picture_of
from lookalike.duplicates.recoloured import Pair, are_recoloured
from lookalike.duplicates.tiers import Tier
from tests.scenes import pixels

COLOURS = {"red": (190, 40, 40), "green": (40, 150, 60), "blue": (50, 70, 190)}
PLAIN = {"black": (25, 25, 25), "red": COLOURS["red"]}
SIDE = 240


def thing(colour: tuple[int, int, int], seed: int = 3) -> Image.Image:
    """Stripes of a colour, light and dark, of a shape by chance, on a pale ground."""
    rng = np.random.default_rng(seed)
    cells = Image.fromarray(rng.integers(0, 255, (9, 9), dtype=np.uint8)).resize((SIDE, SIDE))
    folds = 0.55 + 0.6 * (np.asarray(cells.resize((SIDE, SIDE)), np.float32) / 255)
    holds = np.asarray(cells.rotate(90)) > 105
    ground = np.full((SIDE, SIDE, 3), 232.0) - 30 * np.linspace(0, 1, SIDE)[:, None, None]
    worn = np.clip(np.array(colour) * folds[..., None], 0, 255)
    return Image.fromarray(np.where(holds[..., None], worn, ground).astype(np.uint8))


def tier(one: Image.Image, other: Image.Image, opencv: object) -> Tier | None:
    first, second = (picture_of(pixels(side, 92), opencv) for side in (one, other))
    return judge(first, second, 0, True).tier


@pytest.fixture(params=["OpenCV", "without"])
def opencv(request: pytest.FixtureRequest) -> object:
    if request.param == "without":
        return None
    return pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")


@pytest.mark.parametrize("seed", range(4))
def test_a_thing_in_another_colour_is_another(seed: int, opencv: object) -> None:
    red, green, blue = (thing(colour, seed) for colour in COLOURS.values())
    assert tier(red, red, opencv) == "reencoded"
    for one, other in ((red, green), (green, blue), (blue, red), (red, blue)):
        assert tier(one, other, opencv) is None


def test_black_is_no_red_without_its_colours(opencv: object) -> None:
    black, red = (thing(colour) for colour in PLAIN.values())
    assert tier(red, red.convert("L").convert("RGB"), opencv) == "edited"
    assert tier(red, black, opencv) is None
    assert tier(black, red, opencv) is None


def test_another_colour_is_seen_in_a_part_of_the_picture() -> None:
    cv2 = pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")
    red, green = (thing(COLOURS[name]) for name in ("red", "green"))
    for cut in ((20, 10, 240, 230), (0, 30, 200, 240)):
        assert tier(red, red.crop(cut), cv2) == "edited"
        assert tier(red, green.crop(cut), cv2) is None
        assert tier(ImageOps.mirror(green.crop(cut)), red, cv2) is None


@pytest.mark.parametrize("name", COLOURS)
def test_edits_of_all_colours_are_no_other_colours(name: str, opencv: object) -> None:
    one = thing(COLOURS[name])
    red, green, blue = one.split()
    warm = Image.merge("RGB", (red.point(lambda v: v * 1.1), green, blue.point(lambda v: v / 1.1)))
    for other in (ImageEnhance.Color(one).enhance(0.7), ImageEnhance.Color(one).enhance(1.3), warm,
                  ImageEnhance.Brightness(one).enhance(0.8), one.convert("L").convert("RGB"),
                  ImageEnhance.Contrast(one).enhance(1.2)):  # fmt: skip
        assert tier(one, other, opencv) in ("reencoded", "edited")
        assert tier(other, one, opencv) in ("reencoded", "edited")


def test_too_few_places_tell_nothing() -> None:
    red = np.full((8, 8, 3), COLOURS["red"], np.uint8)
    blue = np.full((8, 8, 3), COLOURS["blue"], np.uint8)
    everywhere, few = np.ones((8, 8), np.bool_), np.zeros((8, 8), np.bool_)
    few[0] = True
    assert are_recoloured(Pair(red, blue, everywhere, everywhere))
    assert not are_recoloured(Pair(red, blue, everywhere, few))
    assert not are_recoloured(Pair(red, red, everywhere, everywhere))
