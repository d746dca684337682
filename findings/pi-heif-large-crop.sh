#!/usr/bin/env bash
# pi-heif refuses a HEIC that its crop makes much smaller, and calls it a matter of security.
#
# Versions: pi-heif 1.4.0, its last release (libheif 1.23.0); pillow-heif 1.8.1 (libheif 1.23.6)
#   writes the files and is the second reader.
# Expected: any clean aperture inside the image is valid (ISO/IEC 14496-12, 12.1.4; 23008-12,
#   6.5.9). The coded image is 256 x 256 here, far below every limit. pillow-heif reads all of
#   them.
# Seen: pi-heif holds the coded size against the cropped one with 64 pixels added to each side.
#   It reads a crop to 192 x 192; at 190 x 190 and less it raises "Security limit exceeded:
#   Image size 256x256 exceeds the maximum image size", the product of these sides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pi-heif==1.4.0 pillow-heif==1.8.1 pillow==13.0.0 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io
import struct

import numpy as np
import pi_heif
import pillow_heif
from PIL import Image


def cropped(data: bytes, side: int) -> bytes:
    """A HEIC of one item with an essential clap that keeps `side` x `side` pixels in its middle."""
    data = bytearray(data)
    clap = struct.pack(">I4s8i", 40, b"clap", side, 1, side, 1, 0, 1, 0, 1)

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


def read(library: object, data: bytes) -> str:
    try:
        image = library.open_heif(data).to_pillow()
    except RuntimeError as error:
        return str(error).strip()
    return f"{image.size[0]} x {image.size[1]} from {image.getpixel((0, 0))[0]}"


ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (256, 1, 3))
file = io.BytesIO()
pillow_heif.from_pillow(Image.fromarray(ramp)).save(file, quality=90)
for side in (256, 192, 190, 96):
    data = cropped(file.getvalue(), side)
    answers = read(pillow_heif, data), read(pi_heif, data)
    print(f"cropped to {side} x {side}: pillow-heif {answers[0]}; pi-heif {answers[1]}")
    assert answers[0].startswith(f"{side} x {side} from {(256 - side) // 2}"), "the crop is right"
    if side >= 192:
        assert answers[1] == answers[0], "this has changed"
    else:
        limit = f"exceeds the maximum image size {(side + 64) ** 2}"
        assert "Security limit exceeded" in answers[1] and limit in answers[1], "this has changed"
PYTHON
