#!/usr/bin/env bash
# Pillow misreads TIFFs whose channels lie in separate planes (PlanarConfiguration 2).
#
# Versions: Pillow 13.0.0; tifffile 2026.3.3 writes the files and is the second reader.
# Expected: planes hold the same pixels as interleaved channels do. For one sample a pixel the
#   tag means nothing (TIFF 6.0, PlanarConfiguration). Compression changes no pixel.
# Seen: uncompressed RGB of 16 bits is taken for planes of 8 bits: noise, and no error.
#   Compressed it is right. Grey with alpha is refused uncompressed, and loses its alpha (all 0)
#   compressed. Grey of 16 bits is refused when the tag says 2, unless it is compressed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 tifffile==2026.3.3 imagecodecs==2026.3.6 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import io
import struct

import numpy as np
import tifffile
from PIL import Image


def planes(channels: int, kind: str, compression: str | None, **more: object) -> bytes:
    """Every plane is a ramp from black to white."""
    ramp = np.linspace(0, np.iinfo(kind).max, 64).astype(kind).reshape(8, 8)
    file = io.BytesIO()
    pixels = np.stack([ramp] * channels) if channels > 1 else ramp
    tifffile.imwrite(file, pixels, compression=compression, metadata=None, **more)
    return file.getvalue()


def said_to_be_planes(data: bytes) -> bytes:
    """Put PlanarConfiguration 2 in the place of ResolutionUnit 2, whose default that is."""
    unit, planar = (struct.pack("<HHIH", tag, 3, 1, 2) for tag in (296, 284))
    assert data.count(unit) == 1
    return data.replace(unit, planar)


def pillow(data: bytes) -> str:
    """How Pillow's pixels, brought to 8 bits, compare with tifffile's."""
    true = tifffile.imread(io.BytesIO(data))
    true = np.moveaxis(true, 0, -1) if true.ndim == 3 else true
    try:
        image = Image.open(io.BytesIO(data))
        read = np.asarray(image)
    except (ValueError, OSError) as error:
        return str(error)
    true, read = (p >> 8 if p.dtype == np.uint16 else p for p in (true, read))
    off = np.abs(true.astype(int) - read).reshape(64, -1).max(axis=0)
    return f"{image.mode}, off by up to {off.tolist()}"


rgb = {"photometric": "rgb", "planarconfig": "separate"}
alpha = {"photometric": "minisblack", "planarconfig": "separate", "extrasamples": ["unassalpha"]}
grey = {"photometric": "minisblack", "resolutionunit": 2}
refused = "unknown raw mode for given image mode"
for what, data, seen in (
    ("RGB16", planes(3, "u2", None, **rgb), "RGB, off by up to [130, 130, 130]"),
    ("RGB16, deflate", planes(3, "u2", "zlib", **rgb), "RGB, off by up to [0, 0, 0]"),
    ("LA8", planes(2, "u1", None, **alpha), refused),
    ("LA8, deflate", planes(2, "u1", "zlib", **alpha), "LA, off by up to [0, 255]"),
    ("L16", said_to_be_planes(planes(1, "u2", None, **grey)), refused),
    ("L16, deflate", said_to_be_planes(planes(1, "u2", "zlib", **grey)), "I;16, off by up to [0]"),
):
    answer = pillow(data)
    print(f"{what}: {answer}")
    assert answer == seen, "this has changed"
PYTHON
