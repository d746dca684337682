#!/usr/bin/env bash
# Pillow takes unsigned TIFF samples for signed ones, and signed ones for unsigned.
#
# Versions: Pillow 13.0.0; tifffile 2026.3.3 writes the files and is the second reader.
# Expected: SampleFormat says how a sample is to be read: 1 unsigned, 2 signed (TIFF 6.0,
#   section 19). A reader that has no mode for one says so, as Pillow does for doubles.
# Seen: unsigned 32-bit grey from 2**31 on becomes negative in mode I, and signed 8-bit grey
#   becomes mode L with 256 added to what is below 0; both without an error. The 32-bit file is
#   refused when it is big-endian.
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


def pillow(values: list[int], kind: str, order: str) -> object:
    """The first pixels as Pillow reads them, or None if it refuses the file."""
    pixels = np.array([values] * 2, dtype=kind)
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, photometric="minisblack", byteorder=order)
    assert np.array_equal(tifffile.imread(io.BytesIO(file.getvalue())), pixels)
    try:
        image = Image.open(io.BytesIO(file.getvalue()))
    except UnidentifiedImageError:
        return None
    return image.mode, np.asarray(image)[0].tolist()


for kind, order, values, seen in (
    ("uint32", "<", [0, 2**31 - 1, 2**31, 2**32 - 1], ("I", [0, 2**31 - 1, -(2**31), -1])),
    ("uint32", ">", [0, 2**31 - 1, 2**31, 2**32 - 1], None),
    ("int8", "<", [-128, -1, 0, 127], ("L", [128, 255, 0, 127])),
    ("int8", ">", [-128, -1, 0, 127], ("L", [128, 255, 0, 127])),
    ("int16", "<", [-(2**15), -1, 0, 2**15 - 1], ("I", [-(2**15), -1, 0, 2**15 - 1])),
    ("float64", "<", [0, 1, 2, 3], None),
):
    answer = pillow(values, kind, order)
    print(f"{kind} {order}: {values} are read as {answer}")
    assert answer == seen, "this has changed"
PYTHON
