"""Decode 12-megapixel photos to an encoder's size, against Pillow's full decode.

    python benchmarks/camera_jpegs.py [COUNT] [ROUNDS]

Draws its photos (4000 x 3000, 3 to 6 MB, with EXIF), alternates the two ways on one thread,
and prints the median of each. Exits with 1 below 3 times the rate of the full decode.
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.random import default_rng
from PIL import Image

from lookalike.images.decode import decode
from lookalike.types import ImageArray

SIZE = (4000, 3000)
SHORT_SIDE = 224
AT_LEAST = 3.0
# Cells across the picture, and how far they vary: most in large shapes, as in nature.
OCTAVES = ((8, 55), (30, 40), (120, 28), (500, 18), (2000, 9))
GRAIN = 4.0  # standard deviation of the sensor's noise
QUALITY = 92


def draw_photo(seed: int) -> bytes:
    """One camera-like JPEG."""
    chance = default_rng(seed)
    total = np.full((SIZE[1], SIZE[0], 3), 120, np.float32)
    for cells, height in OCTAVES:
        for channel in range(3):
            waves = chance.normal(0, height, (cells * 3 // 4, cells)).astype(np.float32)
            total[..., channel] += np.asarray(Image.fromarray(waves).resize(SIZE))
    total += chance.normal(0, GRAIN, (*total.shape[:2], 1)).astype(np.float32)
    photo, file = Image.fromarray(np.clip(total, 0, 255).astype(np.uint8)), BytesIO()
    photo.save(file, "JPEG", quality=QUALITY, exif=_exif())
    return file.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110], exif[0x0112], exif[0x0132] = "Camera", 6, "2024:05:06 07:08:09"
    return exif


def ours(data: bytes) -> ImageArray:
    """As indexing does it."""
    return decode(data, SHORT_SIDE).pixels


def naive(data: bytes) -> ImageArray:
    """As most scripts do it: every pixel, then a resize; not even turned upright."""
    image = Image.open(BytesIO(data)).convert("RGB")
    scale = SHORT_SIDE / min(image.size)
    size = round(image.width * scale), round(image.height * scale)
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR))


def seconds(way: Callable[[bytes], ImageArray], data: bytes) -> float:
    """How long one image takes."""
    start = time.perf_counter()
    way(data)
    return time.perf_counter() - start


def main(count: int = 4, rounds: int = 5) -> int:
    """Print the two rates and their ratio."""
    photos = [draw_photo(seed) for seed in range(count)]
    pairs = [(seconds(ours, p), seconds(naive, p)) for _ in range(rounds) for p in photos]
    fast, full = (1 / statistics.median(times) for times in zip(*pairs, strict=True))
    sizes = [len(photo) / 1e6 for photo in photos]
    print(f"{count} photos of {SIZE[0]} x {SIZE[1]}, {min(sizes):.1f} to {max(sizes):.1f} MB")
    print(f"full decode and resize {full:6.1f} images/s")
    print(f"decode to {SHORT_SIDE}          {fast:6.1f} images/s")
    print(f"ratio                  {fast / full:6.1f} (at least {AT_LEAST:g})")
    return 0 if fast / full >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
