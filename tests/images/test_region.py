"""A region is what is cut out of the whole picture, read as finely as it needs itself."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lookalike.errors import ImageTooLarge, QueryError
from lookalike.images.cost import cost
from lookalike.images.crop import Crop, apply_crop, parse_crop
from lookalike.images.decode import decode
from lookalike.images.formats import sniff
from lookalike.images.headers import open_header
from lookalike.images.limits import LIMITS, Limits
from lookalike.images.read import read_image
from lookalike.images.shrink import shrunk
from lookalike.images.wanted import Wanted

CROPS = ["0,0,1,1", ".1,.2,.3,.7", "10,5,33,21", "-9,3,30,999", "95,63,1,1", "0,0,96,64"]
KINDS = {
    "PNG": ("RGB", {}),
    "WEBP": ("RGB", {"lossless": True}),
    "GIF": ("P", {}),
    "TIFF": ("CMYK", {}),
    "BMP": ("L", {}),
    "JPEG": ("RGB", {"quality": 95}),
    "AVIF": ("RGB", {}),
    "HEIF": ("RGB", {}),
    "JPEG2000": ("RGB", {}),
}


def far(one: np.ndarray, other: np.ndarray) -> float:
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other).mean())


def turned(image: Image.Image, kind: str, orientation: int, **how: object) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    image.save(file, kind, exif=exif, **how)
    return file.getvalue()


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_region_is_cut_out_of_the_picture(kind: str, crop: str, save, scene) -> None:
    mode, how = KINDS[kind]
    data = save(scene.convert(mode), kind, **how)
    expected = apply_crop(decode(data).pixels, parse_crop(crop))
    assert np.array_equal(decode(data, crop=parse_crop(crop)).pixels, expected)
    assert np.array_equal(read_image(data, crop), expected)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
@pytest.mark.parametrize("crop", CROPS)
def test_so_it_is_of_a_jpeg_without_colour_or_of_inks(mode: str, crop: str, save, scene) -> None:
    data = save(scene.convert(mode), "JPEG", quality=95)
    expected = apply_crop(decode(data).pixels, parse_crop(crop))
    assert np.array_equal(decode(data, crop=parse_crop(crop)).pixels, expected)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_region_is_of_the_upright_picture(kind: str, orientation: int, scene) -> None:
    data = turned(scene, kind, orientation, **({"quality": 95} if kind == "JPEG" else {}))
    for crop in (Crop(0.1, 0.2, 0.3, 0.7), Crop(50, 10, 99, 20)):
        found = decode(data, crop=crop)
        whole = decode(data)
        assert np.array_equal(found.pixels, apply_crop(whole.pixels, crop))
        assert (found.width, found.height) == (whole.width, whole.height)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "L", "I;16"])
@pytest.mark.parametrize("side", [20, 150, 999])
def test_a_region_shrinks_as_the_picture_of_it_alone_would(mode: str, side: int, save) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (331, 273, 4), dtype=np.uint8)
    noise[..., 3] |= 128
    image = Image.fromarray(noise)
    image = image.quantize(64) if mode == "P" else image.convert("L" if mode == "I;16" else mode)
    data = save(image.convert(mode), "PNG")
    for crop in (Crop(11, 20, 200, 180), Crop(0, 0, 1, 0.5)):
        expected = shrunk(apply_crop(decode(data).pixels, crop), side)
        assert far(decode(data, side, crop=crop).pixels, expected) < 1


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"subsampling": 0}])
@pytest.mark.parametrize("side", [16, 40, 100])
@pytest.mark.parametrize("crop", ["0,0,.5,.5", "101,73,407,333", ".5,.25,.5,.75"])
def test_a_region_of_a_jpeg_that_is_decoded_smaller_is_close(
    crop: str, side: int, how: dict[str, object], save, grain
) -> None:
    data, rectangle = save(grain, "JPEG", quality=92, **how), parse_crop(crop)
    expected = shrunk(apply_crop(decode(data).pixels, rectangle), side)
    assert far(decode(data, side, crop=rectangle).pixels, expected) < 1.5


def test_a_small_region_of_a_jpeg_is_as_sharp_as_it_can_be(save, grain) -> None:
    data, crop = save(grain, "JPEG", quality=92, progressive=True), Crop(300, 200, 60, 40)
    sharp = apply_crop(decode(data).pixels, crop)
    assert np.array_equal(decode(data, 40, crop=crop).pixels, sharp)


@pytest.mark.parametrize("how", [{}, {"progressive": True}])
def test_a_region_is_read_within_the_memory_that_its_picture_is(how: dict[str, object]) -> None:
    image = Image.new("RGB", (4000, 3000), "teal")
    ImageDraw.Draw(image).rectangle((1000, 900, 1100, 1000), fill="orange")
    file = BytesIO()
    image.save(file, "JPEG", **how)
    data, crop = file.getvalue(), Crop(1000, 900, 100, 100)
    limits = Limits(max_memory=62_000_000)
    whole, part = decode(data, 224, limits), decode(data, 224, limits, crop)
    assert whole.pixels.shape == (224, 299, 3)
    # At half its size a progressive one is within bounds, and the rest of it in full.
    side = 50 if how else 100
    assert part.pixels.shape == (side, side, 3)
    assert np.abs(part.pixels.mean((0, 1)) - (255, 165, 0)).max() < 3
    with pytest.raises(ImageTooLarge, match="--max-memory"):
        decode(data, None, limits)


def test_a_region_is_on_the_ground_of_its_picture(save) -> None:
    image = Image.new("RGBA", (700, 600))
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((100, 100, 600, 500), fill="white")
    drawing.rectangle((10, 10, 30, 30), fill="black")
    data = save(image, "PNG")
    ground = int(decode(data).pixels[0, 0, 0])
    for side in (None, 10, 40):  # of the corner alone white would be the ground
        corner = decode(data, side, crop=Crop(0, 0, 40, 40)).pixels
        assert int(corner[0, 0, 0]) == ground == 128


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "JPEG2000"])
def test_a_region_without_pixels_is_told_of_the_upright_picture(kind: str, save, scene) -> None:
    data = save(scene, kind)
    with pytest.raises(QueryError, match="no pixel of the image, which is 96 x 64"):
        decode(data, 40, crop=Crop(96, 0, 5, 5))


def test_a_region_of_jpeg_2000_is_decoded_smaller_where_memory_is_short(save, grain) -> None:
    data, crop = save(grain, "JPEG2000", num_resolutions=4), Crop(100, 50, 400, 380)
    format_ = sniff(data)
    header = open_header(data, format_, LIMITS)
    needed = cost(header, format_, data, Wanted(60, crop)) + len(data)
    expected = shrunk(apply_crop(decode(data).pixels, crop), 60)
    small = decode(data, 60, Limits(max_memory=needed - 1), crop).pixels
    assert 0 < far(small, expected) < 2
    with pytest.raises(ImageTooLarge):
        decode(data, 300, Limits(max_memory=needed - 1), crop)
