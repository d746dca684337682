"""Embedded colour profiles."""

import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from lookalike.images.decode import decode
from lookalike.images.pixels.colour_profile import to_srgb

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _swapped() -> bytes:
    """sRGB with the primaries of red and green exchanged, so that its work is plain to see."""
    return SRGB.replace(b"rXYZ", b"tmp0", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tmp0", b"gXYZ")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_a_profile_is_applied_in_every_format(format_, save):
    data = save(Image.new("RGB", (32, 32), (255, 0, 0)), format_, icc_profile=_swapped())
    red, green, _ = decode(data).pixels[16, 16]
    assert green > 245
    assert red < 10


def test_a_profile_is_applied_to_scaled_pixels(save):
    image = Image.new("RGB", (320, 320), (255, 0, 0))
    data = save(image, "JPEG", icc_profile=_swapped())
    assert decode(data, short_side=20).pixels[10, 10, 1] > 245


def test_applying_a_profile_is_what_little_cms_does(scene):
    profile = ImageCms.ImageCmsProfile(BytesIO(_swapped()))
    expected = ImageCms.profileToProfile(scene, profile, ImageCms.createProfile("sRGB"))
    assert np.array_equal(np.asarray(to_srgb(scene, _swapped())), np.asarray(expected))


def test_pixels_under_srgb_itself_are_left_alone(scene):
    assert to_srgb(scene, SRGB) is scene


@pytest.mark.parametrize("profile", [b"", b"junk", SRGB[:200], SRGB[:128] + bytes(400)])
def test_a_broken_profile_is_ignored(profile, save, scene):
    decoded = decode(save(scene, "PNG", icc_profile=profile))
    assert np.array_equal(decoded.pixels, np.asarray(scene))


def test_a_profile_for_other_channels_is_ignored(save):
    grey = Image.new("L", (8, 8), 90)
    assert decode(save(grey, "PNG", icc_profile=_swapped())).pixels[0, 0].tolist() == [90] * 3


def _grey_profile(gamma: float) -> bytes:
    """A profile of one channel, of the fewest tags that Little CMS takes."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    white = b"XYZ " + bytes(4) + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    table = struct.pack(">I", 2)
    table += b"wtpt" + struct.pack(">II", 156, len(white))
    table += b"kTRC" + struct.pack(">II", 156 + len(white), len(curve))
    size = 128 + len(table) + len(white) + len(curve)
    header = struct.pack(">I4sI", size, b"lcms", 0x02400000) + b"mntrGRAYXYZ " + bytes(12)
    header += b"acsp" + bytes(28) + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + table + white + curve


def test_a_grey_profile_is_applied(save):
    data = save(Image.new("L", (8, 8), 128), "PNG", icc_profile=_grey_profile(1.0))
    assert decode(data).pixels[0, 0].tolist() == [188, 188, 188]  # half the light, in sRGB
