"""Thumbprints tell the same picture, however it was saved, from another one."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from lookalike.images.thumbprint import (
    ALIKE,
    SIDE,
    are_one_picture,
    mirrored,
    thumbprint,
    thumbprints,
)
from lookalike.types import ImageArray


def blots(seed: int) -> ImageArray:
    """(96, 96, 3): six by six colours, smoothly enlarged; no two are alike."""
    colours = np.random.default_rng(seed).integers(0, 256, (6, 6, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(colours).resize((96, 96), Image.Resampling.BICUBIC))


def saved_again(picture: Image.Image) -> Image.Image:
    data = BytesIO()
    picture.resize((57, 57)).save(data, "JPEG", quality=40)
    return Image.open(data)


def test_it_is_the_mean_grey_of_each_cell_without_the_mean_of_all() -> None:
    image = blots(1)
    cells = np.zeros((SIDE, SIDE))
    for row in range(SIDE):
        for column in range(SIDE):
            cell = image[row * 6 : row * 6 + 6, column * 6 : column * 6 + 6]
            for red, green, blue in cell.reshape(-1, 3):  # to grey as ITU-R BT.601 has it
                cells[row, column] += (0.299 * red + 0.587 * green + 0.114 * blue) / 36
    cells -= cells.mean()
    expected = cells.ravel() / np.sqrt((cells**2).sum())
    assert thumbprint(image) == pytest.approx(expected, abs=2e-3)  # greys are whole numbers


def test_a_row_for_each_image_of_whatever_size() -> None:
    images = [blots(1), blots(2)[:50, :70]]
    rows = thumbprints(images)
    assert (rows.shape, rows.dtype) == ((2, SIDE * SIDE), np.float32)
    assert all(np.array_equal(row, thumbprint(i)) for row, i in zip(rows, images, strict=True))


def test_a_picture_of_one_colour_has_one_and_is_like_no_other() -> None:
    blank = thumbprint(np.full((9, 9, 3), 80, np.uint8))
    assert blank.tolist() == [0] * 256
    assert not are_one_picture(blank, np.stack([blank, thumbprint(blots(1))])).any()


def test_mirroring_a_thumbprint_equals_mirroring_the_picture() -> None:
    images = [blots(3), blots(4)]
    turned = thumbprints([np.ascontiguousarray(image[:, ::-1]) for image in images])
    assert mirrored(thumbprints(images)) == pytest.approx(turned, abs=1e-3)


@pytest.mark.parametrize(
    "copy",
    [
        saved_again,
        lambda picture: ImageEnhance.Brightness(picture).enhance(0.8),
        lambda picture: picture.convert("L").convert("RGB"),
    ],
)
def test_only_the_copy_is_the_same_picture(copy: Callable[[Image.Image], Image.Image]) -> None:
    others = thumbprints(blots(seed) for seed in range(40))
    mine = thumbprint(np.asarray(copy(Image.fromarray(blots(7)))))
    assert np.flatnonzero(are_one_picture(mine, others)).tolist() == [7]


def test_different_things_in_the_same_frame_are_not_the_same_picture() -> None:
    def framed(top: int) -> ImageArray:
        pixels = np.full((64, 64, 3), 255, np.uint8)
        pixels[8:56, 8:56] = 0
        pixels[top : top + 4, 28:32] = 200
        return pixels

    mine, other = thumbprints([framed(20), framed(36)])
    assert mine @ other > ALIKE
    assert are_one_picture(mine, np.stack([mine, other])).tolist() == [True, False]
