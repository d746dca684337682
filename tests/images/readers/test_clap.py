"""Crops that a HEIC or AVIF file declares: the crop is the picture, in every version of libheif."""

import struct
from functools import cache, lru_cache

import numpy as np
import pytest

from lookalike.errors import ImageTooLarge
from lookalike.images.decode import decode
from lookalike.images.limits import Limits
from lookalike.images.readers.boxes import Box, boxes, inside
from lookalike.images.readers.clap import crop_of

SIZE = (256, 192)
CROPS = [(40, 30, 96, 64), (120, 64, 130, 126), (41, 31, 97, 65), (8, 2, 240, 188)]
WAYS = pytest.mark.parametrize("format_", ["HEIF", "AVIF"])


def _crop(left, top, width, height, size=SIZE) -> bytes:
    """Its middle is told by how far it is from the picture's middle."""
    across, down = 2 * left + width - size[0], 2 * top + height - size[1]
    return struct.pack(">I4sIIIIiIiI", 40, b"clap", width, 1, height, 1, across, 2, down, 2)


def _turn(quarters) -> bytes:
    return struct.pack(">I4sB", 9, b"irot", quarters)


def _mirror(way) -> bytes:
    return struct.pack(">I4sB", 9, b"imir", way)


def declaring(data: bytes, *properties: bytes) -> bytes:
    """The file with these properties given to each of its items, after those it has."""
    meta = inside(data, Box(b"", 0, len(data)))[b"meta"]
    parts = list(boxes(data, meta.start + 4, meta.end))
    iprp = next(part for part in parts if part.kind == b"iprp")
    shelf = inside(data, iprp)
    known = len(list(boxes(data, *shelf[b"ipco"][1:])))
    links = _linked(data[slice(*shelf[b"ipma"][1:])], range(known + 1, known + 1 + len(properties)))
    things = _box(b"ipco", data[slice(*shelf[b"ipco"][1:])] + b"".join(properties))
    new = _box(b"iprp", things + _box(b"ipma", links))
    further = len(new) - (iprp.end - iprp.start + 8)
    changed = {
        b"iprp": new,
        b"iloc": _moved(data, inside(data, meta, skip=4)[b"iloc"], further, meta.end),
    }
    body = b"".join(changed.get(p.kind, data[p.start - 8 : p.end]) for p in parts)
    return (
        data[: meta.start - 8]
        + _box(b"meta", data[meta.start : meta.start + 4] + body)
        + data[meta.end :]
    )


def _box(kind, content) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _linked(links, places) -> bytes:
    out, at = links[:8], 8
    while at < len(links):
        count = links[at + 2]
        out += links[at : at + 2] + bytes([count + len(places)])
        out += links[at + 3 : at + 3 + count] + bytes(0x80 | place for place in places)
        at += 3 + count
    return out


def _moved(data, box, further, end) -> bytes:
    """The table of where items lie, those behind the box of descriptions `further` back."""
    table = bytearray(data[box.start - 8 : box.end])
    has_base, at = table[13] >> 4 == 4, 16
    for _ in range(int.from_bytes(table[14:16])):
        at += 6 if table[8] == 1 else 4
        base, at = at, at + 4 * has_base
        extents = range(at + 2, at + 2 + 8 * int.from_bytes(table[at : at + 2]), 8)
        for place in [base] if has_base else extents:
            lies = int.from_bytes(table[place : place + 4])
            table[place : place + 4] = (lies + further * (lies >= end)).to_bytes(4)
        at = extents.stop
    return bytes(table)


@pytest.fixture(scope="module")
def picture(grain):
    return grain.crop((0, 0, *SIZE))


@pytest.fixture(scope="module")
def plain_of(save, picture):
    """The picture as a file without a crop; each is saved once, which takes longest here."""

    @cache
    def saved(format_, mode="RGB", full_colours=False):
        shown = picture.convert(mode)
        if mode == "RGBA":
            shown.putalpha(200)
        return save(shown, format_, **(_full_colours(format_) if full_colours else {}))

    return saved


@lru_cache(maxsize=8)  # many crops are of one file
def _whole(data):
    return decode(data).pixels


def _part(data, left, top, width, height):
    return _whole(data)[top : top + height, left : left + width]


@WAYS
@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_the_crop_is_the_picture(mode, crop, format_, plain_of):
    plain = plain_of(format_, mode)
    cropped = decode(declaring(plain, _crop(*crop)))
    assert (cropped.width, cropped.height) == crop[2:]
    assert np.array_equal(cropped.pixels, _part(plain, *crop))


@WAYS
@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("way", [None, 0, 1])
def test_a_cropped_picture_is_turned_and_mirrored_after(way, quarters, format_, plain_of):
    plain, crop = plain_of(format_, full_colours=True), CROPS[1]
    moves = [_turn(quarters)] + ([] if way is None else [_mirror(way)])
    expected = np.rot90(_part(plain, *crop), quarters)
    if way is not None:
        expected = np.flip(expected, axis=way)
    assert np.array_equal(decode(declaring(plain, _crop(*crop), *moves)).pixels, expected)


@WAYS
def test_a_turned_picture_may_be_cropped_after(format_, plain_of):
    plain, crop = plain_of(format_, full_colours=True), (20, 30, 96, 112)
    turned = declaring(plain, _turn(1), _crop(*crop, SIZE[::-1]))
    left, top, width, height = crop
    expected = np.rot90(decode(plain).pixels)[top : top + height, left : left + width]
    assert np.array_equal(decode(turned).pixels, expected)


def _full_colours(format_):
    """So that a turn of halved colours does not matter."""
    return {"chroma": 444} if format_ == "HEIF" else {"subsampling": "4:4:4"}


@WAYS
def test_a_cropped_picture_can_be_scaled(format_, plain_of):
    plain = plain_of(format_)
    assert decode(declaring(plain, _crop(*CROPS[0])), short_side=32).pixels.shape == (32, 48, 3)


@WAYS
def test_a_crop_hides_no_size_from_the_limits(format_, plain_of):
    cropped = declaring(plain_of(format_), _crop(*CROPS[0]))
    with pytest.raises(ImageTooLarge):
        decode(cropped, limits=Limits(max_pixels=SIZE[0] * SIZE[1] - 1))


@WAYS
def test_a_picture_without_a_crop_is_left_alone(format_, plain_of):
    plain = plain_of(format_)
    assert crop_of(plain) is None
    assert crop_of(declaring(plain, _turn(1))) is None


def test_a_crop_that_makes_no_sense_is_left_to_the_library(save, picture):
    plain = save(picture, "AVIF")
    beyond = declaring(plain, _crop(200, 30, 96, 64))
    nothing = declaring(plain, struct.pack(">I4s8I", 40, b"clap", 9, 0, 9, 0, 0, 0, 0, 0))
    assert crop_of(beyond) is crop_of(nothing) is None
