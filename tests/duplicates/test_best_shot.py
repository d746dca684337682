"""Which of several pictures that are one is kept."""

from typing import Any

import pytest
from PIL import Image, ImageFilter, ImageOps

from lookalike.duplicates.best import Shot, reason
from lookalike.duplicates.quality import Quality, quality
from lookalike.stores.base import Origin, Record
from lookalike.types import Item
from tests.scenes import pixels, scene


def shot(
    name: str = "a.jpg",
    size: int = 200_000,
    mtime_ns: int = 5,
    measured: Quality = Quality(1, 1, 30),  # noqa: B008 (frozen)
    **attributes: Any,
) -> Shot:
    known = {"width": 800, "height": 600, "format": "jpeg"} | attributes
    return Shot(Record(Item(name, name, known), Origin(size, mtime_ns)), measured)


@pytest.mark.parametrize(
    ("best", "other", "why"),
    [
        (shot(), shot("b.jpg", width=400, height=300), "most pixels"),
        (shot(), shot("b.jpg", width=1600, height=1200, measured=Quality(0.2, 1, 30)), "detail"),
        (shot(), shot("b.jpg", measured=Quality(0.5, 1, 30)), "most detail"),
        (shot(), shot("b.jpg", width=1000, measured=Quality(1, 0.5, 30)), "most detail"),
        (shot(), shot("b.jpg", measured=Quality(1, 1, 0)), "in colours"),
        (shot(size=200_000), shot("b.jpg", 20_000, mtime_ns=1), "as good"),
        (shot(taken_at="2026-01-01T10:00:00"), shot("b.jpg", mtime_ns=1), "says when"),
        (shot(mtime_ns=1), shot("b.jpg", mtime_ns=2), "oldest file"),
        (shot("a.jpg"), shot("a (1).jpg"), "as good"),
        (shot(), shot("b.gif", mtime_ns=1, format="gif"), "as good"),
    ],
)
def test_the_better_picture_is_kept(best: Shot, other: Shot, why: str) -> None:
    assert best.rank < other.rank
    assert why in reason(best, [other])


def test_an_enlarged_picture_has_no_more_detail() -> None:
    original = scene(3, (640, 480))
    large = original.resize((1280, 960), Image.Resampling.BICUBIC)
    share = quality(pixels(large)).detail / quality(pixels(original)).detail
    assert share == pytest.approx(0.25, rel=0.1)


def test_a_blurred_picture_has_less_detail() -> None:
    blurred = scene(3).filter(ImageFilter.GaussianBlur(3))
    assert quality(pixels(blurred)).detail < quality(pixels(scene(3))).detail


def test_a_frame_is_no_content() -> None:
    framed = ImageOps.expand(scene(3), 40, "navy")
    assert quality(pixels(framed)).content == pytest.approx(320 * 240 / (400 * 320), abs=0.03)
    assert quality(pixels(scene(3))).content > 0.97
    assert quality(pixels(Image.new("RGB", (90, 90), "white"))).content == 1


def test_a_grey_picture_has_no_chroma() -> None:
    assert quality(pixels(scene(3).convert("L").convert("RGB"))).chroma < 1
    assert quality(pixels(scene(3))).chroma > 20
