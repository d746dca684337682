#!/usr/bin/env bash
# simplejpeg denies that a photo is a JPEG when anything follows its end marker.
#
# Versions: simplejpeg 1.9.0; Pillow 13.0.0 is the second reader.
# Expected: is_jpeg says whether the bytes contain JPEG data, and is False for truncated files.
#   An image ends with the marker EOI (ITU-T T.81, B.2.1); phones append a film or padding to
#   it. simplejpeg's own decoder reads such a file, and so does Pillow.
# Seen: is_jpeg is False as soon as something follows EOI, be it one zero, unless it ends with
#   an EOI of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  simplejpeg==1.9.0 pillow==13.0.0 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io
import struct

import numpy as np
import simplejpeg
from PIL import Image

photo = simplejpeg.encode_jpeg(np.full((16, 16, 3), 90, dtype=np.uint8), quality=90)
film = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 512)  # how an MP4 begins
for what, tail, seen in (
    ("nothing", b"", True),
    ("a zero", b"\0", False),
    ("a film", film, False),
    ("a second JPEG", photo, True),
):
    data = photo + tail
    pixels = simplejpeg.decode_jpeg(data)
    assert np.array_equal(pixels, np.asarray(Image.open(io.BytesIO(data)))), "both decoders agree"
    answer = simplejpeg.is_jpeg(data)
    print(f"followed by {what}: decoded to {pixels.shape}, is_jpeg says {answer}")
    assert answer is seen, "this has changed"
PYTHON
