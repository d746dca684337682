"""Thumbnails are small, whole, upright JPEG files."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from lookalike.images.thumbnail import thumbnail


def png(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("size", "expected"), [((640, 320), (64, 32)), ((100, 400), (16, 64)), ((20, 10), (20, 10))]
)
def test_the_long_side_is_at_most_the_size(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    small = Image.open(BytesIO(thumbnail(png(*size), 64)))
    assert (small.format, small.size) == ("JPEG", expected)


def test_the_colour_stays() -> None:
    small = Image.open(BytesIO(thumbnail(png(200, 200), 64)))
    assert np.abs(np.asarray(small).astype(int) - (0, 128, 128)).max() <= 4
