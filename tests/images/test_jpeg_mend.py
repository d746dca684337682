"""JPEGs with something behind, beside or before their end: read as without it, or damaged."""

import random
from functools import lru_cache

import numpy as np
import pytest

from lookalike.errors import DamagedImage, ImageTooLarge
from lookalike.images.decode import decode
from lookalike.images.readers import jpeg_repair
from lookalike.images.readers.jpeg import MAX_SCANS
from lookalike.images.readers.jpeg_repair import markers
from lookalike.images.readers.jpeg_scans import without_leftovers
from lookalike.types import ImageArray

END = b"\xff\xd9"
KINDS = {
    "baseline": {},
    "progressive": {"progressive": True},
    "with restarts": {"restart_marker_blocks": 5},
    "with its own codes": {"optimize": True},
    "progressive with restarts": {"progressive": True, "restart_marker_rows": 1},
}


@pytest.fixture(scope="module", params=KINDS)
def jpeg(request, save, grain) -> bytes:
    return save(grain.crop((0, 0, 240, 160)), "JPEG", **KINDS[request.param])


def _padded(data: bytes, zeros: int = 64) -> bytes:
    return data[:-2] + bytes(zeros) + END


def _before(data: bytes, marker: bytes, what: bytes) -> bytes:
    at = data.index(marker)
    return data[:at] + what + data[at:]


def _with_thumbnail(data: bytes, save, grain) -> bytes:
    small = b"Exif\0\0" + save(grain.crop((0, 0, 64, 48)), "JPEG")
    return data[:2] + b"\xff\xe1" + (len(small) + 2).to_bytes(2) + small + data[2:]


def _video(size: int = 200_000) -> bytes:
    noise = np.random.default_rng(8).integers(0, 256, size, dtype=np.uint8).tobytes()
    return b"\0\0\0\x18ftypmp42" + noise + END


def _is_read_as(data: bytes, plain: bytes) -> bool:
    sizes = (None, 40)
    return all(np.array_equal(decode(data, size).pixels, _pixels(plain, size)) for size in sizes)


@lru_cache(maxsize=8)  # many files are compared with one
def _pixels(plain: bytes, size: int | None) -> ImageArray:
    return decode(plain, size).pixels


@pytest.mark.parametrize("zeros", [1, 2, 3, 8, 9, 64, 70_000])
def test_zeros_before_the_end_are_padding(zeros, jpeg):
    assert _is_read_as(_padded(jpeg, zeros), jpeg)


def test_a_padded_picture_may_be_followed_by_a_gain_map_or_a_second_picture(jpeg):
    assert _is_read_as(_padded(jpeg) + jpeg, jpeg)
    assert _is_read_as(_padded(jpeg) + _padded(jpeg), jpeg)


def test_a_padded_picture_may_be_followed_by_a_video_or_by_anything(jpeg):
    assert _is_read_as(_padded(jpeg) + _video(), jpeg)
    assert _is_read_as(_padded(jpeg) + bytes(3000) + b"SEFT" + END * 3, jpeg)


def test_an_end_marker_within_a_header_is_not_the_end(jpeg, save, grain):
    assert _is_read_as(_with_thumbnail(_padded(jpeg), save, grain) + _video(), jpeg)
    remark = b"\xff\xfe\0\6" + END + b"\xff\xff"
    assert _is_read_as(_before(_padded(jpeg), b"\xff\xdb", remark) + jpeg, jpeg)


def test_fill_bytes_before_the_end_do_not_matter(jpeg):
    assert _is_read_as(jpeg[:-2] + bytes(30) + b"\xff" * 9 + END + jpeg, jpeg)


@pytest.mark.parametrize("marker", [b"\xff\xdb", b"\xff\xda"])
def test_zeros_between_headers_do_not_matter(marker, jpeg):
    assert _is_read_as(_before(jpeg, marker, bytes(30)), jpeg)


def test_zeros_between_the_scans_of_a_progressive_jpeg_do_not_matter(save, grain):
    plain = save(grain, "JPEG", progressive=True)
    last = plain.rindex(b"\xff\xda")
    assert _is_read_as(plain[:last] + bytes(40) + plain[last:-2] + bytes(40) + END, plain)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_four_inks_are_padded_alike(mode, save, grain):
    plain = save(grain.convert(mode), "JPEG")
    assert _is_read_as(_padded(plain) + plain, plain)


def test_an_even_ground_of_zeros_is_no_damage(save, grain):
    even = grain.crop((0, 0, 320, 320))
    even.paste((255, 255, 255), (0, 16, 320, 320))
    plain = save(even, "JPEG", optimize=True)
    assert plain.endswith(bytes(20), 0, len(plain) - 3)  # or this test shows nothing
    assert _is_read_as(_padded(plain), plain)


@pytest.mark.parametrize("behind", [b"", END, bytes(64) + END])
@pytest.mark.parametrize("follows", [False, True])
def test_a_picture_that_is_cut_is_damaged_whatever_follows(behind, follows, jpeg):
    cut = jpeg[: len(jpeg) * 2 // 3] + behind
    with pytest.raises(DamagedImage):
        decode(cut + jpeg[2:] if follows else cut)


def test_zeros_in_place_of_pixels_are_damage(save, grain):
    for options in KINDS.values():
        data = save(grain, "JPEG", quality=90, **options)
        kept = len(data) * 2 // 3
        with pytest.raises(DamagedImage):
            decode(data[:kept] + bytes(len(data) - kept - 2) + END)


def test_a_hole_before_padding_is_damage(jpeg):
    middle = len(jpeg) // 2
    with pytest.raises(DamagedImage):
        decode(_padded(jpeg[:middle] + bytes(400) + jpeg[middle + 400 :]))


@pytest.mark.parametrize("junk", [b"pixels" * 9, b"a", b"ab", b"abc", b"\0\0a", b"\xff\0" * 40])
def test_anything_before_the_end_does_not_matter(junk, jpeg):
    assert _is_read_as(jpeg[:-2] + junk + END, jpeg)
    assert _is_read_as(jpeg[:-2] + junk + END + jpeg, jpeg)


def test_random_bytes_before_the_end_do_not_matter(jpeg):
    chance = random.Random(3)
    for size in (1, 2, 3, 5, 8, 9, 13, 30, 100, 1000, 5000):
        junk = bytes(chance.randrange(255) for _ in range(size))  # no marker among them
        assert _is_read_as(jpeg[:-2] + junk + END, jpeg)


@pytest.mark.parametrize("junk", [b"ab\xff\x50\0\4cd", b"ab\xff\xf0\0\4cd", b"\xff\xd8ab" * 9])
def test_what_looks_like_a_marker_before_the_end_does_not_matter(junk, jpeg):
    assert _is_read_as(jpeg[:-2] + b"a text of some length" + junk + END, jpeg)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_a_text_before_the_end_does_not_matter_in_grey_and_four_inks(mode, options, save, grain):
    plain = save(grain.crop((0, 0, 203, 117)).convert(mode), "JPEG", **options)
    assert _is_read_as(plain[:-2] + b"a text of some length" + END, plain)


def test_random_bytes_between_the_scans_of_a_progressive_jpeg_does_not_matter(save, grain):
    plain = save(grain.crop((0, 0, 240, 160)), "JPEG", progressive=True)
    places = [at for at, code in markers(plain) if code == 0xC4][2:]  # behind a scan
    assert len(places) > 3
    chance = random.Random(6)
    junk = bytes(chance.randrange(255) for _ in range(400))
    for at in places:
        assert _is_read_as(plain[:at] + junk + plain[at:], plain)


def test_nothing_is_left_over_in_a_whole_jpeg(jpeg):
    assert without_leftovers(jpeg) == jpeg


def test_rows_that_the_header_does_not_count_are_damage(jpeg):
    at = next(at for at, code in markers(jpeg) if code in (0xC0, 0xC2)) + 5
    with pytest.raises(DamagedImage):
        decode(jpeg[:at] + (128).to_bytes(2) + jpeg[at + 2 :])


def _is_refused(data: bytes) -> bool:
    try:
        decode(data)
    except DamagedImage:
        return True
    return False


@pytest.mark.slow(seconds=10)
def test_what_libjpeg_warns_of_in_a_damaged_jpeg_goes_on_being_refused(jpeg, monkeypatch):
    chance, damaged = random.Random(4), []
    first = jpeg.index(b"\xff\xda") + 14
    for _ in range(60):
        at, size = chance.randrange(first, len(jpeg) - 700), chance.choice([1, 3, 100, 600])
        damaged.append(jpeg[:at] + jpeg[at + size :])
        damaged.append(jpeg[:at] + bytes([jpeg[at] ^ 1 << chance.randrange(8)]) + jpeg[at + 1 :])
    after = [_is_refused(data) for data in damaged]
    monkeypatch.setattr(jpeg_repair, "without_leftovers", lambda data: None)
    before = [_is_refused(data) for data in damaged]
    assert sum(before) > 30
    assert sum(after) >= sum(before) - 1


def test_a_scan_that_is_missing_is_damage_whatever_stands_there(save, grain):
    plain = save(grain.crop((0, 0, 240, 160)), "JPEG", progressive=True)
    scans = [at for at, code in markers(plain) if code == 0xDA]
    for at in scans[1:]:
        with pytest.raises(DamagedImage):
            decode(plain[:at] + bytes([1]) * 10 + plain[at + 10 :])


def test_an_odd_version_does_not_matter_but_hides_no_damage(jpeg):
    at = jpeg.index(b"JFIF\0") + 5
    odd = jpeg[:at] + b"\2" + jpeg[at + 1 :]
    assert _is_read_as(_padded(odd), jpeg)
    with pytest.raises(DamagedImage):
        decode(odd[: len(odd) // 2])


def test_an_odd_scan_header_does_not_matter_but_hides_no_damage(save, grain):
    plain = save(grain, "JPEG")
    at = plain.index(b"\xff\xda") + 2 + 12 - 3
    odd = plain[:at] + b"\0\0\0" + plain[at + 3 :]
    assert _is_read_as(odd, plain)
    with pytest.raises(DamagedImage):
        decode(odd[: len(odd) // 2])


def test_an_odd_colour_transform_does_not_matter_but_hides_no_damage(save, grain):
    plain = save(grain, "JPEG")
    start = plain.index(b"\xff\xe0") + 18
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0"
    odd = plain[:2] + adobe + b"\7" + plain[start:]
    assert _is_read_as(odd, plain[:2] + adobe + b"\1" + plain[start:])
    with pytest.raises(DamagedImage):
        decode(odd[: len(odd) // 2])


def test_what_looks_like_scans_behind_the_picture_is_not_counted(save, scene):
    plain = save(scene, "JPEG", progressive=True)
    many = b"\xff\xda" * (MAX_SCANS + 1)
    assert _is_read_as(plain + many + END, plain)
    with pytest.raises(ImageTooLarge):
        decode(plain[:-2] + b"".join(b"\xff\xda\0\2" for _ in range(MAX_SCANS)) + END)


def test_markers_end_with_the_picture(save, scene):
    plain = save(scene, "JPEG")
    assert [code for _, code in markers(plain + plain)][-2:] == [0xDA, 0xD9]
    assert list(markers(plain + plain)) == list(markers(plain))
