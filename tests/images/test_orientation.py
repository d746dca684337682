"""Every way a camera was held gives the same upright picture."""

import numpy as np
import pytest
from PIL import Image

from lookalike.images.decode import decode
from tests.contracts.encoder_contract import UNDO as TURNS

UNDO = {1: None, **TURNS}  # what a camera does to an upright picture, per EXIF orientation
FORMATS = {
    "JPEG": {"quality": 95},
    "PNG": {},
    "WEBP": {"lossless": True},
    "TIFF": {},
    "TIFF packed": {"compression": "tiff_lzw"},
    "AVIF": {"quality": 95},
    "HEIF": {"quality": 95},
}


SEEN = 448  # at full size the nine, each compressed anew, stray up to 4.3 in any decoder


def _held(scene: Image.Image, orientation: int) -> Image.Image:
    undo = UNDO[orientation]
    return scene if undo is None else scene.transpose(undo)


def _tagged(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _difference(pixels, scene: Image.Image) -> float:
    return float(np.abs(pixels.astype(np.int16) - np.asarray(scene)).mean())


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("orientation", UNDO)
def test_an_orientation_is_undone(format_, orientation, save, scene):
    exif = _tagged(orientation)
    if format_ == "HEIF":
        exif = exif.tobytes()
    data = save(_held(scene, orientation), format_.split()[0], exif=exif, **FORMATS[format_])
    decoded = decode(data)
    assert (decoded.width, decoded.height) == scene.size
    assert _difference(decoded.pixels, scene) < 3


@pytest.mark.parametrize("orientation", UNDO)
def test_an_orientation_is_undone_when_scaled(orientation, save, grain):
    data = save(_held(grain, orientation), "JPEG", exif=_tagged(orientation))
    small = decode(data, short_side=48)
    assert small.pixels.shape == (48, 64, 3)
    assert (small.width, small.height) == (640, 480)
    assert _difference(small.pixels, grain.resize((64, 48), Image.Resampling.BILINEAR)) < 4


@pytest.mark.parametrize("value", [0, 9, 300])
def test_an_orientation_that_does_not_exist_is_ignored(value, save, scene):
    assert decode(save(scene, "PNG", exif=_tagged(value))).pixels.shape == (64, 96, 3)


def test_broken_exif_does_not_cost_the_photo(save, scene):
    data = save(scene, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7fgarbage")
    assert decode(data).pixels.shape == (64, 96, 3)


@pytest.mark.parametrize("scene_name", ["Landscape", "Portrait"])
def test_the_nine_photos_of_a_scene_come_out_alike(scene_name, shared_data):
    folder = shared_data / "orientation"
    files = [(folder / f"{scene_name}_{n}.jpg").read_bytes() for n in range(9)]
    photos = [decode(file, short_side=SEEN).pixels for file in files]
    assert max(_difference(photo, photos[0]) for photo in photos) < 3


def _exif_with(moment: str, **detail: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0132] = moment
    exif.get_ifd(0x8769).update({int(tag[1:], 16): value for tag, value in detail.items()})
    return exif


def test_the_moment_of_the_shutter_is_iso(save, scene):
    exif = _exif_with("2020:01:01 00:00:00", x9003="2019:07:06 05:04:03")
    assert decode(save(scene, "JPEG", exif=exif)).taken_at == "2019-07-06T05:04:03"


def test_the_cameras_zone_is_kept(save, scene):
    exif = _exif_with("2020:01:01 00:00:00", x9003="2019:07:06 05:04:03", x9011="-03:30")
    assert decode(save(scene, "JPEG", exif=exif)).taken_at == "2019-07-06T05:04:03-03:30"


def test_without_the_shutter_the_files_own_moment_counts(save, scene):
    exif = _exif_with("2020:01:02 03:04:05")
    assert decode(save(scene, "PNG", exif=exif)).taken_at == "2020-01-02T03:04:05"


@pytest.mark.parametrize("moment", ["0000:00:00 00:00:00", "    :  :     :  :  ", "soon", ""])
def test_a_moment_that_is_none_is_left_out(moment, save, scene):
    assert decode(save(scene, "JPEG", exif=_exif_with(moment))).taken_at is None
