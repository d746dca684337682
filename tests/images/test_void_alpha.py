"""Pictures whose alpha is 0 throughout: shown, unless there is nothing to show."""

import struct

import numpy as np
import pytest
from PIL import Image

from lookalike.images.decode import decode


def _bmp_of_32_bits(image: Image.Image, alpha: int) -> bytes:
    """As Windows programs write it: bit fields with a mask for alpha."""
    pixels = image.convert("RGBA")
    pixels.putalpha(alpha)
    rows = pixels.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes("raw", "BGRA")
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    size = struct.pack("<Iii", 108, *image.size)
    header = size + struct.pack("<HHIIiiII", 1, 32, 3, len(rows), 0, 0, 0, 0) + masks
    header = header.ljust(108, b"\0")
    return struct.pack("<2sIHHI", b"BM", 122 + len(rows), 0, 0, 122) + header + rows


def _with_alpha(image: Image.Image, alpha: int) -> Image.Image:
    image = image.convert("LA" if image.mode == "L" else "RGBA")
    image.putalpha(alpha)
    return image


@pytest.mark.parametrize(
    ("format_", "options"),
    [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_under_an_alpha_of_zeros_is_shown(mode, format_, options, save, scene):
    scene = scene.convert(mode)
    pixels = decode(save(_with_alpha(scene, 0), format_, **options)).pixels
    assert np.array_equal(pixels, np.asarray(scene.convert("RGB")))


def test_a_bmp_under_an_alpha_of_zeros_is_shown(scene):
    shown = decode(_bmp_of_32_bits(scene, 0)).pixels
    assert np.array_equal(shown, np.asarray(scene))
    assert np.array_equal(shown, decode(_bmp_of_32_bits(scene, 255)).pixels)


def test_a_palette_of_nothing_but_transparency_is_shown(save, scene):
    few = scene.quantize(16)
    pixels = decode(save(few, "PNG", transparency=bytes(16))).pixels
    assert np.array_equal(pixels, np.asarray(few.convert("RGB")))


def test_it_is_shown_at_any_size(save, grain):
    shown = decode(save(_with_alpha(grain, 0), "PNG"), short_side=40).pixels
    assert np.array_equal(shown, decode(save(grain, "PNG"), short_side=40).pixels)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_one_colour_under_an_alpha_of_zeros_stays_blank(mode, save):
    blank = _with_alpha(Image.new(mode, (9, 9), "black"), 0)
    assert decode(save(blank, "PNG")).pixels.min() == 255


def test_a_single_visible_pixel_says_that_the_alpha_is_meant(save, scene):
    image = _with_alpha(scene, 0)
    image.putpixel((3, 4), (0, 0, 0, 1))
    assert decode(save(image, "PNG")).pixels.min() >= 254
