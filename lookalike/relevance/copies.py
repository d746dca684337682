"""Make altered copies of pictures that look the same, to find out how copies score."""

import io
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from lookalike.errors import ImageError
from lookalike.images.decode import decode
from lookalike.relevance.sample import vectors_of
from lookalike.stores.base import Record
from lookalike.types import ImageArray, Vectors

PICTURES = 100  # pictures that are copied
TRIED = 200  # pictures that are tried: files may be gone
TRIM = 0.05  # largest share of a side that is trimmed
LIGHT = 0.15  # largest change of brightness
QUALITY = 60


def copies_of(pixels: ImageArray, short_side: int, rng: np.random.Generator) -> list[ImageArray]:
    """Return a picture's copies: saved again, at half its size, trimmed, and lighter or darker."""
    picture = Image.fromarray(pixels)
    width, height = picture.size
    trim = 1 - rng.uniform(TRIM / 5, TRIM)
    left, top = (int(rng.uniform(0, (1 - trim) * side)) for side in (width, height))
    box = left, top, left + max(1, int(width * trim)), top + max(1, int(height * trim))
    light = ImageEnhance.Brightness(picture).enhance(1 + rng.uniform(-LIGHT, LIGHT))
    half = picture.resize((max(1, width // 2), max(1, height // 2)))
    return [_saved(one, short_side) for one in (picture, half, picture.crop(box), light)]


def cosines_of_copies(
    records: Sequence[Record],
    read: Callable[[Record, int], ImageArray],
    encode: Callable[[Sequence[ImageArray]], Vectors],
    parts: Sequence[slice],
    short_side: int,
    seed: int,
    on_picture: Callable[[int], None],
) -> NDArray[np.float32]:
    """
    Return (n, parts): cosines of pictures with their copies.

    `read(record, short_side)` returns a picture's pixels, or raises ImageError if its file is gone,
    changed or broken; such pictures are skipped.
    """
    found, used = list[NDArray[np.float32]](), 0
    for number, record in enumerate(records[:TRIED]):
        if used == PICTURES:
            break
        try:  # larger than encoders need, as files are
            pixels = read(record, 2 * short_side)
        except ImageError:
            continue
        used += 1
        made = encode(copies_of(pixels, short_side, np.random.default_rng([seed, number])))
        own = vectors_of([record])[0]
        found.append(np.stack([made[:, part] @ own[part] for part in parts], axis=1))
        on_picture(used)
    return np.concatenate(found) if found else np.empty((0, len(parts)), np.float32)


def _saved(picture: Image.Image, short_side: int) -> ImageArray:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return decode(file.getvalue(), short_side).pixels
