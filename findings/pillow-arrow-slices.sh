#!/usr/bin/env bash
# Pillow takes a slice of an Arrow array for a grey image, and refuses one for a colour image.
#
# Versions: Pillow 13.0.0 meets pyarrow 25.0.0.
# Expected: a slice is an array like any other. It has an offset and a length of its own and
#   keeps the values of the whole (Arrow columnar format, fixed-size list layout). So rows 4 to
#   7 of an image that Pillow exported make an image again, in every mode; numpy is the second
#   reader.
# Seen: for L the slice gives the right rows. For RGBA, whose pixels are lists of four,
#   fromarrow raises "Invalid Arrow array mode or size mismatch", even where only the end was
#   cut off. The same pixels copied into an array of their own are taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pillow==13.0.0 pyarrow==25.0.0 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import numpy as np
import pyarrow as pa
from PIL import Image

ROWS = {"the first half": slice(0, 4), "the second half": slice(4, 8)}


def pillow(array: pa.Array, mode: str, true: np.ndarray) -> str:
    try:
        image = Image.fromarrow(array, mode, (4, 4))
    except ValueError as error:
        return str(error)
    assert np.array_equal(np.asarray(image), true), "the pixels are those of the rows"
    return "read"


for mode, bands in (("L", 1), ("RGBA", 4)):
    image = Image.frombytes(mode, (4, 8), bytes(range(32 * bands)))
    array = pa.array(image)
    for what, rows in ROWS.items():
        part = array[rows.start * 4 : rows.stop * 4]
        true = np.asarray(image)[rows]
        assert np.array_equal(np.array(part.to_pylist()).reshape(true.shape), true)
        sliced = pillow(part, mode, true)
        copied = pillow(pa.concat_arrays([part, part[:0]]), mode, true)
        print(f"{mode}, {what}: the slice is {sliced!r}, a copy is {copied!r}")
        refusal = "Invalid Arrow array mode or size mismatch"
        assert copied == "read" and sliced == ("read" if mode == "L" else refusal), (
            "this has changed"
        )
PYTHON
