"""Shape tells outlines apart, keeps its answer under small shifts, and is blind to colour."""

import numpy as np
import pytest

from lookalike.datasets.drawn.item import ItemSpec, draw_item
from lookalike.encoders.classical.shape import ShapeEncoder
from lookalike.types import ImageArray
from tests.contracts.encoder_contract import EncoderContract, cosine


class TestShapeEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> ShapeEncoder:
        return ShapeEncoder()


def likeness(one: ImageArray, other: ImageArray) -> float:
    return cosine(*ShapeEncoder().encode([one, other]))


def drawn(category: str, colour: str = "navy", seed: int = 4) -> ImageArray:
    return draw_item(ItemSpec(category, colour, seed=seed), 128)


def test_a_small_shift_changes_little() -> None:
    shirt = np.pad(drawn("t-shirt"), ((8, 8), (8, 8), (0, 0)), mode="edge")
    assert likeness(shirt[8:-8, 8:-8], shirt[10:-6, 6:-10]) > 0.8


def test_the_colour_hardly_matters() -> None:
    assert likeness(drawn("mug"), drawn("mug", "purple")) > 0.9


def test_two_of_a_kind_are_nearer_than_two_kinds() -> None:
    trousers = drawn("trousers")
    assert likeness(trousers, drawn("trousers", "red", seed=9)) > likeness(trousers, drawn("mug"))


def test_an_outline_in_colour_alone_is_seen() -> None:
    image = np.full((64, 64, 3), 100, np.uint8)
    image[16:48, 16:48] = (160, 82, 40)  # of nearly the ground's luma
    grey = np.full((64, 64, 3), 100, np.uint8)
    grey[16:48, 16:48] = 160
    assert likeness(image, grey) > 0.9
