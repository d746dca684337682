import numpy as np
import pytest

from lookalike.datasets.drawn.light import blur
from lookalike.datasets.drawn.outline import box, curve, ellipse, line, mirrored, symmetric


def area(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def test_sharp_knots_make_a_polygon() -> None:
    square = curve("-20,-20! 20,-20! 20,20! -20,20!")
    assert area(square) == pytest.approx(0.16)


def test_a_curve_passes_through_its_knots() -> None:
    path = line("0,0 10,20 30,5")
    for knot in ((0, 0), (0.1, 0.2), (0.3, 0.05)):
        assert np.linalg.norm(path - knot, axis=1).min() < 1e-9


def test_smooth_knots_round_the_corners_off() -> None:
    sharp, smooth = curve("-20,-20! 20,-20! 20,20! -20,20!"), curve("-20,-20 20,-20 20,20 -20,20")
    assert area(smooth) > area(sharp)


def test_a_symmetric_outline_is_its_own_mirror_image() -> None:
    outline = symmetric("0,-30 20,-20! 25,10 0,30")
    assert {tuple(p) for p in outline.round(9) + 0.0} == {
        tuple(p) for p in mirrored(outline).round(9) + 0.0
    }


def test_an_ellipse_and_a_box_have_the_area_they_should() -> None:
    assert area(ellipse(5, 5, 20, 10)) == pytest.approx(np.pi * 0.02, rel=0.01)
    assert area(box(-20, -10, 20, 10, 0.01)) == pytest.approx(0.08, rel=0.001)


@pytest.mark.parametrize("radius", [1, 5, 20])
def test_a_blur_keeps_what_is_even(radius: int) -> None:
    even = np.full((61, 83), 0.7, np.float32)
    assert np.allclose(blur(even, radius), 0.7, atol=1e-4)


@pytest.mark.parametrize("radius", [2, 10])
def test_a_blur_keeps_the_mean_of_what_lies_inside(radius: int) -> None:
    spot = np.zeros((120, 120), np.float32)
    spot[50:70, 50:70] = 1
    assert blur(spot, radius).mean() == pytest.approx(spot.mean(), rel=0.02)
