"""
Apply the crop (`clap`) that a HEIC or AVIF file declares (ISO/IEC 23008-12).

Readers differ: libheif 1.23.0 refuses crops that are much smaller than the picture, and Pillow
ignores the crop of an AVIF. So the crop is removed from the file before it is read, and applied
here.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from lookalike.images.readers.boxes import FULL_BOX, Box, boxes, inside, picture_size

Corners = tuple[int, int, int, int]
"""Left, top, right and bottom."""
Size = tuple[int, int]

_CROP, _TURN, _MIRROR, _SIZE = b"clap", b"irot", b"imir", b"ispe"
_LARGEST = 1 << 20  # bytes of the item properties box; of a picture in 1,000 tiles it has 40,000


class Crop(NamedTuple):
    """A file whose crops were taken away, and the area of the picture that they left."""

    whole: bytes
    """The file, with each crop widened to the whole picture."""
    turned: Corners
    """The cropped area after all rotations and mirrorings that the file declares."""
    stored: Corners
    """The cropped area before them."""


def crop_of(data: bytes) -> Crop | None:
    """Return the crop of the file's main picture; None if it declares none, or an invalid one."""
    items, primary = _items(data)
    if not any(kind == _CROP for kind, _, _ in items.get(primary, ())):
        return None
    whole = bytearray(data)
    for properties in [*items.values(), items[primary]]:  # a crop may be shared by items
        _widen(whole, data, properties)
    return _placed(bytes(whole), data, items[primary])


def _items(data: bytes) -> tuple[dict[int, list[Box]], int]:
    """Return the properties of each item, in order, and the id of the main picture."""
    file = inside(data, Box(b"", 0, len(data)))
    head = file.get(b"meta", Box(b"", 0, 0))
    meta = inside(data, head, skip=FULL_BOX)
    has_crop = data.find(_CROP, head.start, head.end) >= 0 and head.end - head.start < _LARGEST
    if not has_crop or not {b"pitm", b"iprp"} <= meta.keys():
        return {}, 0
    shelf = list(boxes(data, meta[b"iprp"].start, meta[b"iprp"].end))
    known = [child for box in shelf if box.kind == b"ipco" for child in boxes(data, *box[1:])]
    items: dict[int, list[Box]] = {}
    for box in shelf:
        if box.kind == b"ipma":
            for item, place in _associations(data[box.start : box.end]):
                if 0 < place <= len(known):
                    items.setdefault(item, []).append(known[place - 1])
    start = meta[b"pitm"].start
    end = start + FULL_BOX + (4 if data[start] else 2)
    return items, int.from_bytes(data[start + FULL_BOX : end])


def _associations(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield (item, property index from 1 on) of an `ipma` box, in order."""
    id_size = 4 if content[0] else 2
    size, mask = (2, 0x7FFF) if content[3] & 1 else (1, 0x7F)
    at = 8
    for _ in range(int.from_bytes(content[4:8])):
        item = int.from_bytes(content[at : at + id_size])
        count = content[at + id_size]
        at += id_size + 1
        for place in range(at, at + size * count, size):
            yield item, int.from_bytes(content[place : place + size]) & mask
        at += size * count


def _widen(whole: bytearray, data: bytes, properties: list[Box]) -> None:
    """Set the item's crop to the size of the picture that it crops."""
    size = _size(data, properties)
    for kind, start, end in properties:
        if kind == _TURN and data[start] & 1:
            size = size[::-1]
        elif kind == _CROP and end - start == 32 and all(size):
            numbers = (size[0], 1, size[1], 1, 0, 1, 0, 1)
            whole[start:end] = b"".join(number.to_bytes(4) for number in numbers)


def _placed(whole: bytes, data: bytes, properties: list[Box]) -> Crop | None:
    size = _size(data, properties)
    corners = (0, 0, *size)
    moves: list[Box] = []
    for box in properties:
        if box.kind == _CROP:
            within = _within(corners, data[box.start : box.end])
            if within is None:
                return None
            corners = within
        elif box.kind in (_TURN, _MIRROR):
            moves.append(box)
            corners, size = _moved(corners, size, box.kind, data[box.start])
    stored = corners
    for box in reversed(moves):
        back = -data[box.start] if box.kind == _TURN else data[box.start]
        stored, size = _moved(stored, size, box.kind, back)
    return Crop(whole, corners, stored)


def _size(data: bytes, properties: list[Box]) -> Size:
    for kind, start, _ in properties:
        if kind == _SIZE:
            return picture_size(data, start)
    return 0, 0


def _within(corners: Corners, content: bytes) -> Corners | None:
    """Return a crop's width, height and offset of the centre, as fractions."""
    numbers = [int.from_bytes(content[at : at + 4]) for at in range(0, 32, 4)]
    if not all(numbers[1::2]) or len(content) != 32:
        return None
    signed = [number - (number >> 31 << 32) for number in numbers]
    width, height = Fraction(numbers[0], numbers[1]), Fraction(numbers[2], numbers[3])
    across, down = Fraction(signed[4], numbers[5]), Fraction(signed[6], numbers[7])
    left, top, right, bottom = corners
    new_left = left + int(across + (right - left - width) / 2)
    new_top = top + int(down + (bottom - top - height) / 2)
    new = new_left, new_top, new_left + round(width), new_top + round(height)
    is_inside = left <= new[0] < new[2] <= right and top <= new[1] < new[3] <= bottom
    return new if is_inside else None


def _moved(corners: Corners, size: Size, kind: bytes, how: int) -> tuple[Corners, Size]:
    """Return where an area lies after the picture is rotated left by quarter turns, or mirrored."""
    left, top, right, bottom = corners
    width, height = size
    if kind == _MIRROR:
        if how & 1:
            return (width - right, top, width - left, bottom), size
        return (left, height - bottom, right, height - top), size
    for _ in range(how & 3):
        left, top, right, bottom = top, width - right, bottom, width - left
        width, height = height, width
    return (left, top, right, bottom), (width, height)
