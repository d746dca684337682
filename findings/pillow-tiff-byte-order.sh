#!/usr/bin/env bash
# Pillow swaps the bytes of compressed big-endian TIFFs once too often.
#
# Versions: Pillow 13.0.0; tifffile 2026.3.3 writes the files and is the second reader.
# Expected: the byte order in the header (TIFF 6.0, section 2) holds for the samples, compressed
#   or not; the pixels are the same in all four files of a kind.
# Seen: signed 16-bit, signed 32-bit and float samples that are big-endian and compressed come
#   out with their bytes reversed, without an error: 1 is read as 256, or as 16777216.
#   Uncompressed files are right, and so are unsigned 16-bit ones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 tifffile==2026.3.3 imagecodecs==2026.3.6 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io

import numpy as np
import tifffile
from PIL import Image

WRONG = {("big", "zlib", kind) for kind in ("int16", "int32", "float32")}
WRONG |= {("big", "lzw", kind) for kind in ("int16", "int32", "float32")}

for kind in ("uint16", "int16", "int32", "float32"):
    pixels = np.arange(1, 65).reshape(8, 8).astype(kind)
    for order, mark in (("little", "<"), ("big", ">")):
        for compression in (None, "zlib", "lzw"):
            file = io.BytesIO()
            tifffile.imwrite(
                file, pixels, photometric="minisblack", byteorder=mark, compression=compression
            )
            assert np.array_equal(tifffile.imread(io.BytesIO(file.getvalue())), pixels)
            read = np.asarray(Image.open(io.BytesIO(file.getvalue())))
            right = np.array_equal(read, pixels)
            swapped = np.array_equal(read, pixels.byteswap())
            print(f"{kind}, {order}-endian, {compression}: 1 is read as {read[0, 0]:g}")
            wrong = (order, compression, kind) in WRONG
            assert (right, swapped) == (not wrong, wrong), "this has changed"
PYTHON
