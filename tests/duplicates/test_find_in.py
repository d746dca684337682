"""What is in an archive too."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageOps

from lookalike import find_in, forget_distinct_in, note_distinct_in
from lookalike.collection import Collection
from lookalike.duplicates.result import Duplicates
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.errors import InputError, UnknownItem
from lookalike.indexing.folder import index_folder
from tests.scenes import saved, scene

pytestmark = pytest.mark.slow(seconds=10)

pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")


@pytest.fixture
def new(folder: Path, tmp_path: Path) -> Iterator[Collection]:
    """Of the folder: 0, 4 twice, 5 smaller, 6 mirrored, 7 cropped; and two that are new."""
    place = tmp_path / "new"
    place.mkdir()
    for name in ("four.jpg", "four again.jpg"):
        shutil.copy(folder / "4.jpg", place / name)
    shutil.copy(folder / "0.jpg", place / "zero.jpg")
    saved(scene(5).resize((200, 150)), place / "five.jpg", 70)
    saved(ImageOps.mirror(scene(6)), place / "six.jpg")
    saved(scene(7).crop((40, 30, 320, 240)), place / "seven.jpg")
    for seed in (40, 41):
        saved(scene(seed), place / f"{seed}.jpg")
    saved(scene(40), place / "40 again.jpg", 60)
    with Collection.open(tmp_path / "n", CLASSICAL, create=True) as made:
        index_folder(made, place)
        yield made


def named(found: Duplicates) -> dict[tuple[str, ...], str]:
    """The tier of each group, by the names of its members, each after its collection."""
    return {
        tuple(sorted(f"{Path(m.collection).name}/{Path(m.source).name}" for m in g.members)): g.tier
        for g in found.groups
    }


def test_each_is_found_in_the_archive_by_its_tier(collection: Collection, new: Collection) -> None:
    found = find_in(collection, new)
    assert named(found) == {
        ("c/0 copy.jpg", "c/0.jpg", "n/zero.jpg"): "identical",
        ("c/4.jpg", "n/four again.jpg", "n/four.jpg"): "identical",
        ("c/5.jpg", "n/five.jpg"): "reencoded",
        ("c/6.jpg", "n/six.jpg"): "edited",
        ("c/7.jpg", "n/seven.jpg"): "edited",
    }
    assert (found.items, found.remarks) == (9, ())
    group = next(group for group in found.groups if group.tier == "reencoded")
    assert {(pair.one, pair.other) for pair in group.pairs} == {
        (f"archive/{m.id}", o.id)
        for m in group.members
        for o in group.members
        if m.collection == collection.address != o.collection
    }


def test_what_was_decided_is_not_found_again(collection: Collection, new: Collection) -> None:
    before = named(find_in(collection, new))
    pairs = {
        names: [pair.one, pair.other]
        for group in find_in(collection, new).groups
        for names in named(Duplicates([group], 0))
        for pair in group.pairs[:1]
    }
    twice = "c/4.jpg", "n/four again.jpg", "n/four.jpg"
    for names in (("c/5.jpg", "n/five.jpg"), ("c/7.jpg", "n/seven.jpg"), twice):
        assert note_distinct_in(collection, new, pairs[names]) == 1
        found = named(find_in(collection, new))
        assert found == {one: tier for one, tier in before.items() if one != names}
        assert names not in named(find_in(new, collection))  # nor the other way
        forget_distinct_in(collection, new, pairs[names])
        assert named(find_in(collection, new)) == before


def test_a_decision_names_items_of_both(collection: Collection, new: Collection) -> None:
    (one, *_), (other, *_) = collection.items(), new.items()
    for ids in ([one.id, other.id], [f"archive/{one.id}"], []):
        with pytest.raises(InputError, match="name items of both collections"):
            note_distinct_in(collection, new, ids)
    with pytest.raises(UnknownItem):
        note_distinct_in(collection, new, [f"archive/{other.id}", other.id])


def test_only_what_matches_is_asked_about(collection: Collection, new: Collection) -> None:
    found = find_in(collection, new, "name = 'five.jpg'")
    assert list(named(found)) == [("c/5.jpg", "n/five.jpg")]
    assert found.items == 1


def test_what_is_learned_is_kept_in_both(collection: Collection, new: Collection) -> None:
    steps = list[tuple[str, int, int]]()
    for _ in range(2):
        find_in(collection, new, on_step=lambda *step: steps.append(step))
    assert [step for step in steps if step[0] == "thumbprints"] == [("thumbprints", 19, 19)]
    for one, count in ((collection, 11), (new, 8)):
        assert sum(bool(r.origin.thumbprint) for r in one.store.scan()) == count


def test_other_encoders_are_told(collection: Collection, new: Collection, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "other", ["colour"], create=True) as other:
        index_folder(other, tmp_path / "new")
        found = find_in(collection, other)
    assert named(found)["c/5.jpg", "other/five.jpg"] == "reencoded"
    assert "different encoders" in found.remarks[0]
