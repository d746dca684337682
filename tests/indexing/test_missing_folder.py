"""A whole folder that was indexed and is not there: kept as away, or given up and forgotten."""

import os
import shutil
from pathlib import Path

import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.indexing import run
from lookalike.indexing.folder import index_folder
from lookalike.indexing.report import IndexReport
from lookalike.indexing.vanished import count_away
from lookalike.stores.failures import failures
from lookalike.tables.attributes import read_attributes
from tests.indexing.conftest import paint
from tests.indexing.test_index_folder import counts
from tests.indexing.test_moves import tag

pytestmark = pytest.mark.slow(seconds=10)


@pytest.fixture
def roots(collection: Collection, tmp_path: Path) -> tuple[Path, Path]:
    """Two indexed folders: A of three pictures, B of one."""
    for i in range(3):
        paint(tmp_path / "A" / f"{i}.png", i)
    paint(tmp_path / "B" / "b.png", 10)
    for name in "AB":
        index_folder(collection, tmp_path / name)
    return tmp_path / "A", tmp_path / "B"


def overwritten(collection: Collection, root: Path) -> tuple[dict[str, str], bytes]:
    """Tag all items, then paint over 0.png; their ids by their tags, and its bytes before."""
    ids = tag(collection)
    before = (root / "0.png").read_bytes()
    paint(root / "0.png", 20)
    index_folder(collection, root)
    return ids, before


def known(collection: Collection) -> list[str]:
    return list(collection.about().folders)


def unreadable(root: Path) -> None:
    """Whoever asks: rights do not stop an administrator, a ring of links does."""
    shutil.rmtree(root)
    root.symlink_to(root)


def as_file(root: Path) -> None:
    shutil.rmtree(root)
    root.write_text("no folder any more")


LOST = {"is missing": shutil.rmtree, "is a file now": as_file, "cannot be read": unreadable}


@pytest.mark.parametrize("what", LOST)
def test_what_is_kept_and_all_ways_on_are_said(
    collection: Collection, roots: tuple[Path, Path], what: str
) -> None:
    LOST[what](roots[0])
    with pytest.raises(InputError) as caught:
        index_folder(collection, roots[0])
    said = str(caught.value)
    assert what in said
    assert "its 3 items are kept" in said
    assert "Bring it back" in said
    assert f"`moved_from` {roots[0]}" in said
    assert "`allow_removal`" in said
    assert "--" not in said  # the words of the command line are its own
    assert (collection.count(), count_away(collection.store)) == (4, 3)
    assert collection.count("away is missing") == 1


@pytest.mark.parametrize("what", LOST)
@pytest.mark.parametrize("allowed", ["allow_removal", "allow_empty"])
def test_one_that_is_gone_for_good_is_forgotten_with_its_items(
    collection: Collection, roots: tuple[Path, Path], what: str, allowed: str
) -> None:
    LOST[what](roots[0])
    report = index_folder(collection, roots[0], **{allowed: True})
    assert (counts(report), report.forgotten) == ({"removed": 3}, [str(roots[0])])
    assert [i.attributes["name"] for i in collection.items()] == ["b.png"]
    assert known(collection) == [str(roots[1])]
    with pytest.raises(InputError, match=r"check the path|is a file|cannot read"):
        index_folder(collection, roots[0], allow_removal=True)  # is not known any more


def test_it_is_back_without_being_encoded_anew(
    collection: Collection, roots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tag(collection)
    roots[0].rename(roots[0].parent / "off")
    for _ in range(2):
        with pytest.raises(InputError, match="3 items are kept"):
            index_folder(collection, roots[0])
    (roots[0].parent / "off").rename(roots[0])
    monkeypatch.setattr(run, "examine", None)
    report = index_folder(collection, roots[0])
    assert (report.returned, report.added, report.away) == (3, 0, 0)
    assert count_away(collection.store) == 0
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_what_was_given_up_still_comes_back(
    collection: Collection, roots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tag(collection)
    roots[0].rename(roots[0].parent / "off")
    index_folder(collection, roots[0], allow_removal=True)
    (roots[0].parent / "off").rename(roots[0])
    report = index_folder(collection, roots[0])
    assert (report.returned, report.added) == (3, 0)
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids


def test_one_that_has_moved_loses_the_mark_at_its_new_place(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    ids = {item.id for item in collection.items()}
    roots[0].rename(roots[0].parent / "C")
    with pytest.raises(InputError, match="is missing"):
        index_folder(collection, roots[0])
    report = index_folder(collection, roots[0].parent / "C")
    assert (report.added, report.moved + report.returned) == (0, 3)
    assert (count_away(collection.store), {i.id for i in collection.items()}) == (0, ids)


def test_one_that_lost_all_its_images_is_marked_too(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    roots[0].rename(roots[0].parent / "off")
    roots[0].mkdir()
    with pytest.raises(InputError, match=r"no image is left in .* which are kept"):
        index_folder(collection, roots[0])
    assert count_away(collection.store) == 3


def test_files_that_can_still_be_read_are_not_given_up(
    collection: Collection, roots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of which only the list of files may not be read."""
    scandir = os.scandir

    def refuse(path: str | os.PathLike[str]) -> object:
        if os.fspath(path) == str(roots[0]):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="change its permissions; its 3 items are kept"):
        index_folder(collection, roots[0], allow_removal=True)
    assert (collection.count(), count_away(collection.store)) == (4, 0)
    assert known(collection) == [str(root) for root in roots]


def test_a_folder_that_was_never_indexed_is_no_more_than_a_wrong_path(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    for folder in (roots[0].parent / "none", roots[0] / "none"):
        with pytest.raises(InputError, match=f"^no folder {folder}; check the path$"):
            index_folder(collection, folder, allow_removal=True)
    assert collection.count() == 4


def test_its_failures_are_forgotten_as_well(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    (roots[0] / "broken.png").write_bytes(b"no image")
    index_folder(collection, roots[0])
    shutil.rmtree(roots[0])
    index_folder(collection, roots[0], allow_removal=True)
    assert failures(collection.store) == []


def test_what_is_given_by_people_as_away_stays_theirs(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    item = next(i for i in collection.items() if i.source.startswith(str(roots[0])))
    collection.set_attributes(item.id, {"away": "in the south"})
    shutil.rmtree(roots[0])
    with pytest.raises(InputError, match="3 items are kept"):
        index_folder(collection, roots[0])
    assert collection.get(item.id).attributes["away"] == "in the south"


# All folders at once.


def test_one_that_is_away_does_not_lose_the_report_of_the_others(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    roots[0].rename(roots[0].parent / "off")
    paint(roots[1] / "new.png", 20)
    seen = list[IndexReport]()
    report = collection.index(on_progress=lambda report, total: seen.append(report))
    assert (counts(report), report.away) == ({"added": 1, "unchanged": 1}, 3)
    (said,) = report.unread
    assert f"{roots[0]} is missing; its 3 items are kept" in said
    assert (seen[-1].unread, seen[-1].away) == ([said], 3)
    assert known(collection) == [str(root) for root in roots]


def test_all_are_brought_up_to_date_and_those_gone_for_good_forgotten(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    shutil.rmtree(roots[0])
    report = collection.index(allow_removal=True)
    assert counts(report) == {"removed": 3, "unchanged": 1}
    assert (report.forgotten, report.unread) == ([str(roots[0])], [])
    assert counts(collection.index()) == {"unchanged": 1}


def test_a_table_that_cannot_be_read_keeps_no_other_folder_waiting(
    collection: Collection, roots: tuple[Path, Path], tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("path,price\n0.png,1\n")
    index_folder(collection, roots[0], read_attributes(table))
    table.write_text('path,price\n"0.png,1\n')
    report = collection.index()
    assert (counts(report), len(report.unread)) == ({"unchanged": 1}, 1)
    assert "t.csv" in report.unread[0]


def test_a_table_in_the_missing_folder_is_not_asked_for(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    table = roots[0] / "t.csv"
    table.write_text("path,price\n0.png,1\n")
    index_folder(collection, roots[0], read_attributes(table))
    shutil.rmtree(roots[0])
    assert "is missing; its 3 items" in collection.index().unread[0]
    assert collection.index(allow_removal=True).forgotten == [str(roots[0])]


@pytest.mark.parametrize("is_named", [True, False])
def test_if_none_can_be_indexed_it_is_an_error(
    collection: Collection, roots: tuple[Path, Path], is_named: bool
) -> None:
    shutil.rmtree(roots[0])
    if not is_named:
        shutil.rmtree(roots[1])
    with pytest.raises(InputError, match="A is missing"):
        collection.index(roots[0] if is_named else None)


def test_several_that_are_missing_are_a_line_each(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    for root in roots:
        shutil.rmtree(root)
    with pytest.raises(InputError) as caught:
        collection.index()
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"the folder {roots[0]} is missing; its 3 items are kept. Bring it")
    assert second.startswith(f"the folder {roots[1]} is missing; its 1 item is kept. Bring it")
    assert "--" not in str(caught.value)


def test_it_is_remembered_as_missing_until_it_is_indexed_again(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    roots[0].rename(roots[0].parent / "off")
    report = collection.index()
    assert list(report.missing) == list(collection.about().missing) == [str(roots[0])]
    assert not collection.about().unfinished
    (roots[0].parent / "off").rename(roots[0])
    assert collection.index().missing == {}
    assert collection.about().missing == ()


def test_an_interrupted_run_over_a_folder_that_is_missing_now_is_over(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    paint(roots[0] / "new.png", 30)
    assert index_folder(collection, roots[0], should_stop=lambda: True).interrupted
    assert collection.about().unfinished
    roots[0].rename(roots[0].parent / "off")
    collection.index()
    assert not collection.about().unfinished


def test_its_new_place_on_another_disk_is_told(
    collection: Collection, roots: tuple[Path, Path], tmp_path: Path
) -> None:
    ids = tag(collection)
    shutil.copytree(roots[0], tmp_path / "C")
    shutil.rmtree(roots[0])
    assert counts(collection.index(tmp_path / "C", moved_from=roots[0])) == {"moved": 3}
    assert {str(i.attributes["tag"]): i.id for i in collection.items()} == ids
    with pytest.raises(InputError, match="name as `folder` where"):
        collection.index(moved_from=roots[0])


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen missing", "not seen"])
@pytest.mark.parametrize("order", ["AB", "BA"])
@pytest.mark.parametrize("moved", [1, 2])
def test_what_was_moved_before_its_folder_was_missing_keeps_its_item(
    collection: Collection, roots: tuple[Path, Path], moved: int, order: str, is_seen: bool
) -> None:
    disk, here = roots
    ids = tag(collection)
    for i in range(moved):
        (disk / f"{i}.png").rename(here / f"from_disk_{i}.png")
    disk.rename(disk.parent / "off")
    assert index_folder(collection, here).also_away == moved
    if is_seen:
        with pytest.raises(InputError):
            index_folder(collection, disk)
    (disk.parent / "off").rename(disk)
    by_name = {"A": disk, "B": here}
    reports = {name: index_folder(collection, by_name[name]) for name in order}
    assert (reports["A"].moved, reports["A"].removed, reports["A"].away) == (moved, 0, 0)
    assert {str(item.attributes.get("tag")): item.id for item in collection.items()} == ids
    at = {str(item.attributes["tag"]): Path(item.source) for item in collection.items()}
    assert at["0.png"] == here / "from_disk_0.png"
    assert counts(index_folder(collection, here)) == {"unchanged": 1 + moved}
    assert count_away(collection.store) == 0


def test_a_copy_that_was_tagged_keeps_what_was_given_to_it(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    disk, here = roots
    ids = tag(collection, shelf="old")
    (disk / "0.png").rename(here / "moved.png")
    disk.rename(disk.parent / "off")
    index_folder(collection, here)
    (new,) = collection.items("name = 'moved.png'")
    collection.set_attributes(new.id, {"shelf": "new"})
    (disk.parent / "off").rename(disk)
    index_folder(collection, disk)
    item = collection.get(ids["0.png"])
    assert (item.source, item.attributes["shelf"]) == (str(here / "moved.png"), "new")
    assert item.attributes["tag"] == "0.png"
    assert collection.count() == 4


@pytest.mark.parametrize("is_moved_first", [True, False])
def test_an_overwritten_picture_is_found_again_after_the_item_was_renamed(
    collection: Collection, roots: tuple[Path, Path], is_moved_first: bool
) -> None:
    root = roots[0]
    ids, before = overwritten(collection, root)
    (root / "0.png").rename(root / "renamed.png")
    index_folder(collection, root)
    (root / ("back.png" if is_moved_first else "0.png")).write_bytes(before)
    index_folder(collection, root)
    (renamed,) = collection.items("name = 'renamed.png'")
    assert "tag" not in renamed.attributes
    assert renamed.id not in ids.values()
    item = collection.get(ids["0.png"])
    assert item.attributes["name"] != "renamed.png"
    assert collection.count() == 5


@pytest.mark.parametrize("order", ["BA", "AB"])
@pytest.mark.parametrize("is_given", [True, False], ids=["given to since", "as it was"])
def test_pictures_swapped_between_folders_keep_their_items_when_one_was_missing_and_one_renamed(
    collection: Collection, roots: tuple[Path, Path], order: str, is_given: bool
) -> None:
    here, disk = roots
    ids = tag(collection)
    (here / "0.png").rename(here.parent / "aside.png")
    (disk / "b.png").rename(here / "0.png")
    (here.parent / "aside.png").rename(disk / "b.png")
    disk.rename(disk.parent / "off")
    index_folder(collection, here)
    if is_given:  # nobody can tell yet that it is the picture of the disk
        (item,) = collection.items("name = '0.png'")
        collection.set_attributes(item.id, {"shelf": "new"})
    (here / "0.png").rename(here / "renamed.png")
    (disk.parent / "off").rename(disk)
    for name in order:
        index_folder(collection, {"A": here, "B": disk}[name])
    at = {Path(item.source): item for item in collection.items()}
    found = {str(item.attributes["tag"]): item.id for item in at.values()}
    assert found == ids
    assert at[here / "renamed.png"].id == ids["b.png"]
    assert at[disk / "b.png"].id == ids["0.png"]
    assert at[here / "renamed.png"].attributes.get("shelf") == ("new" if is_given else None)
    assert "shelf" not in at[disk / "b.png"].attributes
    assert collection.count() == 4


@pytest.mark.parametrize("back", ["0.png", "back.png"])
def test_an_overwritten_picture_is_found_again_in_the_run_that_finds_the_item_renamed(
    collection: Collection, roots: tuple[Path, Path], back: str
) -> None:
    root = roots[0]
    ids, before = overwritten(collection, root)
    collection.set_attributes(ids["0.png"], {"shelf": "new"})
    (root / "0.png").rename(root / "renamed.png")
    (root / back).write_bytes(before)
    index_folder(collection, root)
    at = {Path(item.source).name: item for item in collection.items()}
    assert at[back].id == ids["0.png"]
    assert (at[back].attributes["tag"], "shelf" in at[back].attributes) == ("0.png", False)
    assert at["renamed.png"].attributes["shelf"] == "new"
    assert "tag" not in at["renamed.png"].attributes
    assert not [item.id for item in at.values() if "~" in item.id]
    assert counts(index_folder(collection, root)) == {"unchanged": 4}


@pytest.mark.parametrize("is_of_both", [True, False])
def test_an_overwritten_picture_is_found_again_after_the_item_was_deleted(
    collection: Collection, roots: tuple[Path, Path], is_of_both: bool
) -> None:
    root = roots[0]
    ids, before = overwritten(collection, root)
    collection.set_attributes(ids["0.png"], {"shelf": "new"})
    after = (root / "0.png").read_bytes()
    (root / "0.png").unlink()
    index_folder(collection, root)
    (root / "back.png").write_bytes(before)
    if not is_of_both:
        index_folder(collection, root)
    (root / "both.png").write_bytes(after)
    index_folder(collection, root)
    at = {Path(item.source).name: item for item in collection.items()}
    assert at["back.png"].id == ids["0.png"]
    assert at["back.png"].attributes["tag"] == "0.png"
    assert "shelf" not in at["back.png"].attributes
    assert at["both.png"].attributes["shelf"] == "new"
    assert not [item.id for item in at.values() if "~" in item.id]


def test_a_copy_of_a_picture_whose_edit_was_undone_is_a_new_item(
    collection: Collection, roots: tuple[Path, Path]
) -> None:
    root = roots[0]
    ids, before = overwritten(collection, root)
    (root / "0.png").write_bytes(before)
    index_folder(collection, root)
    (root / "copy.png").write_bytes(before)
    index_folder(collection, root)
    (copy,) = collection.items("name = 'copy.png'")
    assert "~" not in copy.id
    assert "tag" not in copy.attributes
    assert collection.get(ids["0.png"]).attributes["tag"] == "0.png"
