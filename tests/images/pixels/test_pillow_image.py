"""Images of Pillow become the pixels that their files become."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageCms
from PIL.ExifTags import Base

from lookalike.errors import DamagedImage, ImageTooLarge, ImageUnreachable, QueryError
from lookalike.images.decode import decode
from lookalike.images.limits import Limits, limited
from lookalike.images.pixels.pillow import image_pixels

MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"]
FORMATS = {"CMYK": "TIFF"}


@st.composite
def images(draw: st.DrawFn) -> Image.Image:
    """Small images of every mode that a lossless file has, some of them partly transparent."""
    mode = draw(st.sampled_from(MODES))
    height, width = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    if mode == "I;16":
        return Image.fromarray(draw(arrays(np.uint16, (height, width))))
    pixels = draw(arrays(np.uint8, (height, width, 4)))
    image = Image.fromarray(pixels)
    if mode in ("RGBA", "LA"):
        return image.convert(mode)
    image = image.convert("RGB").convert(mode)
    if mode == "P" and draw(st.booleans()):
        image.info["transparency"] = draw(st.integers(0, 255))
    return image


def file_of(image: Image.Image, orientation: int = 1) -> bytes:
    exif, file = Image.Exif(), BytesIO()
    exif[Base.Orientation] = orientation
    image.save(file, FORMATS.get(image.mode, "PNG"), exif=exif)
    return file.getvalue()


@given(images(), st.integers(1, 8))
@settings(deadline=None)
def test_an_opened_image_gives_the_pixels_of_its_file(image: Image.Image, orientation: int) -> None:
    data = file_of(image, orientation)
    with Image.open(BytesIO(data)) as opened:
        assert np.array_equal(image_pixels(opened), decode(data).pixels)


@given(images())
@settings(deadline=None)
def test_an_image_is_left_as_it_is(image: Image.Image) -> None:
    before, info = image.copy(), dict(image.info)
    image_pixels(image)
    assert (image.mode, image.info) == (before.mode, info)
    assert image.tobytes() == before.tobytes()


@pytest.mark.parametrize("mode", ["YCbCr", "HSV", "LAB", "La", "RGBa", "PA", "F", "I", "RGBX"])
def test_every_other_mode_gives_pixels(mode: str, scene: Image.Image) -> None:
    path = {"La": ["LA", "La"], "PA": ["P", "PA"], "RGBa": ["RGBA", "RGBa"], "LAB": []}
    image = scene
    for step in path.get(mode, [mode]):
        image = image.convert(step)
    assert image_pixels(image).shape == (64, 96, 3)


def test_a_profile_is_applied_as_to_a_file(scene: Image.Image) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"tmp0", 1).replace(b"gXYZ", b"rXYZ", 1)
    profile = swapped.replace(b"tmp0", b"gXYZ", 1)  # red and green exchanged
    file = BytesIO()
    scene.save(file, "PNG", icc_profile=profile)
    with Image.open(file) as image:
        found = image_pixels(image)
    assert np.array_equal(found, decode(file.getvalue()).pixels)
    assert not np.array_equal(found, np.asarray(scene))


def test_the_frame_counts_that_is_shown(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    with Image.open(tmp_path / "a.gif") as image:
        image.seek(1)
        assert image_pixels(image)[0, 0].tolist() == [0, 0, 255]


def test_a_closed_image_says_what_to_do(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as after_with:
        pass
    closed, loaded = Image.open(tmp_path / "a.png"), Image.open(tmp_path / "a.png")
    closed.close()
    with loaded:
        loaded.load()
    for image in (after_with, closed):
        with pytest.raises(ImageUnreachable, match=r"call load\(\) before"):
            image_pixels(image)
    assert image_pixels(loaded).shape == (4, 4, 3)


def test_a_damaged_file_is_told(scene: Image.Image) -> None:
    data = file_of(scene)
    with Image.open(BytesIO(data[: len(data) // 2])) as image, pytest.raises(DamagedImage):
        image_pixels(image)


def test_an_image_of_nothing_is_refused() -> None:
    with pytest.raises(QueryError, match="0 x 3 pixels is empty"):
        image_pixels(Image.new("RGB", (0, 3)))


def test_the_limit_on_pixels_holds_before_they_are_read(tmp_path: Path) -> None:
    Image.new("1", (100, 100)).save(tmp_path / "a.png")
    with (
        Image.open(tmp_path / "a.png") as image,
        limited(Limits(max_pixels=9_999)),
        pytest.raises(ImageTooLarge, match="100 x 100 is 10,000 pixels"),
    ):
        image_pixels(image)
