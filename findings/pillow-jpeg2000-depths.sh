#!/usr/bin/env bash
# Pillow turns white into black in JPEG 2000 colours of 9 bits or more.
#
# Versions: Pillow 13.0.0; written and read a second time by OpenJPEG, in imagecodecs 2026.3.6.
# Expected: a sample of d bits runs from 0 to 2**d - 1 (ISO/IEC 15444-1), so the highest value
#   is white: 255 in a mode of 8 bits, 65535 in one of 16. OpenJPEG gives the samples back as
#   written.
# Seen: in RGB, RGBA and LA of 9 to 16 bits, and in grey of 9, the highest value comes out as 0.
#   The bits are shifted away with a rounding that overflows. In fewer than 8 bits, and in grey
#   of 10 to 15, the samples are only shifted up, so white falls short: 240 of 255 at 4 bits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 imagecodecs==2026.3.6 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io

import imagecodecs
import numpy as np
from PIL import Image

SEEN = {  # (channels, bits): Pillow's mode, and what it makes of black, the middle and white
    (1, 4): ("L", [0, 112, 240]),
    (3, 4): ("RGB", [0, 112, 240]),
    (1, 8): ("L", [0, 127, 255]),
    (3, 8): ("RGB", [0, 127, 255]),
    (1, 9): ("L", [0, 128, 0]),
    (1, 12): ("I;16", [0, 32752, 65520]),
    (1, 16): ("I;16", [0, 32767, 65535]),
    (2, 12): ("LA", [0, 128, 0]),
    (3, 9): ("RGB", [0, 128, 0]),
    (3, 12): ("RGB", [0, 128, 0]),
    (3, 16): ("RGB", [0, 128, 0]),
    (4, 16): ("RGBA", [0, 128, 0]),
}

for (channels, bits), expected in SEEN.items():
    white = 2**bits - 1
    column = np.repeat(np.array([0, white // 2, white]), 8)  # bands of 8 rows
    samples = np.tile(column[:, None, None], (1, 8, channels))
    samples = samples.squeeze(-1) if channels == 1 else samples
    samples = samples.astype(np.uint8 if bits <= 8 else np.uint16)
    data = imagecodecs.jpeg2k_encode(
        samples, level=0, reversible=True, codecformat="jp2", bitspersample=bits
    )
    assert np.array_equal(imagecodecs.jpeg2k_decode(data), samples), "OpenJPEG reads what it wrote"
    image = Image.open(io.BytesIO(data))
    bands = np.asarray(image).reshape(24, 8, channels)[::8, 0, 0].tolist()
    print(f"{channels} channel(s) of {bits:2} bits: {image.mode:4} black, middle, white = {bands}")
    assert (image.mode, bands) == expected, "this has changed"
PYTHON
