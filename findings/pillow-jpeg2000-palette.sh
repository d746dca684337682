#!/usr/bin/env bash
# Pillow shows wrong colours for a JPEG 2000 palette whose indices have fewer than 8 bits.
#
# Versions: Pillow 13.0.0; OpenJPEG, in imagecodecs 2026.3.6, is the second reader.
# Expected: the component's value is the row of the palette (boxes pclr and cmap of ISO/IEC
#   15444-1, annex I). OpenJPEG gives the colours of the palette at every depth.
# Seen: Pillow stretches the index to 8 bits before it looks it up: of a palette of 4 colours,
#   index 1 becomes 64 and so on. All but the first fall off the palette and come out black. 8
#   bits are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 imagecodecs==2026.3.6 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io
import struct

import imagecodecs
import numpy as np
from PIL import Image

COLOURS = [(0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)]
INDICES = np.tile(np.arange(4, dtype=np.uint8).repeat(8), (8, 1))  # four bars


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def with_palette(data: bytes) -> bytes:
    """The same grey JP2 with its samples declared to be indices; the codestream stays."""
    header = data.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", data, header)
    ihdr = data[header + 8 : header + 30]
    assert ihdr[4:8] == b"ihdr"
    pclr = box(b"pclr", struct.pack(">HB3B", 4, 3, 7, 7, 7) + bytes(sum(COLOURS, ())))
    cmap = box(b"cmap", b"".join(struct.pack(">HBB", 0, 1, column) for column in range(3)))
    srgb = box(b"colr", struct.pack(">BBBI", 1, 0, 0, 16))
    return data[:header] + box(b"jp2h", ihdr + pclr + cmap + srgb) + data[header + length :]


black = [(0, 0, 0)] * 4
for bits, expected in {2: black, 4: black, 8: COLOURS}.items():
    grey = imagecodecs.jpeg2k_encode(
        INDICES, level=0, reversible=True, codecformat="jp2", bitspersample=bits
    )
    data = with_palette(grey)
    second = [tuple(pixel) for pixel in imagecodecs.jpeg2k_decode(data)[0, ::8].tolist()]
    assert second == COLOURS, "OpenJPEG gives the palette's colours"
    image = Image.open(io.BytesIO(data))
    indices = np.asarray(image)[0, ::8].tolist()
    colours = [image.convert("RGB").getpixel((x, 0)) for x in range(0, 32, 8)]
    print(f"{bits} bits: OpenJPEG {second}\n        Pillow   {colours}, its indices {indices}")
    assert image.mode == "P" and colours == expected, "this has changed"
PYTHON
