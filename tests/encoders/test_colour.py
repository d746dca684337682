"""Colour finds the thing's colours, whatever its backdrop, place and form."""

import numpy as np
import pytest

from lookalike.datasets.drawn.item import ItemSpec, draw_item
from lookalike.encoders.classical.colour import BORDER, ColourEncoder, backdrop
from lookalike.encoders.classical.palette import load_palette, shares, stretched
from lookalike.images.colour_space import oklab
from lookalike.types import ImageArray
from tests.contracts.encoder_contract import EncoderContract, cosine


class TestColourEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> ColourEncoder:
        return ColourEncoder()


def likeness(one: ImageArray, other: ImageArray) -> float:
    return cosine(*ColourEncoder().encode([one, other]))


def square(thing: tuple[int, int, int], ground: tuple[int, int, int]) -> ImageArray:
    """(64, 64, 3): a square of half the side."""
    image = np.empty((64, 64, 3), np.uint8)
    image[:] = ground
    image[16:48, 16:48] = thing
    return image


RED, BLUE, GREEN, WHITE, GREY = (
    (190, 30, 40),
    (40, 80, 190),
    (70, 150, 80),
    (245, 245, 245),
    (90, 90, 95),
)


@pytest.mark.parametrize("ground", [WHITE, GREY, GREEN])
def test_the_things_colour_outweighs_its_backdrops(ground: tuple[int, int, int]) -> None:
    red = square(RED, WHITE)
    assert likeness(red, square(RED, ground)) > 0.6 > 0.4 > likeness(red, square(BLUE, WHITE))


def test_place_and_mirroring_change_little() -> None:
    shoe = draw_item(ItemSpec("sneaker", "teal", seed=3), 128)
    assert likeness(shoe, np.ascontiguousarray(shoe[:, ::-1])) > 0.99


def test_a_shade_is_nearer_than_another_colour() -> None:
    red, darker = square(RED, WHITE), square((165, 25, 32), WHITE)
    assert likeness(red, darker) > 0.7 > likeness(red, square(BLUE, WHITE))


def test_a_white_thing_on_white_is_white() -> None:
    plain = np.full((64, 64, 3), 245, np.uint8)
    assert likeness(square((240, 240, 238), WHITE), plain) > 0.9


def test_different_things_of_one_colour_are_nearer_than_one_thing_in_two() -> None:
    mug, bag = ItemSpec("mug", "green", seed=1), ItemSpec("tote", "green", seed=2)
    other = draw_item(ItemSpec("mug", "purple", seed=1), 128)
    green = draw_item(mug, 128)
    assert likeness(green, draw_item(bag, 128)) > likeness(green, other) + 0.3


def test_a_colour_of_two_sides_alone_is_no_backdrop() -> None:
    image = np.zeros((1, 32, 32, 3), np.uint8)
    image[:, :BORDER] = image[:, -BORDER:] = 255
    palette = stretched(oklab(load_palette()))
    white = shares(stretched(oklab(image[:, 0, 0])), palette)[0].argmax()
    assert backdrop(shares(stretched(oklab(image)), palette)[0])[white] < 0.2


@pytest.mark.parametrize("colour", [RED, BLUE, WHITE, (0, 0, 0), (192, 57, 43)])
def test_a_colour_is_the_vector_of_a_plain_picture(colour: tuple[int, int, int]) -> None:
    plain = np.full((40, 60, 3), colour, np.uint8)
    encoder = ColourEncoder()
    told, seen = encoder.encode_colour(colour), encoder.encode([plain])[0]
    assert cosine(told, seen) == pytest.approx(1, abs=1e-5)
    assert cosine(told, told) == pytest.approx(1, abs=1e-6)
