"""More than 8 bits a pixel, without going black or white."""

import numpy as np
import pytest
from PIL import Image

from lookalike.images.decode import decode
from lookalike.images.pixels.deep import eight_bits
from tests.images.readers.test_tiff import grey


def _grey(data: bytes) -> list[int]:
    return decode(data).pixels[0, :, 0].tolist()


@pytest.mark.parametrize("format_", ["PNG", "TIFF", "JPEG2000"])
def test_16_bits_keep_their_whole_range(format_, save):
    image = Image.fromarray(np.array([[0, 257, 32896, 65535]] * 4, np.uint16))
    assert _grey(save(image, format_)) == [0, 1, 128, 255]


def test_12_bits_in_a_16_bit_tiff_are_seen(save):
    image = Image.fromarray(np.array([[0, 2048, 4095]], np.uint16))
    assert _grey(save(image, "TIFF")) == [0, 128, 255]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0, 500, 1000], [0, 31, 62]),
        ([0, 2048, 4095], [0, 128, 255]),
        ([0, 100, 255], [0, 100, 255]),
        ([0, 0, 0], [0, 0, 0]),
    ],
)
@pytest.mark.parametrize("kind", [np.uint16, np.int16])
def test_a_tiff_of_16_bits_is_as_bright_with_a_sign_as_without(kind, values, shown):
    for order in "<>":
        assert decode(grey(np.array([values], kind), order)).pixels[0, :, 0].tolist() == shown


@pytest.mark.parametrize(("kind", "most"), [(np.uint16, 65535), (np.int16, 32767)])
def test_what_goes_beyond_12_bits_uses_all(kind, most):
    values = np.array([[0, most // 2, most], [4096, 0, 0]], kind)
    assert decode(grey(values, "<")).pixels[0, :, 0].tolist() == [0, 127, 255]
    assert decode(grey(values[1:], "<")).pixels[0, 0, 0] == round(4096 * 255 / most)


def test_the_white_that_a_tiff_declares_counts(save):
    image = Image.fromarray(np.array([[0, 512, 1023]], np.uint16))
    assert _grey(save(image, "TIFF", tiffinfo={281: 1023})) == [0, 128, 255]


def test_a_dark_16_bit_png_stays_dark(save):
    image = Image.fromarray(np.array([[0, 2570]], np.uint16))
    assert _grey(save(image, "PNG")) == [0, 10]


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_floats_from_0_to_a_usual_white_keep_that_range(white, save):
    image = Image.fromarray(np.array([[0, 0.5, 0.8]], np.float32) * np.float32(white))
    assert _grey(save(image, "TIFF")) == [0, 128, 204]


def test_other_floats_are_stretched(save):
    image = Image.fromarray(np.array([[-3, 0, 3]], np.float32))
    assert _grey(save(image, "TIFF")) == [0, 128, 255]


def test_a_float_that_is_no_number_is_black(save):
    image = Image.fromarray(np.array([[np.nan, 0.5, 1]], np.float32))
    assert _grey(save(image, "TIFF")) == [0, 128, 255]


def test_a_signalling_nan_is_black_without_a_warning(save):
    values = np.array([[0x7FA00000, 0, 0x3F800000]], np.uint32).view(np.float32)
    assert _grey(save(Image.fromarray(values), "TIFF")) == [0, 0, 255]


def test_32_bit_integers_are_not_clipped(save):
    image = Image.fromarray(np.array([[0, 1 << 29, 1 << 30]], np.int32))
    assert _grey(save(image, "TIFF")) == [0, 128, 255]


def test_a_negative_is_turned():
    image = Image.fromarray(np.array([[0, 65535]], np.uint16))
    image.tag_v2 = {262: 0}
    assert np.asarray(eight_bits(image)).tolist() == [[255, 0]]


def test_a_transparent_16_bit_value_is_white(save):
    image = Image.fromarray(np.array([[0, 500, 65535]], np.uint16))
    assert _grey(save(image, "PNG", transparency=0)) == [255, 2, 255]
