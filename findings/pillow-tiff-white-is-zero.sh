#!/usr/bin/env bash
# Pillow turns a WhiteIsZero TIFF of 8 bits the right way round, and leaves one of 16 a negative.
#
# Versions: Pillow 13.0.0; tifffile 2026.3.3 and numpy 2.4.6 make the files.
# Expected: PhotometricInterpretation 0 means that 0 is white (TIFF 6.0). Pillow's modes have
#   black at 0, so every depth is to be inverted. One picture of four greys is written at each
#   depth; the 8-bit file shows what is right.
# Seen: 8 bits are inverted. 16 bits come as they are stored, so white is black, and no error;
#   big-endian the same file is refused. With black at 0 all of them are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 tifffile==2026.3.3 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io

import numpy as np
import tifffile
from PIL import Image, UnidentifiedImageError

GREYS = np.array([0, 85, 170, 255])  # from black to white, of 255


def pillow(bits: int, white_is_zero: bool, order: str) -> list[int] | str:
    """The four greys as Pillow reads them, of 255."""
    white = 2**bits - 1
    stored = GREYS * white // 255
    stored = white - stored if white_is_zero else stored
    pixels = np.tile(stored, (4, 2)).astype(np.uint16 if bits == 16 else np.uint8)
    file = io.BytesIO()
    kind = "miniswhite" if white_is_zero else "minisblack"
    tifffile.imwrite(file, pixels, photometric=kind, byteorder=order)
    try:
        image = Image.open(io.BytesIO(file.getvalue()))
    except UnidentifiedImageError:
        return "refused"
    return (np.asarray(image)[0, :4] // (257 if bits == 16 else 1)).tolist()


RIGHT, NEGATIVE = GREYS.tolist(), GREYS[::-1].tolist()
for bits in (8, 16):
    for order in "<>":
        answers = pillow(bits, False, order), pillow(bits, True, order)
        print(f"{bits:2} bits {order}: black at 0 gives {answers[0]}, white at 0 {answers[1]}")
        wrong = NEGATIVE if order == "<" else "refused"
        assert answers == (RIGHT, wrong if bits == 16 else RIGHT), "this has changed"
PYTHON
