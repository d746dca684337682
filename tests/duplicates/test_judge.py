"""What two pictures have to do with each other, by their pixels."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from lookalike.duplicates.judge import Verdict, judge, with_time
from lookalike.duplicates.near import near
from lookalike.duplicates.orientation import ORIENTATIONS
from lookalike.duplicates.pictures import picture_of
from lookalike.duplicates.tiers import Tier
from lookalike.images.thumbprint import small_grey
from lookalike.types import ImageArray
from tests.scenes import pixels, scene

cv2 = pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")


def judged(one: ImageArray, other: ImageArray, opencv: object = cv2) -> Verdict:
    prints = np.stack([small_grey(one), small_grey(other)])
    found = near(prints, 0.9, ORIENTATIONS)
    orientation = int(found.orientation[0]) if len(found.one) else 0
    return judge(picture_of(one, opencv), picture_of(other, opencv), orientation, True)


def cropped(picture: Image.Image, share: float) -> Image.Image:
    w, h = picture.size
    return picture.crop((int(w * share), int(h * share / 2), w, h - int(h * share / 2)))


def written(picture: Image.Image) -> Image.Image:
    made = picture.copy()
    ImageDraw.Draw(made).rectangle((0, made.height - 44, made.width, made.height), fill="white")
    return made


SAVED_AGAIN: dict[str, Callable[[Image.Image], ImageArray]] = {
    "quality 75": lambda p: pixels(p, 75),
    "quality 30": lambda p: pixels(p, 30),
    "half size": lambda p: pixels(p.resize((p.width // 2, p.height // 2))),
    "twice the size": lambda p: pixels(p.resize((p.width * 2, p.height * 2))),
}
EDITED: dict[str, Callable[[Image.Image], ImageArray]] = {
    "mirrored": lambda p: pixels(ImageOps.mirror(p), 90),
    "turned by 90": lambda p: pixels(p.transpose(Image.Transpose.ROTATE_90), 90),
    "turned by 270 and mirrored": lambda p: pixels(p.transpose(Image.Transpose.TRANSPOSE), 90),
    "brighter": lambda p: pixels(ImageEnhance.Brightness(p).enhance(1.2), 90),
    "grey": lambda p: pixels(p.convert("L"), 90),
    "written on": lambda p: pixels(written(p), 90),
}
MOVED: dict[str, Callable[[Image.Image], ImageArray]] = {
    "cropped by 10 %": lambda p: pixels(cropped(p, 0.1), 90),
    "cropped by 30 %": lambda p: pixels(cropped(p, 0.3), 90),
    "turned by 3": lambda p: pixels(cropped(p.rotate(3, Image.Resampling.BICUBIC), 0.1), 90),
    "framed": lambda p: pixels(ImageOps.expand(p, 30, "navy"), 90),
    "mirrored and cropped": lambda p: pixels(cropped(ImageOps.mirror(p), 0.15), 90),
}


@pytest.mark.parametrize("change", SAVED_AGAIN.values(), ids=SAVED_AGAIN)
@pytest.mark.parametrize("opencv", [cv2, None], ids=["OpenCV", "without"])
def test_a_picture_saved_again_is_reencoded(
    change: Callable[[Image.Image], ImageArray], opencv: object
) -> None:
    for seed in range(4):
        found = judged(pixels(scene(seed)), change(scene(seed)), opencv)
        assert found.tier == "reencoded"
        assert found.probability > 0.97


@pytest.mark.parametrize("change", EDITED.values(), ids=EDITED)
@pytest.mark.parametrize("opencv", [cv2, None], ids=["OpenCV", "without"])
def test_a_changed_picture_is_edited(
    change: Callable[[Image.Image], ImageArray], opencv: object
) -> None:
    for seed in range(4):
        assert judged(pixels(scene(seed)), change(scene(seed)), opencv).tier == "edited"


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
def test_a_moved_picture_is_found_by_points(change: Callable[[Image.Image], ImageArray]) -> None:
    for seed in range(4):
        one, other = pixels(scene(seed)), change(scene(seed))
        assert judged(one, other).tier == "edited"
        assert judged(other, one).tier == "edited"
        assert judged(one, other, None).tier != "reencoded"


@pytest.mark.parametrize("opencv", [cv2, None], ids=["OpenCV", "without"])
def test_different_pictures_are_nothing(opencv: object) -> None:
    for seed in range(12):
        found = judged(pixels(scene(seed)), pixels(scene(seed + 100)), opencv)
        assert found.tier is None


@pytest.mark.parametrize(
    ("tier", "probability", "apart_s", "expected"),
    [
        ("reencoded", 0.99, 7200.0, "reencoded"),
        ("edited", 0.99, 0.0, "edited"),
        ("edited", 0.99, 2.0, "burst"),
        ("edited", 0.99, 7200.0, None),
        ("edited", 0.99, np.nan, "edited"),
        ("burst", 0.6, 2.0, "burst"),
        ("burst", 0.9, 61.0, None),
        ("burst", 0.6, np.nan, None),
        ("burst", 0.9, np.nan, "burst"),
    ],
)
def test_the_time_of_the_captures_decides_between_a_copy_and_a_burst(
    tier: Tier, probability: float, apart_s: float, expected: Tier | None
) -> None:
    assert with_time(Verdict(tier, probability), apart_s).tier == expected


def test_blank_pages_are_nothing() -> None:
    white, whiter = (np.full((240, 320, 3), v, np.uint8) for v in (250, 255))
    assert judged(white, whiter).tier is None


def test_the_change_is_named() -> None:
    whys = {n: judged(pixels(scene(2)), c(scene(2))).why for n, c in (EDITED | MOVED).items()}
    assert whys["mirrored"] == "mirrored"
    assert whys["turned by 90"].startswith("turned by ")
    assert whys["brighter"] == whys["grey"] == "other colours"
    assert whys["written on"] == "covered in places"
    assert whys["cropped by 30 %"] == whys["framed"] == "cropped or framed"
    assert "turned by 3 degrees" in whys["turned by 3"]
    assert whys["mirrored and cropped"] == "mirrored, cropped or framed"
