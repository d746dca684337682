"""Ids and given attributes go where the pictures go."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.files.digest import file_digest
from lookalike.indexing import folder, plan, run, vanished
from lookalike.indexing.folder import index_folder
from lookalike.indexing.remembered import folders, note_identity
from lookalike.stores.set_aside import aside, aside_before, forget_aside, set_aside
from tests.indexing.conftest import paint
from tests.indexing.test_index_folder import counts, write_later

pytestmark = pytest.mark.slow(seconds=30)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """001 to 005, which no sort of the names of their pictures would give."""
    for number in range(1, 6):
        paint(tmp_path / "shelf" / f"{number:03}.png", number)
    return tmp_path / "shelf"


def tag(collection: Collection, **more: str) -> dict[str, str]:
    """Have each item say which file it was of; their ids by that."""
    for item in list(collection.items()):
        collection.set_attributes(item.id, {"tag": Path(item.source).name, **more})
    return {str(item.attributes["tag"]): item.id for item in collection.items()}


def tags(collection: Collection) -> dict[str, object]:
    """By file name."""
    return {Path(i.source).name: i.attributes.get("tag") for i in collection.items()}


def rename(folder: Path, names: dict[str, str]) -> None:
    """All at once, as if none was in the way."""
    for old in names:
        (folder / old).rename(folder / f"{old}.going")
    for old, new in names.items():
        (folder / f"{old}.going").replace(folder / new)


CHAINS = {
    "renumbered": {f"{i:03}.png": f"{i + 1:03}.png" for i in range(1, 6)},
    "counted down": {f"{i:03}.png": f"{i - 1:03}.png" for i in range(1, 6)},
    "swapped": {"001.png": "002.png", "002.png": "001.png"},
    "turned": {"001.png": "002.png", "002.png": "003.png", "003.png": "001.png"},
    "reversed": {f"{i:03}.png": f"{6 - i:03}.png" for i in range(1, 6)},
}


@pytest.mark.parametrize("names", CHAINS.values(), ids=CHAINS.keys())
def test_items_follow_pictures_that_change_places(
    collection: Collection, shelf: Path, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    rename(shelf, names)
    monkeypatch.setattr(run, "examine", None)  # no picture is decoded again
    report = index_folder(collection, shelf)
    is_odd = 1 if "003.png" in names and names["003.png"] == "003.png" else 0
    assert counts(report) == {"moved": len(names) - is_odd} | (
        {"unchanged": 5 - len(names) + is_odd} if len(names) - is_odd < 5 else {}
    )
    expected = {names.get(f"{i:03}.png", f"{i:03}.png"): f"{i:03}.png" for i in range(1, 6)}
    assert tags(collection) == expected
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    for item in collection.items():
        assert item.attributes["name"] == Path(item.source).name
        assert collection.search(item.source)[0].item.id == item.id


def alike(folder: Path) -> None:
    """Give all the same size and time, as pictures have that come out of an archive."""
    longest = max(path.stat().st_size for path in folder.iterdir())
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().ljust(longest, b"\0"))
        os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.mark.parametrize("names", CHAINS.values(), ids=CHAINS.keys())
def test_items_follow_pictures_of_one_size_and_time(
    collection: Collection, shelf: Path, names: dict[str, str]
) -> None:
    alike(shelf)
    index_folder(collection, shelf)
    ids = tag(collection)
    rename(shelf, names)
    index_folder(collection, shelf)
    assert tags(collection) == {
        names.get(f"{i:03}.png", f"{i:03}.png"): f"{i:03}.png" for i in range(1, 6)
    }
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_items_follow_folders_that_change_names(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    alike(shelf)
    for name in ("a", "b"):
        shutil.copytree(shelf, tmp_path / "two" / name)
    paint(tmp_path / "two" / "b" / "001.png", 77)
    alike(tmp_path / "two" / "b")
    index_folder(collection, tmp_path / "two")
    ids = {item.source: item.id for item in collection.items()}
    rename(tmp_path / "two", {"a": "b", "b": "a"})
    index_folder(collection, tmp_path / "two")
    for name, other in (("a", "b"), ("b", "a")):
        there = str(tmp_path / "two" / name / "001.png")
        assert collection.get(ids[there]).source == str(tmp_path / "two" / other / "001.png")


def test_a_picture_is_edited_and_keeps_its_size_and_time(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    alike(shelf)
    index_folder(collection, shelf)
    ids = tag(collection)
    shutil.copy2(shelf / "002.png", tmp_path / "kept.png")
    shutil.copy2(shelf / "001.png", shelf / "002.png")
    assert counts(index_folder(collection, shelf)) == {"updated": 1, "unchanged": 4}
    shutil.copy2(tmp_path / "kept.png", shelf / "002.png")
    assert counts(index_folder(collection, shelf)) == {"updated": 1, "unchanged": 4}
    assert tags(collection) == {name: name for name in ids}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a plan reads."""
    names: list[str] = []

    def noted(path: Path) -> str:
        names.append(path.name)
        return file_digest(path)

    monkeypatch.setattr(plan, "file_digest", noted)
    return names


def test_new_rights_are_looked_into_once_and_by_few_files(
    collection: Collection, shelf: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, shelf)
    for path in shelf.iterdir():
        path.chmod(0o600)
    assert counts(index_folder(collection, shelf)) == {"unchanged": 5}
    assert len(read) == 5
    assert counts(index_folder(collection, shelf)) == {"unchanged": 5}
    assert len(read) == 5
    monkeypatch.setattr(vanished, "RESTAMPED", 4)
    for path in shelf.iterdir():
        path.chmod(0o640)
    shutil.copy(shelf / "001.png", shelf / "copy.png")
    assert counts(index_folder(collection, shelf)) == {"unchanged": 5, "added": 1}
    assert len(read) == 5


def test_of_many_new_stamps_those_that_may_have_changed_places_are_read(
    collection: Collection, shelf: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alike(shelf)
    paint(shelf / "other.png", 80)
    index_folder(collection, shelf)
    ids = tag(collection)
    monkeypatch.setattr(vanished, "RESTAMPED", 4)
    rename(shelf, CHAINS["reversed"])
    for path in shelf.iterdir():
        path.chmod(0o600)
    assert counts(index_folder(collection, shelf)) == {"unchanged": 2, "moved": 4}
    assert sorted(set(read)) == [f"{i:03}.png" for i in range(1, 6)]
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    assert counts(index_folder(collection, shelf)) == {"unchanged": 6}
    assert len(read) == 5


def test_an_older_collection_learns_the_stamps(
    collection: Collection, shelf: Path, read: list[str]
) -> None:
    alike(shelf)
    index_folder(collection, shelf)
    store = collection.store
    store.describe([replace(r, origin=replace(r.origin, stamp="")) for r in store.scan()])
    assert counts(index_folder(collection, shelf)) == {"unchanged": 5}
    assert read == []
    tag(collection)
    rename(shelf, CHAINS["swapped"])
    assert counts(index_folder(collection, shelf)) == {"unchanged": 3, "moved": 2}


def test_a_new_first_picture_shifts_the_others(collection: Collection, shelf: Path) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    rename(shelf, CHAINS["renumbered"])
    paint(shelf / "001.png", 99)
    assert counts(index_folder(collection, shelf)) == {"moved": 5, "added": 1}
    assert tags(collection)["001.png"] is None
    assert {i.attributes["tag"]: i.id for i in collection.items("tag is not missing")} == ids


def test_a_rotation_drops_the_oldest_and_adds_the_newest(
    collection: Collection, shelf: Path
) -> None:
    index_folder(collection, shelf)
    tag(collection)
    for i in range(1, 5):
        (shelf / f"{i + 1:03}.png").replace(shelf / f"{i:03}.png")
    paint(shelf / "005.png", 99)
    assert counts(index_folder(collection, shelf)) == {"moved": 4, "removed": 1, "added": 1}
    assert tags(collection) == {f"{i:03}.png": f"{i + 1:03}.png" for i in range(1, 5)} | {
        "005.png": None
    }


def test_an_edited_picture_keeps_its_item_when_others_are_renamed(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    rename(shelf, CHAINS["swapped"])
    write_later(shelf / "003.png", paint(tmp_path / "other.png", 77).read_bytes())
    assert counts(index_folder(collection, shelf)) == {"moved": 2, "updated": 1, "unchanged": 2}
    assert collection.get(ids["003.png"]).source == str(shelf / "003.png")


def test_a_picture_over_another_takes_its_path(collection: Collection, shelf: Path) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    (shelf / "002.png").replace(shelf / "001.png")
    assert counts(index_folder(collection, shelf)) == {"moved": 1, "removed": 1, "unchanged": 3}
    assert collection.get(ids["002.png"]).source == str(shelf / "001.png")


@pytest.mark.parametrize("stops", range(1, 6))
def test_a_chain_that_was_cut_short_is_mended_by_the_next_run(
    collection: Collection, shelf: Path, monkeypatch: pytest.MonkeyPatch, stops: int
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    rename(shelf, CHAINS["renumbered"])
    paint(shelf / "001.png", 99)
    monkeypatch.setattr(run, "PAGE", 1)
    asked = iter(range(100))
    assert index_folder(collection, shelf, should_stop=lambda: next(asked) >= stops).interrupted
    index_folder(collection, shelf)
    assert {i.attributes["tag"]: i.id for i in collection.items("tag is not missing")} == ids
    assert tags(collection) == {"001.png": None} | {
        f"{i + 1:03}.png": f"{i:03}.png" for i in range(1, 6)
    }


@pytest.fixture
def placeholders(tmp_path: Path) -> Path:
    """Twelve products, of which eight have the same picture."""
    for i in range(12):
        paint(tmp_path / "p" / f"{i:02}.png", max(i, 7))
    return tmp_path / "p"


def test_identical_pictures_keep_their_items_when_their_folder_is_renamed(
    collection: Collection, placeholders: Path, tmp_path: Path
) -> None:
    index_folder(collection, placeholders)
    ids = tag(collection)
    placeholders.rename(tmp_path / "q")
    assert counts(index_folder(collection, tmp_path / "q")) == {"moved": 12}
    assert all(name == given for name, given in tags(collection).items())
    assert {Path(i.source).name: i.id for i in collection.items()} == ids
    assert folders(collection) == [str(tmp_path / "q")]


def test_identical_covers_keep_their_items_when_the_folder_above_is_renamed(
    collection: Collection, tmp_path: Path
) -> None:
    root = tmp_path / "shop"
    for product in "abcd":
        paint(root / "old" / product / "cover.png", 1)
    paint(root / "z.png", 2)
    index_folder(collection, root)
    for item in list(collection.items()):
        collection.set_attributes(item.id, {"tag": Path(item.source).parent.name})
    (root / "old").rename(root / "new")
    (root / "new" / "b" / "cover.png").unlink()
    assert counts(index_folder(collection, root)) == {"moved": 3, "removed": 1, "unchanged": 1}
    covers = list(collection.items("name = 'cover.png'"))
    assert {Path(i.source).parent.name: i.attributes["tag"] for i in covers} == {
        product: product for product in "acd"
    }


def test_of_two_identical_pictures_the_survivor_keeps_its_item(
    collection: Collection, shelf: Path
) -> None:
    for name, time in (("a.png", 10**18), ("b.png", 10**18 + 5 * 10**9)):
        shutil.copy(shelf / "001.png", shelf / name)
        os.utime(shelf / name, ns=(time, time))
    index_folder(collection, shelf)
    ids = tag(collection)
    (shelf / "a.png").unlink()
    (shelf / "b.png").rename(shelf / "c.png")
    index_folder(collection, shelf)
    assert collection.get(ids["b.png"]).source == str(shelf / "c.png")
    assert tags(collection)["c.png"] == "b.png"


@pytest.fixture
def unplugged(collection: Collection, shelf: Path, tmp_path: Path) -> Path:
    """The shelf's disk is away; there is a copy of it, which is returned."""
    index_folder(collection, shelf)
    tag(collection)
    shutil.copytree(shelf, tmp_path / "backup")
    shelf.rename(tmp_path / "off")
    return tmp_path / "backup"


def test_the_copy_of_a_folder_that_is_away_takes_nothing_from_it(
    collection: Collection, shelf: Path, unplugged: Path, tmp_path: Path
) -> None:
    report = index_folder(collection, unplugged)
    assert counts(report) == {"added": 5}
    assert (report.also_away, report.away_folder) == (5, str(shelf))
    (tmp_path / "off").rename(shelf)
    assert counts(index_folder(collection, shelf)) == {"unchanged": 5}
    told = [i.source for i in collection.items("tag is not missing")]
    assert len(told) == 5
    assert all(Path(source).parent == shelf for source in told)


def test_the_empty_place_of_a_disk_is_no_emptied_folder(
    collection: Collection, shelf: Path, unplugged: Path
) -> None:
    shelf.mkdir()
    assert counts(index_folder(collection, unplugged)) == {"added": 5}
    assert collection.count("tag is not missing") == 5


def test_what_is_said_to_have_moved_to_another_disk_has_moved(
    collection: Collection, shelf: Path, unplugged: Path
) -> None:
    assert counts(index_folder(collection, unplugged, moved_from=shelf)) == {"moved": 5}
    assert tags(collection) == {f"{i:03}.png": f"{i:03}.png" for i in range(1, 6)}
    assert folders(collection) == [str(unplugged)]


def test_it_may_be_said_after_the_copies_were_indexed(
    collection: Collection, shelf: Path, unplugged: Path
) -> None:
    index_folder(collection, unplugged)
    for item in list(collection.items("tag is missing")):
        collection.set_attributes(item.id, {"tag": "later", "note": "new"})
    assert counts(index_folder(collection, unplugged, moved_from=shelf)) == {"moved": 5}
    assert tags(collection) == {f"{i:03}.png": f"{i:03}.png" for i in range(1, 6)}
    assert collection.count("note = 'new'") == 5


def test_only_a_folder_that_was_indexed_and_is_away_has_moved(
    collection: Collection, shelf: Path, unplugged: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="never indexed"):
        index_folder(collection, unplugged, moved_from=tmp_path / "other")
    (tmp_path / "off").rename(shelf)
    with pytest.raises(InputError, match="still there"):
        index_folder(collection, unplugged, moved_from=shelf)


def test_an_old_collection_learns_to_know_its_folders(
    opened: Callable[[], Collection], shelf: Path, tmp_path: Path
) -> None:
    collection = opened()
    index_folder(collection, shelf)
    note_identity(collection, [str(shelf)], "")  # it was not written down
    tag(collection)
    assert counts(index_folder(opened(), shelf)) == {"unchanged": 5}
    shelf.rename(tmp_path / "q")
    assert counts(index_folder(opened(), tmp_path / "q")) == {"moved": 5}


ORDERS = [("inbox", "archive"), ("archive", "inbox")]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
@pytest.mark.parametrize("left", [0, 1, 4])
def test_a_file_moved_to_another_folder_keeps_its_item_in_either_order(
    collection: Collection,
    tmp_path: Path,
    order: tuple[str, str],
    left: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paint(tmp_path / "archive" / "b.png", 50)
    paint(tmp_path / "inbox" / "a.png", 1)
    for number in range(left):
        paint(tmp_path / "inbox" / f"left{number}.png", 10 + number)
    for name in ORDERS[0]:
        index_folder(collection, tmp_path / name)
    ids = tag(collection)
    (tmp_path / "inbox" / "a.png").rename(tmp_path / "archive" / "a.png")
    monkeypatch.setattr(collection, "encode", None)
    for name in order:
        try:
            index_folder(collection, tmp_path / name)
        except InputError:
            assert (name, left) == ("inbox", 0)
    assert collection.get(ids["a.png"]).source == str(tmp_path / "archive" / "a.png")
    assert collection.count() == left + 2
    assert tags(collection)["a.png"] == "a.png"


def test_a_file_cut_now_and_pasted_after_the_next_run_keeps_its_item(
    collection: Collection, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    (shelf / "003.png").rename(tmp_path / "cut.png")
    assert counts(index_folder(collection, shelf)) == {"removed": 1, "unchanged": 4}
    assert collection.count() == 4
    monkeypatch.setattr(collection, "encode", None)
    (tmp_path / "cut.png").rename(shelf / "pasted.png")
    assert counts(index_folder(collection, shelf)) == {"moved": 1, "unchanged": 4}
    assert collection.get(ids["003.png"]).attributes["tag"] == "003.png"
    assert collection.get(ids["003.png"]).attributes["name"] == "pasted.png"
    assert "away" not in collection.get(ids["003.png"]).attributes


@pytest.fixture
def two(collection: Collection, tmp_path: Path) -> Path:
    """An inbox and an archive, with something said of each picture."""
    for name, seed in (("inbox/a", 1), ("inbox/z", 3), ("archive/b", 2)):
        paint(tmp_path / f"{name}.png", seed)
    for name in ORDERS[0]:
        index_folder(collection, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
def test_a_moved_picture_whose_place_another_took_keeps_its_item_in_either_order(
    collection: Collection, two: Path, order: tuple[str, str]
) -> None:
    ids = tag(collection)
    (two / "inbox" / "a.png").rename(two / "archive" / "a.png")
    paint(two / "inbox" / "a.png", 77)
    for name in [*order, *order]:
        index_folder(collection, two / name)
    assert collection.get(ids["a.png"]).source == str(two / "archive" / "a.png")
    assert {
        Path(i.source).relative_to(two).as_posix(): i.attributes.get("tag")
        for i in collection.items()
    } == {
        "inbox/a.png": None,
        "inbox/z.png": "z.png",
        "archive/a.png": "a.png",
        "archive/b.png": "b.png",
    }
    assert vanished.count_away(collection.store) == 0
    assert aside(collection.store) == []
    for item in collection.items():
        assert collection.search(item.source)[0].item.id == item.id


def test_what_was_given_since_stays_with_the_picture_that_took_the_place(
    collection: Collection, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tag(collection, shelf="7")
    (two / "inbox" / "a.png").rename(two / "archive" / "c.png")
    paint(two / "inbox" / "a.png", 77)
    index_folder(collection, two / "inbox")
    collection.set_attributes(ids["a.png"], {"tag": "other", "note": "new"})
    monkeypatch.setattr(collection, "encode", None)
    assert counts(index_folder(collection, two / "archive")) == {"moved": 1, "unchanged": 1}
    (new,) = collection.items("note = 'new'")
    assert (new.source, new.attributes["tag"]) == (str(two / "inbox" / "a.png"), "other")
    assert "shelf" not in new.attributes
    old = collection.get(ids["a.png"]).attributes
    assert (old["tag"], old["shelf"], old["name"]) == ("a.png", "7", "c.png")
    assert "note" not in old


@pytest.mark.parametrize("next_run", ["inbox", "archive"])
def test_a_run_killed_after_it_parted_two_pictures_leaves_one_item_at_each_path(
    collection: Collection, two: Path, monkeypatch: pytest.MonkeyPatch, next_run: str
) -> None:
    tag(collection)
    (two / "inbox" / "a.png").rename(two / "archive" / "c.png")
    paint(two / "inbox" / "a.png", 77)
    index_folder(collection, two / "inbox")
    with monkeypatch.context() as patch:
        patch.setattr(folder, "Run", None)  # killed before it reads a file
        with pytest.raises(TypeError):
            index_folder(collection, two / "archive")
    for name in (next_run, "archive", "inbox"):
        index_folder(collection, two / name)
    assert sorted(Path(item.source).name for item in collection.items()) == [
        "a.png",
        "b.png",
        "c.png",
        "z.png",
    ]
    assert tags(collection)["c.png"] == "a.png"
    assert tags(collection)["a.png"] is None


def test_an_edit_that_is_undone_is_of_the_same_item(collection: Collection, two: Path) -> None:
    ids = tag(collection)
    before = (two / "inbox" / "a.png").read_bytes()
    write_later(two / "inbox" / "a.png", paint(two / "x.png", 77).read_bytes())
    index_folder(collection, two / "inbox")
    (two / "inbox" / "a.png").write_bytes(before)
    assert counts(index_folder(collection, two / "inbox")) == {"updated": 1, "unchanged": 1}
    assert collection.get(ids["a.png"]).attributes["tag"] == "a.png"


def test_an_overwritten_picture_of_an_item_that_was_removed_is_new(
    collection: Collection, two: Path
) -> None:
    ids = tag(collection)
    (two / "inbox" / "a.png").rename(two / "archive" / "c.png")
    paint(two / "inbox" / "a.png", 77)
    index_folder(collection, two / "inbox")
    collection.remove([ids["a.png"]])
    assert counts(index_folder(collection, two / "archive")) == {"added": 1, "unchanged": 1}
    assert tags(collection)["c.png"] is None


def test_an_overwritten_picture_is_found_after_its_place_was_left_too(
    collection: Collection, two: Path
) -> None:
    tag(collection)
    (two / "inbox" / "a.png").rename(two / "archive" / "c.png")
    paint(two / "inbox" / "a.png", 77)
    index_folder(collection, two / "inbox")
    (two / "inbox" / "a.png").unlink()
    index_folder(collection, two / "inbox")
    index_folder(collection, two / "archive")
    assert tags(collection)["c.png"] == "a.png"


def test_what_a_person_removed_does_not_come_back(collection: Collection, shelf: Path) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    collection.remove([ids["003.png"]])
    (shelf / "003.png").rename(shelf / "new.png")
    assert counts(index_folder(collection, shelf)) == {"added": 1, "unchanged": 4}
    assert tags(collection)["new.png"] is None


def test_a_new_picture_does_not_get_the_id_of_one_that_may_come_back(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    (shelf / "003.png").rename(tmp_path / "cut.png")
    index_folder(collection, shelf)
    paint(shelf / "003.png", 99)
    index_folder(collection, shelf)
    (tmp_path / "cut.png").rename(shelf / "back.png")
    assert counts(index_folder(collection, shelf)) == {"moved": 1, "unchanged": 5}
    assert collection.get(ids["003.png"]).source == str(shelf / "back.png")


def test_what_was_removed_long_ago_is_new(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    index_folder(collection, shelf)
    (shelf / "003.png").rename(tmp_path / "cut.png")
    index_folder(collection, shelf)
    forget_aside(collection.store, aside_before(collection.store, "9999"))
    (tmp_path / "cut.png").rename(shelf / "003.png")
    assert counts(index_folder(collection, shelf)) == {"added": 1, "unchanged": 4}


def at_once(act: Callable[[], object]) -> Callable[[], bool]:
    """In the place of `should_stop`: does something when the plan is made and nothing written."""
    left = [act]

    def ask() -> bool:
        if left:
            left.pop()()
        return False

    return ask


@pytest.mark.parametrize("names", CHAINS.values(), ids=CHAINS.keys())
def test_what_is_renamed_while_a_run_is_at_work_is_left_to_the_next(
    collection: Collection, shelf: Path, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    paint(shelf / "000-new.png", 98)
    monkeypatch.setattr(run, "PAGE", 1)
    index_folder(collection, shelf, should_stop=at_once(lambda: rename(shelf, names)))
    index_folder(collection, shelf)
    index_folder(collection, shelf)
    told = {i.attributes["tag"]: i for i in collection.items("tag is not missing")}
    assert {name: item.id for name, item in told.items()} == ids
    assert {name: Path(item.source).name for name, item in told.items()} == {
        f"{i:03}.png": names.get(f"{i:03}.png", f"{i:03}.png") for i in range(1, 6)
    }


def test_a_copy_of_a_touched_picture_is_added_at_once(collection: Collection, shelf: Path) -> None:
    index_folder(collection, shelf)
    write_later(shelf / "003.png", (shelf / "003.png").read_bytes())
    shutil.copy(shelf / "003.png", shelf / "000.png")
    assert counts(index_folder(collection, shelf)) == {"added": 1, "unchanged": 5}


def test_a_run_killed_between_setting_aside_and_removing_leaves_one_item(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    index_folder(collection, shelf)
    ids = tag(collection)
    set_aside(collection.store, collection.store.get([ids["003.png"]], vectors=True))
    shutil.copy(shelf / "003.png", shelf / "006.png")
    (shelf / "003.png").rename(shelf / "007.png")
    assert counts(index_folder(collection, shelf)) == {"moved": 1, "added": 1, "unchanged": 4}
    assert aside(collection.store) == []
    assert len({item.id for item in collection.items()}) == 6


def test_of_two_copies_that_went_the_item_of_the_very_file_is_kept(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    """Both were as old, and called the same: the inode tells which one was moved."""
    paint(tmp_path / "other" / "other.png", 999)
    index_folder(collection, shelf)
    index_folder(collection, tmp_path / "other")
    ids = tag(collection)
    for copy in ("aa", "zz"):
        shutil.copytree(shelf, tmp_path / copy)
        index_folder(collection, tmp_path / copy)
    for name in ("001.png", "002.png"):
        (tmp_path / "aa" / name).unlink()
        (tmp_path / "zz" / name).unlink()
        (shelf / name).rename(tmp_path / "other" / name)
    assert counts(index_folder(collection, tmp_path / "other"))["moved"] == 2
    here = {i.source: i.id for i in collection.items()}
    for name in ("001.png", "002.png"):
        assert here[str(tmp_path / "other" / name)] == ids[name]
