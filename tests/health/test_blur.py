"""Blur grows with the blurring, whatever the picture and its size."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from lookalike.health.blur import WIDTH, blur
from lookalike.health.pictures import BLURRED, SHORT_SIDE, look_at
from tests.scenes import scene


def slowly(grey: np.ndarray) -> float:
    """As the paper has it, pixel by pixel along each row."""

    def along(rows: np.ndarray) -> float:
        steps = left = 0.0
        for row in rows.astype(float):
            half = WIDTH // 2
            padded = [row[0]] * half + list(row) + [row[-1]] * half
            mean = [sum(padded[i : i + WIDTH]) / WIDTH for i in range(len(row))]
            for i in range(1, len(row)):
                step = abs(row[i] - row[i - 1])
                steps += step
                left += max(0.0, step - abs(mean[i] - mean[i - 1]))
        return 1 - left / steps if steps else 1.0

    return max(along(grey), along(grey.T))


def test_it_equals_the_papers_measure() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (20, 30), np.uint8)
    assert blur(grey) == pytest.approx(slowly(grey), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_the_more_a_picture_is_blurred_the_higher(seed: int) -> None:
    picture = scene(seed).convert("L")
    picture.thumbnail((2 * SHORT_SIDE, SHORT_SIDE))
    radii = (0, 1, 2, 4)
    found = [blur(np.asarray(picture.filter(ImageFilter.GaussianBlur(r)))) for r in radii]
    assert found == sorted(found)
    assert found[0] < BLURRED < found[-1]


def test_a_blank_picture_is_blank_and_not_blurred() -> None:
    for colour in ((255, 255, 255), (3, 80, 200)):
        look = look_at(np.array(Image.new("RGB", (300, 240), colour)))
        assert look.is_blank
        assert not look.is_blurred
    noise = np.random.default_rng(0).integers(120, 124, (240, 300, 3), np.uint8)
    assert look_at(noise).is_blank
    assert not look_at(np.asarray(scene(0))).is_blank


def test_a_picture_of_one_column_or_pixel_has_a_measure() -> None:
    for shape in ((1, 1), (1, 9), (9, 1)):
        assert 0 <= blur(np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)) <= 1
