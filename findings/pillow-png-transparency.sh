#!/usr/bin/env bash
# Pillow looks for a PNG's transparent colour among pixels that it has already scaled.
#
# Versions: Pillow 13.0.0; libpng, in imagecodecs 2026.3.6, is the second reader.
# Expected: tRNS gives the colour at the bit depth of the image, and exactly the pixels of that
#   value are transparent (W3C, Portable Network Graphics, tRNS). libpng does so.
# Seen: convert("RGBA") compares the value, or its low byte, with pixels of 8 bits. In grey of 2
#   and 4 bits the colour stays opaque unless it is black. In RGB of 16 bits 0x1234 stays
#   opaque, and 0x12FF takes white away in its place. In grey of 16 bits every value above 254
#   counts as white: where white is transparent, nearly the whole picture vanishes. 1 and 8 bits
#   are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 imagecodecs==2026.3.6 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io
import struct
import zlib

import imagecodecs
from PIL import Image


def png(values: list[int], bits: int, colour: bool, key: int) -> bytes:
    """One row of greys, told as RGB if `colour`; the pixels of value `key` are transparent."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        length, check = (struct.pack(">I", n) for n in (len(body), zlib.crc32(kind + body)))
        return length + kind + body + check

    channels = 3 if colour else 1
    packed = 0
    for value in values:
        for _ in range(channels):
            packed = packed << bits | value
    row = packed.to_bytes(len(values) * channels * bits // 8, "big")
    header = struct.pack(">IIBBBBB", len(values), 1, bits, 2 if colour else 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"tRNS", struct.pack(">H", key) * channels)]
    parts += [chunk(b"IDAT", zlib.compress(b"\0" + row)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


for bits, colour, values, key, seen in (
    (1, False, [0, 1], 1, [1]),
    (2, False, [0, 1, 2, 3], 1, []),
    (2, False, [0, 1, 2, 3], 3, []),
    (4, False, [0, 1, 5, 15], 5, []),
    (4, False, [0, 1, 5, 15], 15, []),
    (8, False, [0, 1, 5, 255], 5, [5]),
    (16, False, [0, 0xFF, 0x1234, 0xFFFF], 0x1234, []),
    (16, False, [0, 0xFF, 0x1234, 0xFFFF], 0xFFFF, [0xFF, 0x1234, 0xFFFF]),
    (16, True, [0, 0x1234, 0x8000, 0xFFFF], 0x1234, []),
    (16, True, [0, 0x12FF, 0x8000, 0xFFFF], 0x12FF, [0xFFFF]),
):
    data = png(values * 4, bits, colour, key)
    true = imagecodecs.png_decode(data)[0, : len(values), -1].tolist()
    assert [value for value, alpha in zip(values, true, strict=True) if alpha == 0] == [key]
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    clear = [value for x, value in enumerate(values) if image.getpixel((x, 0))[3] == 0]
    kind = "RGB" if colour else "grey"
    print(f"{kind}, {bits} bits: of {values} transparent is {key}; Pillow says {clear}")
    assert clear == seen, "this has changed"
PYTHON
