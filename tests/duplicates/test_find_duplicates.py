"""What a collection holds twice."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lookalike import Duplicates, find_duplicates
from lookalike.collection import Collection
from lookalike.duplicates import find as module
from lookalike.duplicates import pictures
from lookalike.duplicates.remembered.decisions import forget_distinct, note_distinct
from lookalike.duplicates.tiers import Tier, parse_tiers
from lookalike.errors import FilterError, InputError
from lookalike.images.decode import Decoded
from lookalike.images.limits import Limits
from lookalike.indexing.folder import index_folder
from tests.scenes import saved, scene

pytestmark = pytest.mark.slow(seconds=20)

pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")

ALL = {
    ("identical", ("0 copy.jpg", "0.jpg")),
    ("reencoded", ("1 small.webp", "1.jpg")),
    ("edited", ("2 mirrored.jpg", "2.jpg")),
    ("edited", ("3 crop.jpg", "3.jpg")),
}


def named(found: Duplicates) -> set[tuple[Tier, tuple[str, ...]]]:
    return {
        (g.tier, tuple(sorted(str(item.attributes["name"]) for item in g.members)))
        for g in found.groups
    }


def test_each_copy_is_found_by_its_tier(collection: Collection) -> None:
    found = find_duplicates(collection)
    assert named(found) == ALL
    assert found.items == 12
    assert not found.remarks
    assert [g.tier for g in found.groups] == ["identical", "reencoded", "edited", "edited"]


def test_the_best_comes_first_with_what_the_others_take(
    collection: Collection, folder: Path
) -> None:
    group = find_duplicates(collection, tiers=("reencoded",)).groups[0]
    assert Path(group.best.source).name == "1.jpg"
    assert group.members[0] == group.best
    assert group.why_best == "most pixels"
    assert group.freed == (folder / "1 small.webp").stat().st_size
    assert group.confidence > 0.97


@pytest.mark.parametrize("tier", ["identical", "reencoded", "edited"])
def test_only_the_tiers_that_are_wanted_are_found(collection: Collection, tier: Tier) -> None:
    assert named(find_duplicates(collection, tiers=(tier,))) == {p for p in ALL if p[0] == tier}


def test_only_what_matches_is_looked_at(collection: Collection) -> None:
    found = find_duplicates(collection, where="format = 'jpeg'")
    assert named(found) == {p for p in ALL if p[0] != "reencoded"}
    assert found.items == 11
    with pytest.raises(FilterError):
        find_duplicates(collection, where="format =")


def test_without_opencv_it_says_what_is_not_found(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "opencv", lambda: None)
    found = find_duplicates(collection)
    assert named(found) == {p for p in ALL if "3.jpg" not in p[1]}
    assert "lookalike[duplicates]" in found.remarks[0]
    assert not find_duplicates(collection, tiers=("identical", "reencoded")).remarks


def test_a_collection_without_thumbprints_gets_them(collection: Collection) -> None:
    records = list(collection.store.scan())
    steps = list[tuple[str, int, int]]()
    assert named(find_duplicates(collection, on_step=lambda *step: steps.append(step))) == ALL
    assert ("thumbprints", 11, 11) in steps
    again = {r.item.id: r for r in collection.store.scan()}
    assert sum(bool(r.origin.thumbprint) for r in again.values()) == 11  # equal files once
    assert {i: r.item for i, r in again.items()} == {r.item.id: r.item for r in records}


def test_each_picture_is_read_once_to_be_compared(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = list[int | None]()
    decode = pictures.decode

    def counted(data: bytes, short_side: int | None, limits: Limits) -> Decoded:
        sides.append(short_side)
        return decode(data, short_side, limits)

    monkeypatch.setattr(pictures, "decode", counted)
    assert named(find_duplicates(collection)) == ALL
    assert sides.count(pictures.SHORT_SIDE) == 11  # equal files once
    assert sides.count(None) == 6  # those of three groups, to choose the best


def test_a_new_picture_at_the_path_has_its_own_thumbprint(
    collection: Collection, folder: Path
) -> None:
    find_duplicates(collection)
    saved(scene(50), folder / "1.jpg")
    index_folder(collection, folder)
    assert named(find_duplicates(collection)) == {p for p in ALL if p[0] != "reencoded"}


def test_a_thumbprint_moves_with_its_file(collection: Collection, folder: Path) -> None:
    find_duplicates(collection)
    before = {r.item.id: r.origin.thumbprint for r in collection.store.scan()}
    assert sum(map(bool, before.values())) == 11
    (folder / "1.jpg").rename(folder / "renamed.jpg")
    index_folder(collection, folder)
    assert {r.item.id: r.origin.thumbprint for r in collection.store.scan()} == before


def test_pictures_that_were_put_are_compared_too(collection: Collection, folder: Path) -> None:
    put = collection.put_image((folder / "5.jpg").read_bytes(), "five", name="five.jpg")
    found = find_duplicates(collection, tiers=("identical",))
    assert ("identical", ("5.jpg", "five.jpg")) in named(found)
    assert put.id in {item.id for group in found.groups for item in group.members}


def test_a_picture_that_cannot_be_read_is_told(collection: Collection, folder: Path) -> None:
    (folder / "3.jpg").unlink()
    found = find_duplicates(collection)
    assert named(found) == {p for p in ALL if "3.jpg" not in p[1]}
    assert found.remarks == ("1 picture could not be read: 3.jpg",)


def test_what_was_decided_is_remembered(collection: Collection, tmp_path: Path) -> None:
    groups = find_duplicates(collection).groups
    ids = [item.id for item in groups[0].members]
    assert note_distinct(collection.store, [*ids, ids[0]]) == 1
    assert len(find_duplicates(collection).groups) == len(groups) - 1
    forget_distinct(collection.store, ids[::-1])
    assert len(find_duplicates(collection).groups) == len(groups)


def test_what_others_have_joined_is_not_compared_again(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for quality in range(40, 90, 5):
        saved(scene(4), folder / f"4 at {quality}.jpg", quality)
    index_folder(collection, folder)
    compared, real = [], module.judge

    def counted(*given: Any) -> Any:
        compared.append(given)
        return real(*given)

    monkeypatch.setattr(module, "judge", counted)
    monkeypatch.setattr(module, "EVERY", 5)
    group = next(g for g in find_duplicates(collection).groups if len(g.members) == 11)
    assert (group.tier, {member.tier for member in group.members}) == ("reencoded", {"reencoded"})
    assert len(compared) < 11 * 10 / 2


def test_a_decision_about_two_hides_no_third(collection: Collection, folder: Path) -> None:
    saved(scene(3).crop((30, 20, 320, 240)), folder / "3 other.jpg")
    index_folder(collection, folder)
    found = find_duplicates(collection).groups
    ids = {str(m.attributes["name"]): m.id for group in found for m in group.members}
    three = "3 crop.jpg", "3 other.jpg", "3.jpg"
    assert ("edited", three) in named(find_duplicates(collection))
    note_distinct(collection.store, [ids["3 crop.jpg"], ids["3 other.jpg"]])
    assert ("edited", three) in named(find_duplicates(collection))
    note_distinct(collection.store, [ids["3.jpg"], ids["3 other.jpg"]])
    assert ("edited", ("3 crop.jpg", "3.jpg")) in named(find_duplicates(collection))


def test_many_equal_files_are_one_group(collection: Collection, folder: Path) -> None:
    for number in range(5):
        shutil.copy(folder / "1.jpg", folder / f"again {number}.jpg")
    index_folder(collection, folder)
    group = next(g for g in find_duplicates(collection).groups if len(g.members) == 7)
    assert group.tier == "reencoded"


def test_a_collection_without_items_has_no_duplicates(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "empty", ["colour"], create=True) as empty:
        assert find_duplicates(empty) == Duplicates((), 0) or not find_duplicates(empty).groups


def test_tiers_are_named() -> None:
    assert parse_tiers(" edited,identical ") == ("identical", "edited")
    with pytest.raises(InputError, match="there is no tier 'same'; there are: identical"):
        parse_tiers("same")
    with pytest.raises(InputError, match="name at least one"):
        parse_tiers(" , ")


def test_two_captures_moments_apart_are_a_burst(collection: Collection, folder: Path) -> None:
    for second, left in (("05", 0), ("07", 8), ("59", 16)):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"2026:05:01 10:00:{second}"
        shot = scene(60, (360, 240)).crop((left, 0, left + 320, 240))
        shot.save(folder / f"shot {second}.jpg", quality=90, exif=exif)
    exif.get_ifd(0x8769)[0x9003] = "2026:05:01 12:00:00"
    shot.save(folder / "later.jpg", quality=90, exif=exif)
    index_folder(collection, folder)
    burst = ("burst", ("shot 05.jpg", "shot 07.jpg", "shot 59.jpg"))
    found = named(find_duplicates(collection))
    assert burst in found
    assert found - {burst} >= ALL
    assert not any("later.jpg" in names and tier == "edited" for tier, names in found)
