#!/usr/bin/env bash
# Pillow reads BigTIFF when it is little-endian, and does not know it when it is big-endian.
#
# Versions: Pillow 13.0.0; tifffile 2026.3.3 writes the files and is the second reader.
# Expected: BigTIFF is version 43 in either byte order, as TIFF is 42; Pillow lists the first
#   four bytes of both orders among those that it accepts (PIL.TiffImagePlugin.PREFIXES).
# Seen: the big-endian file raises "cannot identify image file" and warns of corrupt EXIF data.
#   The reader looks for the 43 in the third byte alone. A big-endian header has it in the
#   fourth, so the file is taken for a small TIFF.
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
from PIL import Image, TiffImagePlugin, UnidentifiedImageError

PIXELS = np.arange(64, dtype=np.uint8).reshape(8, 8)


def pillow_reads(order: str, big: bool) -> bool:
    file = io.BytesIO()
    tifffile.imwrite(file, PIXELS, photometric="minisblack", byteorder=order, bigtiff=big)
    data = file.getvalue()
    assert np.array_equal(tifffile.imread(io.BytesIO(data)), PIXELS)
    assert data[:4] in TiffImagePlugin.PREFIXES
    try:
        return np.array_equal(np.asarray(Image.open(io.BytesIO(data))), PIXELS)
    except UnidentifiedImageError:
        return False


answers = {(order, big): pillow_reads(order, big) for order in "<>" for big in (False, True)}
for (order, big), read in answers.items():
    kind = "BigTIFF" if big else "TIFF"
    print(f"{kind}, {'little' if order == '<' else 'big'}-endian: {'read' if read else 'refused'}")
refused = [kind for kind, read in answers.items() if not read]
assert refused == [(">", True)], "this has changed"
PYTHON
