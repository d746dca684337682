"""Arrays and tensors of every usual shape and type are one picture."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from lookalike.errors import QueryError
from lookalike.images.pixels.arrays import array_pixels
from lookalike.images.pixels.pillow import image_pixels

PICTURES = arrays(np.uint8, st.tuples(st.integers(5, 9), st.integers(5, 9), st.just(3)))


@given(PICTURES)
def test_one_picture_is_the_same_however_it_is_held(pixels: NDArray[np.uint8]) -> None:
    planes = np.ascontiguousarray(np.moveaxis(pixels, -1, 0))
    held: list[Any] = [
        pixels,
        planes,
        pixels[::-1][::-1],
        np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]),
        pixels / 255,
        (planes / 255).astype(np.float32),
        pixels.astype(np.uint16) * 257,
        torch.from_numpy(pixels),
        torch.from_numpy(planes),
        (torch.from_numpy(planes) / 255).requires_grad_(),
        (torch.from_numpy(planes) / 255).to(torch.float16),
    ]
    for one in held:
        assert np.array_equal(array_pixels(one), pixels)


@given(PICTURES)
def test_transparent_pixels_are_those_of_an_image(pixels: NDArray[np.uint8]) -> None:
    clear = np.dstack([pixels, pixels[:, :, 0]])
    expected = image_pixels(Image.fromarray(clear))
    assert np.array_equal(array_pixels(clear), expected)
    assert np.array_equal(array_pixels(torch.from_numpy(clear).permute(2, 0, 1)), expected)


@given(PICTURES)
def test_one_channel_is_grey(pixels: NDArray[np.uint8]) -> None:
    grey = pixels[:, :, 1]
    for one in (grey, grey[:, :, None], grey[None], grey / 255, torch.from_numpy(grey[None])):
        assert np.array_equal(array_pixels(one), np.dstack([grey] * 3))


def test_bool_is_black_and_white() -> None:
    found = array_pixels(np.eye(3, dtype=bool))
    assert np.array_equal(found[:, :, 0], 255 * np.eye(3))


def test_grey_of_16_bits_is_that_of_an_image() -> None:
    grey = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    assert np.array_equal(array_pixels(grey), image_pixels(Image.fromarray(grey)))


def test_bfloat16_is_rounded_as_it_must_be() -> None:
    tensor = torch.linspace(0, 1, 75).reshape(3, 5, 5).to(torch.bfloat16)
    expected = array_pixels(tensor.float())
    assert np.array_equal(array_pixels(tensor), expected)


def test_pixels_that_need_no_change_are_the_same_array() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    assert array_pixels(pixels) is pixels


def test_channels_are_last_in_an_array_and_first_in_a_tensor_where_both_could_be() -> None:
    array = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    assert np.array_equal(array_pixels(array), array)
    assert np.array_equal(array_pixels(torch.from_numpy(array)), np.moveaxis(array, 0, -1))


def test_whatever_becomes_an_array_is_one() -> None:
    class Other:
        def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.uint8]:
            return np.full((4, 5, 3), 7, np.uint8)

    assert array_pixels(Other()).shape == (4, 5, 3)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((5, 5, 2), np.uint8), r"must be \(height, width\), .* not \(5, 5, 2\) uint8"),
        (np.zeros(5, np.uint8), r"not \(5,\) uint8"),
        (np.zeros((0, 5, 3), np.uint8), r"not \(0, 5, 3\) uint8"),
        (np.zeros((2, 5, 5, 3), np.uint8), r"not \(2, 5, 5, 3\) uint8; .* as a list"),
        (np.zeros((1, 3, 5, 5), np.uint8), r"\(channels, height, width\), of 1, 3 or 4 channels"),
        (np.zeros((5, 5, 3), np.int64), r"not int64; convert 0 to 255 with"),
        (
            np.full((5, 5, 3), 255.0),
            r"float pixels must be from 0 to 1, not 255 to 255; undo .* by 255",
        ),
        (np.full((5, 5, 3), -1.5), "not -1.5 to -1.5"),
        (np.full((5, 5, 3), np.nan), "not nan to nan"),
        (np.array([["a"]]), "not <U1"),
    ],
    ids=lambda given: str(given)[:20] if isinstance(given, str) else str(given.shape),
)
def test_what_is_no_picture_is_one_error(array: NDArray[Any], said: str) -> None:
    with pytest.raises(QueryError, match=said):
        array_pixels(array)
