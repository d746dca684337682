"""No picture's shape, and no single failure, stops what looks at a whole collection."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lookalike.collection import Collection
from lookalike.duplicates import failing, find, pictures
from lookalike.duplicates.find import find_duplicates
from lookalike.duplicates.judge import judge
from lookalike.duplicates.orientation import ORIENTATIONS
from lookalike.duplicates.pictures import picture_of
from lookalike.duplicates.quality import quality
from lookalike.duplicates.tiers import TIERS
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.health.pictures import look_at
from lookalike.indexing.folder import index_folder
from lookalike.pairs.explain import explain_pair
from lookalike.types import ImageArray

cv2 = pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")

# Width and height.
SHAPES = [(1, 1), (1, 700), (700, 1), (2, 3), (12, 700), (60, 1800), (130, 1800), (900, 60),
          (3, 900), (5, 320), (30, 31), (15, 16), (4000, 9), (300, 50), (24, 24)]  # fmt: skip
SIDES = st.sampled_from([1, 2, 3, 7, 8, 9, 15, 23, 24, 25, 30, 31, 32, 60, 240, 320, 1500])


def noise(size: tuple[int, int], seed: int = 1) -> Image.Image:
    cells = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    return Image.fromarray(cells).resize(size)


def shrunk(size: tuple[int, int], *, is_flat: bool) -> ImageArray:
    """As it is decoded: the short side has at most 240 pixels."""
    width, height = size
    return np.full((height, width, 3), 90, np.uint8) if is_flat else np.asarray(noise(size))


@settings(max_examples=120, deadline=None)
@given(one=st.tuples(SIDES, SIDES), other=st.tuples(SIDES, SIDES), is_flat=st.booleans(),
       has_points=st.booleans(), orientation=st.integers(0, ORIENTATIONS - 1))  # fmt: skip
def test_pictures_of_any_shapes_can_be_compared(
    one: tuple[int, int], other: tuple[int, int], is_flat: bool, has_points: bool, orientation: int
) -> None:
    opencv = cv2 if has_points else None
    mine, theirs = shrunk(one, is_flat=is_flat), shrunk(other, is_flat=False)
    for image in (mine, theirs):
        found = judge(picture_of(mine, opencv), picture_of(image, opencv), orientation, True)
        assert 0 <= found.probability <= 1
    assert 0 <= quality(mine).content <= 1
    assert 0 <= look_at(mine).blur <= 1


@pytest.fixture
def shapes(tmp_path: Path) -> Iterator[Collection]:
    """The collection of a picture of each shape, each also saved as JPEG."""
    place = tmp_path / "shapes"
    place.mkdir()
    for width, height in SHAPES:
        picture = noise((width, height))
        picture.save(place / f"{width}x{height}.png")
        picture.save(place / f"{width}x{height}.jpg", quality=95)
    with Collection.open(tmp_path / "c", CLASSICAL, create=True) as made:
        index_folder(made, place)
        yield made


@pytest.mark.slow(seconds=8)
def test_thin_and_tiny_pictures_stop_nothing(shapes: Collection) -> None:
    found = find_duplicates(shapes, tiers=TIERS)
    assert not [said for said in found.remarks if "could not" in said]
    pairs = {tuple(sorted(member.source.rsplit("/", 1)[-1] for member in group.members))
             for group in found.groups if group.tier in ("reencoded", "identical")}  # fmt: skip
    for thin in ("130x1800", "60x1800", "900x60"):
        assert any({f"{thin}.jpg", f"{thin}.png"} <= set(names) for names in pairs), thin
    assert shapes.check().items == 2 * len(SHAPES)
    assert len(shapes.map().ids) == 2 * len(SHAPES)
    ids = [record.item.id for record in shapes.store.scan()]
    for other in ids[1:]:
        assert explain_pair(shapes, f"id:{ids[0]}", other).hit.item.id == other


def broken(*_: object) -> Any:
    raise ZeroDivisionError("a side of 0")


class Small(pictures.Picture):
    """One with a side of 160 pixels."""


def test_a_pair_that_fails_is_told_and_the_others_are_found(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = find_duplicates(collection)

    def made(image: ImageArray, opencv: object) -> pictures.Picture:
        seen = picture_of(image, opencv)
        return Small(seen.outline, seen.colours) if 160 in image.shape else seen

    def judged(one: pictures.Picture, other: pictures.Picture, *rest: Any) -> Any:
        is_one_small = isinstance(one, Small) != isinstance(other, Small)
        return broken() if is_one_small else judge(one, other, *rest)

    monkeypatch.setattr(pictures, "picture_of", made)
    monkeypatch.setattr(find, "judge", judged)
    monkeypatch.setattr(failing, "NAMED", 1)
    found = find_duplicates(collection)
    assert len(found.groups) == len(whole.groups) - 1
    (said,) = [remark for remark in found.remarks if "compared" in remark]
    why = r"\(ZeroDivisionError: a side of 0\)"
    pair = rf"[^,]*1 small\.webp[^,]* {why}"
    assert re.fullmatch(rf"\d+ pairs could not be compared: {pair}; and \d+ more", said)


def test_a_picture_that_fails_is_told_by_its_name(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(image: ImageArray, opencv: object) -> pictures.Picture:
        return broken() if image.shape[1] == 160 else picture_of(image, opencv)

    monkeypatch.setattr(pictures, "picture_of", made)
    found = find_duplicates(collection)
    assert [r for r in found.remarks if "read" in r] == [
        "1 picture could not be read: 1 small.webp"
    ]
    assert len(found.groups) >= 3
