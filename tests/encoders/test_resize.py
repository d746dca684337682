"""Squares are squashed, and only images are."""

import numpy as np
import pytest

from lookalike.encoders.resize import (
    CHUNK,
    describe_squares,
    picture,
    shared_pictures,
    squares,
)
from lookalike.types import Vectors


def test_the_whole_picture_is_kept() -> None:
    wide = np.zeros((10, 40, 3), np.uint8)
    wide[:, 20:] = 255
    square = squares([wide], 10)[0]
    assert (square[:, :4].max(), square[:, 6:].min()) == (0, 255)


def test_shrinking_averages_rather_than_skips() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255
    assert squares([stripes], 8).astype(float) == pytest.approx(127, abs=8)


def test_no_more_than_a_chunk_is_described_at_once() -> None:
    seen: list[int] = []

    def describe(batch: np.ndarray) -> Vectors:
        seen.append(len(batch))
        return np.ones((len(batch), 2), np.float32)

    describe_squares([np.zeros((4, 4, 3), np.uint8)] * (2 * CHUNK + 1), 4, 2, describe)
    assert seen == [CHUNK, CHUNK, 1]


def test_encoders_that_share_pictures_convert_each_array_once() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    with shared_pictures():
        assert picture(image) is picture(image)
    image[:] = 255  # by then it may have been changed
    assert np.asarray(picture(image)).min() == 255
