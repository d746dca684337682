"""JPEGs with something behind, beside or before their end: read as without it, or damaged."""

import numpy as np
import pytest

from lookalike.errors import DamagedImage, ImageTooLarge
from lookalike.images.decode import decode
from lookalike.images.readers.jpeg import MAX_SCANS
from lookalike.images.readers.jpeg_repair import markers

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
    pairs = ((decode(data, size).pixels, decode(plain, size).pixels) for size in sizes)
    return all(np.array_equal(*pair) for pair in pairs)


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


def test_anything_but_zeros_before_the_end_is_damage(jpeg):
    with pytest.raises(DamagedImage):
        decode(jpeg[:-2] + b"pixels" * 9 + END)


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
