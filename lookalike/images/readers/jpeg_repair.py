"""
Remove from a JPEG the bytes that only cause harmless libjpeg warnings.

A decode reports its first warning only. So a harmless warning is not ignored: the file is decoded
again without its cause, so that damage after it is reported. Zeros before a marker are recognised
here by their number; the rules for other superfluous bytes are in `jpeg_scans.py`.
"""

import re
from collections.abc import Iterator

from lookalike.images.readers.jpeg_scans import without_leftovers

_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")  # none that stands alone, or in data
_FRAME, _TABLES, _END, _SCAN = (0xC0, 0xC1, 0xC2), 0xC4, 0xD9, 0xDA
_JFIF, _ADOBE = 0xE0, 0xEE
_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0x([0-9a-f]{2})")
_LEFTOVER = ("Unsupported marker type", "two SOI markers")  # warnings that superfluous bytes cause
_IN_HAND = 8  # bytes after a scan's last pixel that libjpeg may have read ahead


def mended(data: bytes, warning: str) -> bytes | None:
    """Return the JPEG file without what libjpeg warned of; None if that is damage."""
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
    """
    Yield offset and code of each marker, from the first header to the end of the picture.

    Markers within headers, such as those of an embedded thumbnail, and after the end do not count.
    """
    at = 2
    while found := _MARKER.search(data, at):
        at, code = found.start(), data[found.start() + 1]
        yield at, code
        if code == _END:
            return
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))


def _without_padding(data: bytes, count: int, code: int) -> bytes | None:
    """Remove zeros before a marker, unless pixels were decoded from some of them."""
    zeros = bytes(count)
    for at, found in markers(data):
        end = at
        while data[end - 1] == 0xFF:  # any number of FF bytes may precede a marker
            end -= 1
        if found == code and data.endswith(zeros, 0, end):
            before = data[max(0, end - count - _IN_HAND - 1) : end - count]
            return data[: end - count] + data[at:] if any(before) or _flat(data) else None
    return None


def _flat(data: bytes) -> bool:
    """Whether pixels decoded from zeros would be a flat area, by the file's Huffman codes."""
    for at, code in markers(data):
        table, end = at + 4, at + 2 + int.from_bytes(data[at + 2 : at + 4])
        while code == _TABLES and table + 17 < end:
            if data[table + 17]:  # the symbol of the code that is all zeros
                return False
            table += 17 + sum(data[table + 1 : table + 17])
    return True


def _patched(data: bytes, code: int, offset: int, value: bytes) -> bytes | None:
    """Return the file with `value` at `offset` of that header's content."""
    start = next((at + 4 + offset for at, found in markers(data) if found == code), None)
    return data[:start] + value + data[start + len(value) :] if start else None


def _with_plain_scans(data: bytes) -> bytes:
    """
    Correct the headers of baseline scans: they hold all 64 coefficients, whatever the header says.
    """
    plain = bytearray(data)
    for at, code in markers(data):
        if code == _SCAN:
            end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
            plain[end - 3 : end] = b"\0\x3f\0"
    return bytes(plain)
