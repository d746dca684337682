#!/usr/bin/env bash
# Pillow hands 16-bit grey to Arrow as signed numbers, and big-endian grey with swapped bytes.
#
# Versions: Pillow 13.0.0 meets pyarrow 25.0.0; numpy 2.4.6 is the second reader.
# Expected: the modes I;16 and I;16B are unsigned, 0 to 65535, and numpy reads them so. By
#   Pillow's documentation each pixel becomes the corresponding Arrow type: that is uint16, in
#   the byte order of the machine, the only one that Arrow's C interface has.
# Seen: both modes become int16, so what is above 32767 turns negative, without an error. For
#   I;16B the bytes are handed on as they lie, so 1 becomes 256. The other way round fromarrow
#   refuses an array of uint16 for I;16.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 pyarrow==25.0.0 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import sys

import numpy as np
import pyarrow as pa
from PIL import Image

PIXELS = [1, 256, 32767, 40000, 65535]
swapped = np.array(PIXELS, dtype="u2").byteswap().view("i2").tolist()
SEEN = {"I;16": [1, 256, 32767, -25536, -1], "I;16B": swapped}

assert sys.byteorder == "little", "the values below are those of a little-endian machine"
for mode, seen in SEEN.items():
    data = np.array(PIXELS, dtype=">u2" if mode == "I;16B" else "<u2").tobytes()
    image = Image.frombytes(mode, (len(PIXELS), 1), data)
    assert np.asarray(image)[0].tolist() == PIXELS, "numpy reads the pixels"
    array = pa.array(image)
    print(f"{mode}: {PIXELS} become {array.type} {array.to_pylist()}")
    assert (array.type, array.to_pylist()) == (pa.int16(), seen), "this has changed"

try:
    Image.fromarrow(pa.array(PIXELS, pa.uint16()), "I;16", (len(PIXELS), 1))
    refused = False
except ValueError as error:
    print(f"from an array of uint16: {error}")
    refused = True
assert refused, "this has changed"
PYTHON
