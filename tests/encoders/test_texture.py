"""Texture tells patterns apart, wherever they lie and whatever their colours."""

import numpy as np
import pytest

from lookalike.encoders.classical.texture import TextureEncoder
from lookalike.types import ImageArray
from tests.contracts.encoder_contract import EncoderContract, cosine


class TestTextureEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> TextureEncoder:
        return TextureEncoder()


def likeness(one: ImageArray, other: ImageArray) -> float:
    return cosine(*TextureEncoder().encode([one, other]))


def stripes(period: int = 8, shift: int = 0) -> ImageArray:
    """(96, 96, 3) upright stripes."""
    bright = (np.arange(96) + shift) % period < period // 2
    return np.where(bright[None, :, None], 220, 60).repeat(96, 0).repeat(3, 2).astype(np.uint8)


def speckles(seed: int = 0) -> ImageArray:
    """(96, 96, 3) grey noise."""
    noise = np.random.default_rng(seed).integers(0, 256, (96, 96, 1), dtype=np.uint8)
    return noise.repeat(3, axis=2)


def test_shifted_stripes_are_alike() -> None:
    assert likeness(stripes(), stripes(shift=3)) > 0.85


def test_speckles_are_alike() -> None:
    assert likeness(speckles(1), speckles(2)) > 0.9


def test_stripes_are_unlike_speckles() -> None:
    assert likeness(stripes(), speckles()) < 0.5


def test_stripes_are_unlike_their_quarter_turn() -> None:
    turned = np.ascontiguousarray(np.rot90(stripes()))
    assert likeness(stripes(), turned) < 0.5


def test_the_colour_of_a_texture_hardly_matters() -> None:
    tinted = (stripes() * np.array([1, 0.9, 0.8])).astype(np.uint8)
    assert likeness(stripes(), tinted) > 0.95
