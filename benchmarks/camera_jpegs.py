"""Decode 12-megapixel photos to an encoder's size, against Pillow's full decode.

    python benchmarks/camera_jpegs.py [COUNT] [ROUNDS]

Draws its photos (4000 x 3000, 3 to 6 MB, with EXIF), alternates the two ways on one thread,
and prints the median of each. Exits with 1 below 3 times the rate of the full decode.
"""

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
QUALITIES = (86, 89, 92, 94)  # cameras differ, and so do the sizes of their files


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
    photo.save(file, "JPEG", quality=QUALITIES[seed % len(QUALITIES)], exif=_exif())
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


def main(count: int = 4, rounds: int = 7) -> int:
    """Print both rates for each photo, and for all."""
    photos = [draw_photo(seed) for seed in range(count)]
    taken = [[(seconds(ours, p), seconds(naive, p)) for p in photos] for _ in range(rounds)]
    medians = np.median(np.array(taken), axis=0)
    for photo, (fast, full) in zip(photos, medians, strict=True):
        print(f"{len(photo) / 1e6:5.1f} MB: full decode {1 / full:5.1f} images/s,", end=" ")
        print(f"decode to {SHORT_SIDE} {1 / fast:5.1f}, ratio {full / fast:4.2f}")
    fast, full = medians.sum(axis=0)
    print(f"all of {SIZE[0]} x {SIZE[1]}: full decode {count / full:.1f} images/s,", end=" ")
    print(f"decode to {SHORT_SIDE} {count / fast:.1f}, ratio {full / fast:.2f} (want {AT_LEAST:g})")
    return 0 if full / fast >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
