"""Whether two pictures may have points in common, by a sample of these."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from lookalike.duplicates.points import LEAST_INLIERS, Points, laid, points_of, shares
from tests.scenes import scene

cv2 = pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")


def points(picture: Image.Image) -> tuple[Points, Points]:
    return points_of(np.asarray(picture.convert("L")), cv2)


def part(picture: Image.Image) -> Image.Image:
    return picture.crop((60, 20, picture.width - 10, picture.height - 40))


def test_a_part_of_a_picture_shares_points_and_another_picture_rarely() -> None:
    others = 0
    for seed in range(12):
        known = points(scene(seed))
        assert shares(known, points(part(scene(seed))), cv2)[0]
        assert shares(known, points(part(ImageOps.mirror(scene(seed)))), cv2)[1]
        others += any(shares(known, points(scene(seed + 50)), cv2))
    assert others <= 3


def test_the_first_points_are_from_all_over_the_picture() -> None:
    found, mirrored = points(scene(1))
    few = found.first(60)
    assert few.places.std(axis=0) == pytest.approx(found.places.std(axis=0), rel=0.3)
    flipped = 319 - found.places[: len(mirrored), 0]
    assert np.sort(mirrored.places[:, 0]) == pytest.approx(np.sort(flipped), abs=1)


def test_points_say_how_the_other_lies() -> None:
    found = laid(points(scene(2))[0], points(part(scene(2)))[0], cv2)
    assert found.matrix[:, 2] == pytest.approx([60, 20], abs=1)
    assert found.inliers > LEAST_INLIERS


def test_a_blank_picture_has_no_points() -> None:
    blank = points(Image.new("L", (320, 240), 90))
    assert len(blank[0]) == len(blank[1]) == 0
    assert shares(blank, points(scene(1)), cv2) == shares(points(scene(1)), blank, cv2)
    assert shares(blank, blank, cv2) == (False, False)
