"""Files that are cut, corrupt or no image: one clear reason, never half a picture."""

import random
import re
import warnings

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import DamagedImage, ImageError, ImageTooLarge, UnknownFormat
from lookalike.images.decode import decode
from lookalike.images.faults import plain_reasons
from lookalike.images.formats import FORMATS
from lookalike.images.quiet import pillow_silenced

pytestmark = pytest.mark.slow(seconds=8)

PILLOW_NAMES = {"heic": "HEIF", "jpeg2000": "JPEG2000"}
ALSO = [("JPEG", {"progressive": True}), ("TIFF", {"compression": "tiff_lzw"})]
KINDS = [(PILLOW_NAMES.get(name, name.upper()), {}) for name in FORMATS] + ALSO


@pytest.mark.parametrize(("format_", "options"), KINDS)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_cut_file_is_damaged(format_, options, kept, save, grain):
    data = save(grain, format_, **options)
    with pytest.raises(DamagedImage):
        decode(data[: int(len(data) * kept)])


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP"])
def test_the_reason_says_that_the_file_is_cut(format_, save, grain):
    data = save(grain, format_)
    with pytest.raises(DamagedImage, match=r"^the file ends before the image does$"):
        decode(data[: len(data) // 2])


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_cut_near_its_end_is_damaged_even_when_scaled(mode, save, grain):
    data = save(grain.convert(mode), "JPEG")
    with pytest.raises(DamagedImage, match="ends before"):
        decode(data[: len(data) - 200], short_side=40)


def test_a_hole_in_a_jpeg_is_damage(save, grain):
    data = bytearray(save(grain, "JPEG"))
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    with pytest.raises(DamagedImage, match="corrupt"):
        decode(bytes(data))


def test_zeros_before_the_end_of_a_jpeg_are_padding(save, grain):
    data = save(grain, "JPEG")
    padded = data[:-2] + bytes(30) + data[-2:]
    assert np.array_equal(decode(padded).pixels, decode(data).pixels)


def test_bytes_after_the_end_of_a_jpeg_do_not_matter(save, scene):
    assert decode(save(scene, "JPEG") + b"trailer" * 9).pixels.shape == (64, 96, 3)


def test_any_flipped_bit_in_the_pixels_of_a_png_is_found(save, scene):
    data = save(scene, "PNG")
    start = data.index(b"IDAT") + 4
    chance = random.Random(5)
    for _ in range(40):
        flipped = bytearray(data)
        flipped[chance.randrange(start, len(data) - 16)] ^= 1 << chance.randrange(8)
        with pytest.raises(DamagedImage):
            decode(bytes(flipped))


@pytest.mark.parametrize(("format_", "options"), KINDS)
def test_noise_inside_a_file_gives_pixels_or_an_image_error(format_, options, save, scene):
    data = save(scene, format_, **options)
    chance = random.Random(11)
    for _ in range(60):
        noisy = bytearray(data)
        for _ in range(chance.randrange(1, 12)):
            noisy[chance.randrange(12, len(data))] = chance.randrange(256)
        assert _is_one_clean_line(_outcome(bytes(noisy)))


def test_an_empty_file_is_damaged():
    with pytest.raises(DamagedImage, match="the file is empty"):
        decode(b"")


@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "tiff", "bmp", "webp", "avif", "heic"])
def test_a_signature_alone_is_no_image(name, save, scene):
    data = save(scene, PILLOW_NAMES.get(name, name.upper()))
    with pytest.raises(ImageError):
        decode(data[:16])


def test_a_codecs_words_lose_their_addresses_and_lines():
    reason = r"^the tiff data is corrupt \(cannot read\)$"
    with pytest.raises(DamagedImage, match=reason), plain_reasons("tiff"):
        raise RuntimeError("cannot read <_io.BytesIO object at 0x7f33aa00>\nand more")


@pytest.mark.parametrize("error", [IndexError("list index out of range"), OSError("error -2")])
def test_a_codecs_words_about_itself_are_left_out(error):
    with pytest.raises(DamagedImage, match=r"^the gif data is corrupt$"), plain_reasons("gif"):
        raise error


def test_running_out_of_memory_is_an_image_too_large():
    with pytest.raises(ImageTooLarge, match="memory"), plain_reasons("png"):
        raise MemoryError


def test_warnings_are_silenced_inside_and_back_outside():
    before = list(warnings.filters)
    with pillow_silenced():
        assert warnings.filters != before
    assert warnings.filters == before


def test_what_pillow_warns_of_does_not_leak(save, recwarn):
    with pytest.raises(DamagedImage):
        decode(save(Image.new("L", (9, 9)), "TIFF")[:-40])
    assert not recwarn.list


def _outcome(data: bytes) -> str:
    try:
        return f"pixels of {decode(data).pixels.shape}"
    except ImageError as error:
        return str(error)


def _is_one_clean_line(reason: str) -> bool:
    return bool(reason) and "\n" not in reason and not re.search(r"0x[0-9a-f]{5}|Traceback", reason)


@pytest.mark.parametrize("bits", [12, 16])
def test_a_jpeg_of_more_bits_is_a_kind_that_is_not_read(bits, save, scene):
    data = save(scene, "JPEG")
    at = data.index(b"\xff\xc0") + 4
    with pytest.raises(UnknownFormat, match=f"a kind of jpeg that is not read .*{bits}-bit"):
        decode(data[:at] + bytes([bits]) + data[at + 1 :])


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("junk", [b"\xff\x50\0\4ab" * 9, b"ab\xff\xf0\0\4ab", b"junk" * 50])
def test_a_jpeg_that_has_something_else_for_its_end_is_damaged(
    junk: bytes, progressive: bool, save, grain
) -> None:
    data = save(grain, "JPEG", progressive=progressive)
    for side in (None, 40):
        with pytest.raises(DamagedImage):
            decode(data[:-2] + junk, side)


@pytest.mark.parametrize(
    ("marker", "kind"), [(0xF7, "JPEG-LS"), (0xC3, "lossless"), (0xC5, "hierarchical")]
)
def test_a_jpeg_of_a_process_that_is_not_read_is_told_as_that(marker, kind, save, scene):
    data = save(scene, "JPEG", exif=b"Exif\0\0II*\0" + bytes(8))
    at = data.index(b"\xff\xc0")
    with pytest.raises(UnknownFormat, match=rf"a kind of jpeg that is not read \({kind}\)"):
        decode(data[: at + 1] + bytes([marker]) + data[at + 2 :])
