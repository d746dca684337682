"""What comes out of the codecs, format by format and mode by mode."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import UnknownFormat
from lookalike.images.decode import decode
from lookalike.images.formats import FORMATS
from lookalike.images.shrink import shrink

WRITTEN = {
    "jpeg": ("JPEG", {"quality": 95}, 6.0),
    "png": ("PNG", {}, 0.0),
    "webp": ("WEBP", {"lossless": True}, 0.0),
    "gif": ("GIF", {}, 12.0),
    "tiff": ("TIFF", {}, 0.0),
    "bmp": ("BMP", {}, 0.0),
    "avif": ("AVIF", {"quality": 95}, 6.0),
    "heic": ("HEIF", {"quality": 95}, 6.0),
    "jpeg2000": ("JPEG2000", {}, 1.0),
}


def _difference(one, other) -> float:
    return float(np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other)).mean())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_back_the_pixels_that_were_written(name, save, scene):
    pillow_name, options, loss = WRITTEN[name]
    decoded = decode(save(scene, pillow_name, **options))
    assert decoded.format == name
    assert (decoded.width, decoded.height) == scene.size
    assert _difference(decoded.pixels, scene) <= loss


@pytest.mark.parametrize("name", FORMATS)
def test_pixels_are_contiguous_bytes_of_three_channels(name, save, scene):
    pillow_name, options, _ = WRITTEN[name]
    pixels = decode(save(scene, pillow_name, **options), short_side=20).pixels
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert pixels.shape == (20, 30, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_a_grey_of_any_mode_stays_that_grey(mode, save):
    level = 255 if mode == "1" else 150
    image = Image.new("L", (8, 8), level)
    if mode == "I;16":
        image = Image.fromarray(np.full((8, 8), level * 257, np.uint16))
    pixels = decode(save(image.convert(mode) if image.mode == "L" else image, "PNG")).pixels
    assert _difference(pixels, np.full((8, 8, 3), level)) == 0


@pytest.mark.parametrize("adobe_ink", [(0, 0, 0, 0), (0, 255, 255, 0), (255, 0, 0, 60)])
def test_cmyk_jpeg_is_not_inverted(adobe_ink, save):
    image = Image.new("CMYK", (16, 16), adobe_ink)
    pixels = decode(save(image, "JPEG", quality=100)).pixels
    assert _difference(pixels, image.convert("RGB")) < 3


def test_cmyk_tiff_is_not_inverted(save):
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    assert decode(save(image, "TIFF")).pixels[0, 0].tolist() == [255, 0, 0]


def test_lab_tiff_becomes_rgb(save):
    image = Image.new("LAB", (4, 4), (136, 208, 195))  # sRGB red is L 53, a 80, b 67
    red, green, blue = decode(save(image, "TIFF")).pixels[0, 0]
    assert red > 240
    assert max(green, blue) < 30


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_a_colour_hidden_under_full_transparency_does_not_show(format_, save):
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    options = {"lossless": True, "exact": True} if format_ == "WEBP" else {}
    assert decode(save(image, format_, **options)).pixels.min() == 255


def test_a_hidden_colour_does_not_bleed_when_scaled(save):
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 32, 64))
    pixels = decode(save(image, "PNG"), short_side=10).pixels
    assert (pixels[..., 0] <= pixels[..., 2]).all()


def test_half_transparency_is_half_white(save):
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 128))
    assert decode(save(image, "PNG")).pixels[0, 0].tolist() == [127, 127, 127]


@pytest.mark.parametrize(
    ("mode", "colour", "transparency"),
    [("L", 7, 7), ("RGB", (9, 8, 7), (9, 8, 7)), ("P", 3, 3), ("P", 3, bytes([255, 255, 255, 0]))],
)
def test_a_transparent_colour_of_png_is_white(mode, colour, transparency, save):
    image = Image.new(mode, (4, 4), colour)
    if mode == "P":
        image.putpalette([10, 20, 30] * 4)
    assert decode(save(image, "PNG", transparency=transparency)).pixels.min() == 255


def test_the_first_frame_of_an_animation_is_read(save):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for format_ in ("GIF", "PNG", "WEBP", "TIFF"):
        data = save(frames[0], format_, save_all=True, append_images=frames[1:])
        red, _, blue = decode(data).pixels[0, 0]
        assert red > 200 > 50 > blue


def test_the_first_picture_of_a_multi_picture_jpeg_is_read(save, scene):
    data = save(scene, "MPO", save_all=True, append_images=[scene.rotate(180)], quality=95)
    assert _difference(decode(data).pixels, scene) < 6


def test_short_side_never_enlarges(save, scene):
    assert decode(save(scene, "PNG"), short_side=500).pixels.shape == (64, 96, 3)


def test_full_size_is_told_when_pixels_are_scaled(save, grain):
    decoded = decode(save(grain, "JPEG"), short_side=40)
    assert (decoded.width, decoded.height) == (640, 480)
    assert decoded.pixels.shape == (40, 53, 3)


@pytest.mark.parametrize("short_side", [32, 56, 100, 160, 300])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_scaled_jpeg_decoding_is_close_to_scaling_the_full_decode(mode, short_side, save, grain):
    data = save(grain.convert(mode).crop((0, 0, 637, 479)), "JPEG", quality=92)
    full = Image.fromarray(decode(data).pixels)
    assert _difference(decode(data, short_side).pixels, shrink(full, short_side)) < 1.5


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("short_side", [None, 40])
def test_a_jpeg_that_turbojpeg_cannot_name_is_read_by_pillow(
    mode, short_side, save, grain, monkeypatch
):
    data = save(grain.convert(mode), "JPEG", quality=92)
    expected = decode(data, short_side)

    def refuse(*_, **__):
        raise ValueError("Could not determine subsampling level of JPEG image")

    monkeypatch.setattr("simplejpeg.decode_jpeg", refuse)
    decoded = decode(data, short_side)
    assert _difference(decoded.pixels, expected.pixels) < 1
    assert (decoded.width, decoded.height) == (640, 480)


def test_pixels_may_be_written_to(save, scene):
    assert decode(save(scene, "PNG")).pixels.flags.writeable


def test_many_threads_get_what_one_gets(save, grain):
    files = [save(grain, "JPEG"), save(grain, "PNG"), save(grain, "WEBP"), save(grain, "TIFF")] * 8
    alone = [decode(data, 64).pixels for data in files]
    with ThreadPoolExecutor(8) as threads:
        together = [decoded.pixels for decoded in threads.map(lambda d: decode(d, 64), files)]
    assert all(map(np.array_equal, alone, together))


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing in XML"),
        (b"hello there", "not an image of a known format"),
    ],
)
def test_an_unknown_format_is_named_beside_those_that_are_read(data, seen):
    with pytest.raises(UnknownFormat, match=f"{seen}.*jpeg, png, webp"):
        decode(data)
