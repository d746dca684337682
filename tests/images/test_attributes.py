"""Colour names and brightness."""

import time
from statistics import median

import numpy as np
import pytest

from lookalike.images.attributes import describe
from lookalike.images.colour_names import NAMES, TYPICAL, cells, name_table
from lookalike.images.colour_space import exact_oklab

BASIC = {
    "black": (10, 10, 12),
    "white": (250, 250, 248),
    "grey": (128, 128, 128),
    "red": (200, 20, 30),
    "orange": (250, 130, 20),
    "yellow": (250, 215, 40),
    "green": (40, 140, 60),
    "teal": (0, 130, 130),
    "blue": (30, 60, 180),
    "purple": (120, 50, 160),
    "pink": (250, 150, 190),
    "brown": (100, 60, 30),
    "beige": (225, 205, 170),
}


def _plain(colour: tuple[int, int, int], height: int = 224, width: int = 300):
    return np.full((height, width, 3), colour, np.uint8)


@pytest.mark.parametrize("name", BASIC)
def test_a_basic_colour_is_named(name):
    assert describe(_plain(BASIC[name]))["colours"] == [name]


@pytest.mark.parametrize("name", BASIC)
@pytest.mark.parametrize("backdrop", ["white", "grey", "beige"])
def test_a_plain_backdrop_is_not_a_colour_of_the_thing(name, backdrop):
    picture = _plain(BASIC[backdrop])
    picture[80:150, 120:180] = BASIC[name]
    assert describe(picture)["colours"] == [name]


def test_colours_come_by_share():
    picture = _plain(BASIC["red"], 240, 240)
    picture[:, :80] = BASIC["blue"]
    assert describe(picture)["colours"] == ["red", "blue"]


def test_stripes_are_not_mixed():
    picture = _plain(BASIC["red"], 240, 240)
    picture[np.arange(240) % 12 < 6] = BASIC["white"]
    assert set(describe(picture)["colours"]) == {"red", "white"}


def test_at_most_three_colours_are_named():
    picture = np.concatenate([_plain(BASIC[n], 40, 200) for n in list(BASIC)[:6]])
    assert len(describe(picture)["colours"]) <= 3


@pytest.mark.parametrize("level", [0, 255])
def test_brightness_ends_at_0_and_1(level):
    assert describe(_plain((level, level, level)))["brightness"] == level / 255


def test_brightness_is_the_mean_lightness():
    picture = np.random.default_rng(0).integers(0, 256, (36, 36, 3), dtype=np.uint8)
    expected = exact_oklab(picture.reshape(-1, 3))[:, 0].mean()
    assert describe(picture)["brightness"] == pytest.approx(expected, abs=0.01)


def test_brightness_has_three_decimals():
    assert len(str(describe(_plain((77, 12, 199)))["brightness"])) <= 5


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (3, 2)])
def test_any_size_is_described(size):
    assert describe(_plain(BASIC["green"], *size))["colours"] == ["green"]


def test_the_table_names_the_nearest_typical_colour():
    chance = np.random.default_rng(1)
    for rgb in chance.integers(0, 32, (50, 3)) * 255 // 31:
        here = exact_oklab(rgb[None])[0] * (0.7, 1, 1)
        there = {
            code: exact_oklab(np.array([list(bytes.fromhex(code))]))[0] * (0.7, 1, 1)
            for codes in TYPICAL.values()
            for code in codes
        }
        nearest = min(there, key=lambda code: float(((there[code] - here) ** 2).sum()))
        name = NAMES[name_table()[cells(rgb.astype(np.uint8))]]
        assert nearest in TYPICAL[name]


def test_oklab_equals_its_published_examples():
    white_and_red = exact_oklab(np.array([[255, 255, 255], [255, 0, 0]]))
    assert np.allclose(white_and_red, [[1, 0, 0], [0.628, 0.2249, 0.1258]], atol=1e-3)


def test_describing_costs_less_than_a_millisecond():
    picture = np.random.default_rng(0).integers(0, 256, (224, 300, 3), dtype=np.uint8)
    describe(picture)
    times = []
    for _ in range(30):
        start = time.perf_counter()
        describe(picture)
        times.append(time.perf_counter() - start)
    assert median(times) < 0.001
