#!/usr/bin/env bash
# Pillow shows what an AVIF's clean aperture cuts away.
#
# Versions: Pillow 13.0.0; pillow-heif 0.22.0, whose libheif 1.19.7 still reads AVIF, is the
#   second reader.
# Expected: the property clap crops the decoded image, and a reader may not skip a property that
#   is marked essential (ISO/IEC 23008-12, 6.5.9 and 9.3). The aperture here is anchored at the
#   top left, as the AVIF specification asks. pillow-heif gives 96 x 64 pixels.
# Seen: Pillow gives all 256 x 256, and says nothing. It does hand on irot and imir, which turn
#   and mirror the image, as an EXIF orientation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 pillow-heif==0.22.0 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io
import struct

import numpy as np
import pillow_heif
from PIL import Image


def cropped(data: bytes, width: int, height: int) -> bytes:
    """A file of one 256 x 256 item with a clap, essential, that keeps its top left corner."""
    data = bytearray(data)
    offsets = (width - 256, 2, height - 256, 2)  # from the middle, as fractions
    clap = struct.pack(">I4s8i", 40, b"clap", width, 1, height, 1, *offsets)

    def grow(kind: bytes, by: int) -> None:
        at = data.index(kind) - 4
        struct.pack_into(">I", data, at, struct.unpack_from(">I", data, at)[0] + by)

    ipma = data.index(b"ipma") - 4
    count = ipma + 18  # of the item's properties, each a byte after it
    data.insert(count + 1 + data[count], 0x80 | data[count] + 1)  # the next property, essential
    data[count] += 1
    data[ipma:ipma] = clap
    for kind, by in ((b"ipma", 1), (b"ipco", 40), (b"iprp", 41), (b"meta", 41)):
        grow(kind, by)
    iloc = data.index(b"iloc") - 4
    offset = iloc + struct.unpack_from(">I", data, iloc)[0] - 8  # of the pixels, and their length
    struct.pack_into(">I", data, offset, struct.unpack_from(">I", data, offset)[0] + 41)
    return bytes(data)


ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (256, 1, 3))
file = io.BytesIO()
Image.fromarray(ramp).save(file, "AVIF", quality=90)
data = cropped(file.getvalue(), 96, 64)

second = pillow_heif.open_heif(data).to_pillow()
first = Image.open(io.BytesIO(data))
first.load()
ends = [[image.getpixel((x, 0))[0] for x in (0, image.width - 1)] for image in (second, first)]
print(f"pillow-heif: {second.size}, the first row runs from {ends[0][0]} to {ends[0][1]}")
print(f"Pillow:      {first.size}, the first row runs from {ends[1][0]} to {ends[1][1]}")
assert second.size == (96, 64) and abs(ends[0][1] - 95) < 8, "the crop is as it was made"
assert first.size == (256, 256) and ends[1][1] > 247, "this has changed"
PYTHON
