"""Pictures that are not there for a while, and pictures that are gone for good."""

import shutil
from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.indexing import run, vanished
from lookalike.indexing.folder import index_folder
from lookalike.indexing.vanished import count_away
from lookalike.tables.attributes import read_attributes
from tests.indexing.conftest import paint
from tests.indexing.test_index_folder import counts
from tests.indexing.test_moves import tag, tags

pytestmark = pytest.mark.slow(seconds=15)

GIVEN = ["Milan", "2024-06-01", "2024-06", True, 7, ["2024-06-01", "Milan"]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One picture here, five on a disk that is mounted below."""
    paint(tmp_path / "p" / "local" / "x.png", 9)
    for i in range(5):
        paint(tmp_path / "p" / "disk" / f"{i}.png", i)
    return tmp_path / "p"


def unplug(root: Path, is_mount: bool = True) -> None:
    (root / "disk").rename(root.parent / "off")
    if is_mount:
        (root / "disk").mkdir()


def plug(root: Path) -> None:
    if (root / "disk").exists():
        (root / "disk").rmdir()
    (root.parent / "off").rename(root / "disk")


@pytest.mark.parametrize("is_mount", [True, False])
def test_a_folder_that_is_away_is_kept_and_back_without_being_read(
    collection: Collection, root: Path, monkeypatch: pytest.MonkeyPatch, is_mount: bool
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    unplug(root, is_mount)
    report = index_folder(collection, root)
    assert counts(report) == {"unchanged": 1}
    assert (report.away, report.away_example) == (5, str(root / "disk" / "0.png"))
    assert count_away(collection.store) == 5
    assert collection.count("away is missing") == 1
    assert counts(index_folder(collection, root)) == {"unchanged": 1}
    plug(root)
    monkeypatch.setattr(run, "examine", None)
    again = index_folder(collection, root)
    assert (again.returned, again.unchanged, again.away) == (5, 1, 0)
    assert count_away(collection.store) == 0
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_the_rest_of_a_run_is_done_while_a_folder_is_away(
    collection: Collection, root: Path
) -> None:
    index_folder(collection, root)
    unplug(root)
    paint(root / "new.png", 50)
    report = index_folder(collection, root)
    assert (counts(report), report.away) == ({"added": 1, "unchanged": 1}, 5)


def test_a_folder_that_was_deleted_goes_when_it_may(collection: Collection, root: Path) -> None:
    index_folder(collection, root)
    shutil.rmtree(root / "disk")
    assert index_folder(collection, root).away == 5
    report = index_folder(collection, root, allow_removal=True)
    assert (counts(report), report.away) == ({"removed": 5, "unchanged": 1}, 0)
    assert collection.count() == 1


def test_what_was_allowed_to_go_still_comes_back(collection: Collection, root: Path) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    unplug(root)
    index_folder(collection, root, allow_removal=True)
    plug(root)
    report = index_folder(collection, root)
    assert (report.returned, report.added) == (5, 0)
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_one_of_two_pictures_of_a_folder_was_deleted(collection: Collection, root: Path) -> None:
    paint(root / "local" / "y.png", 10)
    index_folder(collection, root)
    (root / "local" / "y.png").unlink()
    report = index_folder(collection, root)
    assert (counts(report), report.away) == ({"removed": 1, "unchanged": 6}, 0)


def test_the_only_picture_of_a_folder_was_deleted(collection: Collection, root: Path) -> None:
    index_folder(collection, root)
    (root / "local" / "x.png").unlink()
    assert counts(index_folder(collection, root)) == {"removed": 1, "unchanged": 5}


def test_a_folder_that_still_holds_other_files_is_not_away(
    collection: Collection, root: Path
) -> None:
    for i in range(4):
        paint(root / "local" / f"{i}.png", 60 + i)
    index_folder(collection, root)
    (root / "disk" / "notes.txt").touch()
    for path in (root / "disk").glob("*.png"):
        path.unlink()
    assert counts(index_folder(collection, root)) == {"removed": 5, "unchanged": 5}


def test_a_renamed_folder_of_which_some_were_deleted_is_not_away(
    collection: Collection, root: Path
) -> None:
    index_folder(collection, root)
    (root / "disk").rename(root / "disc")
    for name in "01":
        (root / "disc" / f"{name}.png").unlink()
    assert counts(index_folder(collection, root)) == {"moved": 3, "removed": 2, "unchanged": 1}


def test_a_folder_of_folders_of_one_picture_each_is_away(
    collection: Collection, root: Path
) -> None:
    for i in range(3):
        paint(root / "products" / str(i) / "cover.png", 20 + i)
    index_folder(collection, root)
    shutil.rmtree(root / "products")
    (root / "products" / "0").mkdir(parents=True)
    assert index_folder(collection, root).away == 3


def test_very_many_of_a_folder_are_away_and_a_few_are_gone(
    collection: Collection, tmp_path: Path
) -> None:
    for i in range(30):
        paint(tmp_path / "many" / f"{i:02}.png", i, (16, 16))
    index_folder(collection, tmp_path / "many")
    for i in range(10):
        (tmp_path / "many" / f"{i:02}.png").unlink()
    assert counts(index_folder(collection, tmp_path / "many")) == {"removed": 10, "unchanged": 20}
    for i in range(10, 21):
        (tmp_path / "many" / f"{i:02}.png").unlink()
    report = index_folder(collection, tmp_path / "many")
    assert (counts(report), report.away) == ({"unchanged": 9}, 11)
    (tmp_path / "many" / "29.png").unlink()
    report = index_folder(collection, tmp_path / "many")
    assert (counts(report), report.away) == ({"removed": 1, "unchanged": 8}, 11)


@pytest.mark.parametrize(
    ("number", "gone", "is_large"),
    [(12, 10, True), (12, 7, True), (12, 6, False), (5, 4, True), (5, 3, False), (6, 3, False)],
)
def test_more_than_half_at_once_is_kept_from_four_on(
    collection: Collection, tmp_path: Path, number: int, gone: int, is_large: bool
) -> None:
    for i in range(number):
        paint(tmp_path / "few" / f"{i:02}.png", i, (16, 16))
    index_folder(collection, tmp_path / "few")
    for i in range(gone):
        (tmp_path / "few" / f"{i:02}.png").unlink()
    report = index_folder(collection, tmp_path / "few")
    assert (report.away, report.removed) == ((gone, 0) if is_large else (0, gone))


def test_what_is_away_is_not_among_those_of_which_half_is_gone(
    collection: Collection, root: Path
) -> None:
    for i in range(5):
        paint(root / "local" / f"{i}.png", 60 + i)
    index_folder(collection, root)
    unplug(root)
    for i in range(4):
        (root / "local" / f"{i}.png").unlink()
    assert index_folder(collection, root).away == 9


def test_a_removal_that_is_allowed_may_empty_the_folder(collection: Collection, root: Path) -> None:
    index_folder(collection, root)
    for path in root.rglob("*.png"):
        path.unlink()
    with pytest.raises(InputError, match="with `allow_removal`"):
        index_folder(collection, root)
    assert index_folder(collection, root, allow_removal=True).removed == 6
    assert collection.count() == 0


@pytest.mark.parametrize("key", ["disk/0.png", "0.png"])
def test_a_row_of_an_image_that_is_away_is_not_lost(
    collection: Collection, root: Path, tmp_path: Path, key: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"path,colour\n{key},red\nlocal/x.png,blue\nnone.png,green\n")
    index_folder(collection, root, read_attributes(table))
    unplug(root)
    for _ in range(2):
        report = index_folder(collection, root, read_attributes(table))
        assert report.unmatched_rows == 1
        assert "none.png" in report.unmatched_row
    gone = index_folder(collection, root, read_attributes(table), allow_removal=True)
    assert gone.unmatched_rows == 2


def test_what_is_away_may_turn_up_in_another_folder(
    collection: Collection, root: Path, tmp_path: Path
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    (root / "disk").rename(tmp_path / "archive")
    assert index_folder(collection, root).away == 5
    assert counts(index_folder(collection, tmp_path / "archive")) == {"moved": 5}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    assert count_away(collection.store) == 0
    assert index_folder(collection, root).away == 0


@pytest.mark.parametrize("is_mount", [True, False])
@pytest.mark.parametrize("is_seen", [True, False])
def test_a_copy_takes_nothing_from_a_part_of_another_folder_that_is_away(
    collection: Collection,
    root: Path,
    tmp_path: Path,
    is_mount: bool,
    is_seen: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    unplug(root, is_mount)
    if is_seen:
        assert index_folder(collection, root).away == 5
    shutil.copytree(tmp_path / "off", tmp_path / "backup")
    report = index_folder(collection, tmp_path / "backup")
    assert counts(report) == {"added": 5}
    assert (report.also_away, report.away_folder) == (5, str(root / "disk"))
    assert counts(index_folder(collection, tmp_path / "backup")) == {"unchanged": 5}
    plug(root)
    monkeypatch.setattr(collection, "encode", None)
    again = index_folder(collection, root)
    assert again.returned + again.unchanged == 6
    told = {str(i.attributes["tag"]): i for i in collection.items("tag is not missing")}
    assert {name: item.id for name, item in told.items()} == ids
    assert all(Path(item.source).is_relative_to(root) for item in told.values())


@pytest.mark.parametrize("is_mount", [True, False])
@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("place", ["copy", "local/copy", "local"])
def test_a_copy_in_the_same_folder_takes_nothing_from_its_part_that_is_away(
    collection: Collection,
    root: Path,
    is_mount: bool,
    is_seen: bool,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    sources = {item.source for item in collection.items()}
    unplug(root, is_mount)
    if is_seen:
        assert index_folder(collection, root).away == 5
    shutil.copytree(root.parent / "off", root / place, dirs_exist_ok=True)
    report = index_folder(collection, root)
    assert counts(report) == {"added": 5, "unchanged": 1}
    assert (report.away, report.also_away, report.away_folder) == (5, 5, str(root / "disk"))
    assert counts(index_folder(collection, root)) == {"unchanged": 6}
    plug(root)
    monkeypatch.setattr(collection, "encode", None)
    again = index_folder(collection, root)
    assert (again.returned, again.unchanged) == (5, 6)
    told = {str(i.attributes["tag"]): i for i in collection.items("tag is not missing")}
    assert {name: item.id for name, item in told.items()} == ids
    assert {item.source for item in told.values()} == sources
    assert count_away(collection.store) == 0


@pytest.mark.parametrize("is_left", [True, False])
@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_part_that_was_renamed_in_its_folder_takes_its_items_along(
    collection: Collection, root: Path, is_left: bool, one_by_one: bool
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    if one_by_one:
        (root / "disc").mkdir()
        for path in (root / "disk").iterdir():
            path.rename(root / "disc" / path.name)
    else:
        (root / "disk").rename(root / "disc")
    if is_left:
        (root / "disk").mkdir(exist_ok=True)
    elif (root / "disk").exists():
        (root / "disk").rmdir()
    assert counts(index_folder(collection, root)) == {"moved": 5, "unchanged": 1}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def copied_away(root: Path) -> None:
    """As tools move that copy first, and from one disk to another."""
    shutil.copytree(root / "disk", root / "disc")
    shutil.rmtree(root / "disk")


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_part_that_was_copied_and_deleted_is_said_to_have_moved(
    collection: Collection, root: Path, is_indexed: bool
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    copied_away(root)
    if is_indexed:
        assert index_folder(collection, root).also_away == 5
    report = index_folder(collection, root, moved_from=root / "disk")
    assert counts(report) == {"moved": 5, "unchanged": 1}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    assert counts(index_folder(collection, root)) == {"unchanged": 6}


def test_a_part_that_was_copied_and_may_be_removed_has_moved(
    collection: Collection, root: Path
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    copied_away(root)
    report = index_folder(collection, root, allow_removal=True)
    assert counts(report) == {"moved": 5, "unchanged": 1}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_where_a_disk_numbers_its_files_anew_a_copy_is_a_move(
    collection: Collection, root: Path
) -> None:
    for i in range(3):
        paint(root / "local" / f"{i}.png", 60 + i)
    index_folder(collection, root)
    ids = tag(collection)
    copied_away(root)
    shutil.copytree(root / "local", root / "again")  # of the same times, and other inodes
    shutil.rmtree(root / "local")
    (root / "again").rename(root / "local")
    assert counts(index_folder(collection, root))["moved"] == 5
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_part_of_a_folder_that_went_to_another_disk_is_said_to_have_moved(
    collection: Collection, root: Path, tmp_path: Path, is_indexed: bool
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    shutil.copytree(root / "disk", tmp_path / "archive")
    shutil.rmtree(root / "disk")
    if is_indexed:
        assert index_folder(collection, tmp_path / "archive").also_away == 5
    report = index_folder(collection, tmp_path / "archive", moved_from=root / "disk")
    assert counts(report) == {"moved": 5}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    assert counts(index_folder(collection, root)) == {"unchanged": 1}


@pytest.mark.parametrize("is_left", [True, False])
def test_the_pictures_of_a_part_that_were_moved_one_by_one_keep_their_items(
    collection: Collection, root: Path, tmp_path: Path, is_left: bool
) -> None:
    index_folder(collection, root)
    ids = tag(collection)
    (tmp_path / "archive").mkdir()
    for path in (root / "disk").iterdir():
        path.rename(tmp_path / "archive" / path.name)
    if not is_left:
        (root / "disk").rmdir()
    assert counts(index_folder(collection, tmp_path / "archive")) == {"moved": 5}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_an_attribute_of_that_name_that_was_given_stays(collection: Collection, root: Path) -> None:
    index_folder(collection, root)
    item = next(iter(collection.items("name = 'x.png'")))
    collection.set_attributes(item.id, {"away": "Milan"})
    assert counts(index_folder(collection, root)) == {"unchanged": 6}
    assert collection.get(item.id).attributes["away"] == "Milan"


@pytest.mark.parametrize("looked_at", [1000, 2])
def test_an_attribute_of_that_name_that_was_given_is_no_mark(
    collection: Collection, root: Path, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vanished, "LOOKED_AT", looked_at)
    index_folder(collection, root)
    for item, value in zip(collection.items(), GIVEN, strict=False):
        collection.set_attributes(item.id, {"away": value})
    assert count_away(collection.store) == 0


def test_marks_are_counted_beside_a_date_that_was_given(
    collection: Collection, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, root)
    local = next(iter(collection.items("name = 'x.png'")))
    collection.set_attributes(local.id, {"away": "2024-06-01"})
    unplug(root)
    assert index_folder(collection, root).away == 5
    assert count_away(collection.store) == 5
    collection.set_attributes(local.id, {"away": None})
    monkeypatch.setattr(vanished, "LOOKED_AT", 2)
    assert count_away(collection.store) == 5


def test_what_is_away_is_counted_among_more_attributes_than_are_indexed(
    collection: Collection, root: Path
) -> None:
    index_folder(collection, root)
    first = next(iter(collection.items()))
    collection.set_attributes(first.id, {f"name {i}": i for i in range(80)})
    unplug(root)
    index_folder(collection, root)
    assert count_away(collection.store) == 5


def test_files_that_are_back_with_another_time_are_read_and_not_encoded(
    collection: Collection, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, root)
    tag(collection)
    unplug(root)
    index_folder(collection, root)
    (root / "disk").rmdir()
    shutil.copytree(root.parent / "off", root / "disk", copy_function=shutil.copyfile)
    monkeypatch.setattr(collection, "encode", None)
    assert index_folder(collection, root).returned == 5
    assert all(name == given for name, given in tags(collection).items())
