"""The boxes of HEIC, AVIF and JPEG 2000 files."""

import struct

from lookalike.images.readers.boxes import Box, boxes, inside

SHORT = struct.pack(">I4s", 11, b"free") + b"abc"
LONG = struct.pack(">I4sQ", 1, b"mdat", 20) + b"defg"
LAST = struct.pack(">I4s", 0, b"jp2c") + b"all the rest"


def _kinds(data: bytes) -> list[bytes]:
    return [box.kind for box in boxes(data, 0, len(data))]


def test_boxes_follow_each_other_whatever_way_their_size_is_told():
    data = SHORT + LONG + LAST
    found = list(boxes(data, 0, len(data)))
    assert [data[box.start : box.end] for box in found] == [b"abc", b"defg", b"all the rest"]
    assert _kinds(data) == [b"free", b"mdat", b"jp2c"]


def test_a_box_that_is_cut_or_too_small_ends_them():
    assert _kinds(SHORT + LONG[:-1]) == [b"free"]
    assert _kinds(SHORT + struct.pack(">I4s", 7, b"odd!") + LAST) == [b"free"]


def test_the_first_of_a_kind_is_found_behind_a_boxs_own_bytes():
    data = struct.pack(">I4sI", 12 + 2 * len(SHORT), b"meta", 0) + SHORT + SHORT
    (meta,) = boxes(data, 0, len(data))
    assert inside(data, meta, skip=4) == {b"free": Box(b"free", 20, 23)}
