"""Remove from a JPEG the bytes that only cause harmless libjpeg warnings.

A decode tells its first warning only. So a harmless one is not ignored: the file is decoded
again without its cause, which lets any damage behind it be heard. Zeros before a marker are found
by their count here; by what rule other bytes are taken for left over is in `jpeg_scans.py`.
"""

import re
from collections.abc import Iterator

from lookalike.images.readers.jpeg_scans import without_leftovers

_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")  # none that stands alone, or in data
_FRAME, _TABLES, _END, _SCAN = (0xC0, 0xC1, 0xC2), 0xC4, 0xD9, 0xDA
_JFIF, _ADOBE = 0xE0, 0xEE
_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0x([0-9a-f]{2})")
_LEFTOVER = ("Unsupported marker type", "two SOI markers")  # of what was left over
_IN_HAND = 8  # bytes that libjpeg may have taken of what follows a scan's last pixel


def mended(data: bytes, warning: str) -> bytes | None:
    """The same picture without what libjpeg warned of; None where the warning means damage."""
    padding = _PADDING.search(warning)
    if padding:
        plain = _without_padding(data, int(padding[1]), int(padding[2], 16))
        return plain or without_leftovers(data)
    if any(words in warning for words in _LEFTOVER):
        return without_leftovers(data)
    if "JFIF revision" in warning:
        return _patched(data, _JFIF, 5, b"\1\2")
    if "Adobe color transform" in warning:
        inks = any(data[at + 9] == 4 for at, code in markers(data) if code in _FRAME)
        return _patched(data, _ADOBE, 11, b"\2" if inks else b"\1")
    if "Invalid SOS parameters" in warning:
        return _with_plain_scans(data)
    return None


def markers(data: bytes) -> Iterator[tuple[int, int]]:
    """The place and code of each marker, from the first header to the picture's own end.

    Markers within headers, as an embedded thumbnail has, and behind the end do not count.
    """
    at = 2
    while found := _MARKER.search(data, at):
        at, code = found.start(), data[found.start() + 1]
        yield at, code
        if code == _END:
            return
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))


def _without_padding(data: bytes, count: int, code: int) -> bytes | None:
    """Zeros before a marker are padding, unless pixels were made of some of them."""
    zeros = bytes(count)
    for at, found in markers(data):
        end = at
        while data[end - 1] == 0xFF:  # a marker may begin with any number of these
            end -= 1
        if found == code and data.endswith(zeros, 0, end):
            before = data[max(0, end - count - _IN_HAND - 1) : end - count]
            return data[: end - count] + data[at:] if any(before) or _flat(data) else None
    return None


def _flat(data: bytes) -> bool:
    """Whether pixels made of zeros are those of an even ground, by the file's Huffman codes."""
    for at, code in markers(data):
        table, end = at + 4, at + 2 + int.from_bytes(data[at + 2 : at + 4])
        while code == _TABLES and table + 17 < end:
            if data[table + 17]:  # what the code of zeros stands for
                return False
            table += 17 + sum(data[table + 1 : table + 17])
    return True


def _patched(data: bytes, code: int, offset: int, value: bytes) -> bytes | None:
    """With `value` at `offset` of that header's content."""
    start = next((at + 4 + offset for at, found in markers(data) if found == code), None)
    return data[:start] + value + data[start + len(value) :] if start else None


def _with_plain_scans(data: bytes) -> bytes:
    """A baseline scan holds all 64 coefficients at once, whatever its header says."""
    plain = bytearray(data)
    for at, code in markers(data):
        if code == _SCAN:
            end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
            plain[end - 3 : end] = b"\0\x3f\0"
    return bytes(plain)
