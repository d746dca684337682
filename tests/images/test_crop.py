"""Crops as people write them."""

import numpy as np
import pytest

from lookalike.errors import QueryError
from lookalike.images.crop import Crop, apply_crop, parse_crop

PIXELS = np.arange(40 * 60 * 3, dtype=np.uint32).astype(np.uint8).reshape(40, 60, 3)


def _cropped(text: str):
    return apply_crop(PIXELS, parse_crop(text))


def test_a_crop_is_read():
    assert parse_crop("1, 2,30,4.5") == Crop(1, 2, 30, 4.5)


def test_whole_numbers_are_pixels():
    assert np.array_equal(_cropped("10,5,20,15"), PIXELS[5:20, 10:30])


def test_values_up_to_1_are_fractions():
    assert np.array_equal(_cropped(".5,.25,.5,.5"), PIXELS[10:30, 30:60])


def test_the_whole_is_0_0_1_1():
    assert np.array_equal(_cropped("0,0,1,1"), PIXELS)


def test_what_is_outside_is_clipped():
    assert np.array_equal(_cropped("-10,30,20,500"), PIXELS[30:, :10])


def test_a_crop_is_contiguous():
    assert _cropped("1,1,5,5").flags.c_contiguous


@pytest.mark.parametrize("text", ["60,0,5,5", "0,40,5,5", "-9,0,5,5", "0,0,.001,.001"])
def test_a_crop_without_pixels_is_an_error(text):
    with pytest.raises(QueryError, match="no pixel of the image, which is 60 x 40"):
        _cropped(text)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,0,0,5", "0,0,nan,5"])
def test_what_is_no_crop_is_an_error(text):
    with pytest.raises(QueryError, match="x,y,w,h"):
        parse_crop(text)


def test_a_crop_may_reach_as_far_as_numbers_do():
    pixels = np.zeros((4, 6, 3), np.uint8)
    assert apply_crop(pixels, Crop(-1e308, 0, 1.7e308, 1e308)).shape == (4, 6, 3)
    with pytest.raises(QueryError):
        apply_crop(pixels, Crop(1e308, 0, 1.7e308, 4))
