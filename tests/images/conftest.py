"""Image files made on the spot."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image

Save = Callable[..., bytes]


@pytest.fixture(scope="session")
def save() -> Save:
    """Encode a Pillow image: save(image, "PNG", ...) -> bytes."""

    def encode(image: Image.Image, format_: str, **options: Any) -> bytes:
        file = BytesIO()
        if format_ == "HEIF":
            pillow_heif.from_pillow(image).save(file, **options)
        else:
            image.save(file, format_, **options)
        return file.getvalue()

    return encode


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """96 x 64, smooth, and different in every corner."""
    down, across = np.mgrid[0:64, 0:96]
    red, green = across * 255 // 95, down * 255 // 63
    blue = 128 + 100 * np.sin(across / 9.0) * np.cos(down / 7.0)
    return Image.fromarray(np.stack([red, green, blue], axis=-1).astype(np.uint8))


@pytest.fixture(scope="session")
def grain() -> Image.Image:
    """640 x 480 with detail at every scale, so that its JPEG holds much data."""
    chance = np.random.default_rng(3)
    total = np.zeros((480, 640, 3), np.float32)
    for cells in (4, 16, 64, 256):
        patch = chance.integers(0, 256, (cells * 3 // 4, cells, 3), dtype=np.uint8)
        total += np.asarray(Image.fromarray(patch).resize((640, 480)), dtype=np.float32) / 4
    return Image.fromarray(total.astype(np.uint8))
