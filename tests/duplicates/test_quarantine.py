"""Files go to a quarantine and come back, whatever happens in between."""

import errno
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lookalike import quarantine, undo_quarantine
from lookalike.collection import Collection
from lookalike.duplicates import quarantine as module
from lookalike.errors import InputError
from lookalike.files.digest import digest
from lookalike.indexing.folder import index_folder
from lookalike.stores.base import Record
from lookalike.types import Item
from tests.scenes import saved, scene

pytestmark = pytest.mark.slow(seconds=15)


def records(collection: Collection) -> dict[str, Record]:
    return {r.item.id: r for r in collection.store.scan(vectors=True)}


def same(one: dict[str, Record], other: dict[str, Record]) -> bool:
    return one.keys() == other.keys() and all(
        r.item == other[i].item
        and r.origin == other[i].origin
        and (r.vector == other[i].vector).all()
        for i, r in one.items()
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def ids(collection: Collection) -> list[str]:
    """Two items, one of them with an attribute that was set."""
    chosen = [
        item.id for item in collection.items() if item.attributes["name"] in ("1.jpg", "4.jpg")
    ]
    collection.set_attributes(chosen[0], {"price": 9})
    return chosen


def test_what_was_moved_comes_back_as_it_was(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path
) -> None:
    before, there = records(collection), files(folder)
    moved = quarantine(collection, ids, tmp_path / "q")
    assert sorted(moved.ids) == sorted(ids)
    assert not moved.failed
    assert not records(collection).keys() & set(ids)
    assert len(files(folder)) == len(there) - 2
    index_folder(collection, folder)
    assert len(records(collection)) == len(before) - 2
    back = undo_quarantine(collection, moved.manifest.parent)
    assert sorted(back.ids) == sorted(ids)
    assert same(records(collection), before)
    assert files(folder) == there
    report = index_folder(collection, folder)
    assert report.unchanged == len(before)
    assert undo_quarantine(collection, moved.manifest).ids == []


def test_what_was_cut_short_comes_back_as_well(
    collection: Collection,
    folder: Path,
    ids: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, there = records(collection), files(folder)
    for step in ("_move", "set_aside"):
        with monkeypatch.context() as patched:

            def stop(*given: object) -> None:
                raise KeyboardInterrupt

            patched.setattr(module, step, stop)
            with pytest.raises(KeyboardInterrupt):
                quarantine(collection, ids, tmp_path / step)
        (place,) = (tmp_path / step).iterdir()
        undo_quarantine(collection, place)
        assert same(records(collection), before)
        assert index_folder(collection, folder).unchanged == len(before)
        before = records(collection)
        assert files(folder) == there


KILLED = """
import os, sys
from pathlib import Path
from lookalike.collection import Collection
from lookalike.duplicates import quarantine as module

place, folder, step, at, elsewhere = sys.argv[1:]
left = int(at)
was = getattr(module, step)


def counted(*given):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return was(*given)


def refused(self, to):
    raise OSError(18, "another disk")


setattr(module, step, counted)
if elsewhere == "another disk":
    Path.rename = refused
with Collection.open(place) as collection:
    module.quarantine(collection, [item.id for item in collection.items()], folder)
"""


@pytest.mark.in_folder
@pytest.mark.parametrize("disk", ["the same disk", "another disk"])
@pytest.mark.parametrize(
    ("step", "at"),
    [
        *(("_move", 3), ("write_bytes", 1), ("_finish", 0), ("sync_folder", 0)),
        *(("sync_folder", 1), ("set_aside", 0), ("drop_unused", 0)),
    ],
)
def test_what_a_kill_amid_many_files_left_comes_back(
    collection: Collection, folder: Path, tmp_path: Path, step: str, at: int, disk: str
) -> None:
    collection.put_image((folder / "6.jpg").read_bytes(), "six", {"price": 3}, "six.jpg")
    for item in list(collection.items()):
        collection.set_attributes(item.id, {"tag": f"of {item.id}"})
    before, there, place = records(collection), files(folder), collection.address
    assert place
    collection.close()
    script = [sys.executable, "-c", KILLED, place, str(tmp_path / "q"), step, str(at), disk]
    assert subprocess.run(script, check=False).returncode == -signal.SIGKILL
    with Collection.open(place) as again:
        back = undo_quarantine(again, tmp_path / "q")
        assert not back.failed
        assert {i: r.item for i, r in records(again).items()} == {
            i: r.item for i, r in before.items()
        }
        assert files(folder) == there
        assert again.original("six") == (folder / "6.jpg").read_bytes()
        left = [path.name for path in (tmp_path / "q").glob("*/*") if path.suffix != ".part"]
        assert left == ["manifest.jsonl"]
        assert undo_quarantine(again, tmp_path / "q").ids == []


def test_an_item_that_came_anew_to_its_file_does_not_lose_what_was_given_to_the_first(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    (first,) = collection.items("name = '1.jpg'")
    collection.set_attributes(first.id, {"price": 9})
    data = (folder / "1.jpg").read_bytes()
    moved = quarantine(collection, [first.id], tmp_path / "q")
    (folder / "1.jpg").write_bytes(data)
    record = replace(records(collection).popitem()[1], item=Item(first.id, first.source))
    collection.store.put([record])
    back = undo_quarantine(collection, moved.manifest)
    assert "exists again; its file stays at" in back.failed[0]
    assert len(files(moved.manifest.parent)) == 2


def test_many_files_are_put_on_disk_as_few_are(
    collection: Collection, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [item.id for item in collection.items()]
    synced, fsync = list[int](), os.fsync

    def counted(file: int) -> None:
        synced.append(file)
        fsync(file)

    monkeypatch.setattr(os, "fsync", counted)
    quarantine(collection, every[:1], tmp_path / "q")
    few = len(synced)
    quarantine(collection, every[1:], tmp_path / "q")
    assert few <= len(synced) - few <= few + 1
    assert len(every) > 4


def test_it_may_be_on_another_disk(
    collection: Collection,
    folder: Path,
    ids: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = files(folder)
    with monkeypatch.context() as patched:

        def rename(self: Path, to: Path) -> None:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

        patched.setattr(Path, "rename", rename)
        moved = quarantine(collection, ids, tmp_path / "q")
    assert len(moved.ids) == 2
    assert len(files(folder)) == len(there) - 2
    undo_quarantine(collection, moved.manifest)
    assert files(folder) == there


def test_a_taken_place_keeps_the_file_in_the_quarantine(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path
) -> None:
    moved = quarantine(collection, ids, tmp_path / "q")
    saved(scene(70), folder / "1.jpg")
    back = undo_quarantine(collection, moved.manifest)
    assert len(back.ids) == 1
    assert "another file is at its place" in back.failed[0]
    (folder / "1.jpg").unlink()
    assert len(undo_quarantine(collection, moved.manifest).ids) == 1
    assert set(ids) <= records(collection).keys()


def test_a_file_that_has_changed_is_not_moved(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path
) -> None:
    saved(scene(71), folder / "4.jpg")
    moved = quarantine(collection, ids, tmp_path / "q")
    assert len(moved.ids) == 1
    assert "has changed since it was indexed" in moved.failed[0]
    assert (folder / "4.jpg").exists()


def test_an_image_that_was_put_comes_back_too(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    data = (folder / "6.jpg").read_bytes()
    for name in ("six", "also"):
        collection.put_image(data, name, {"price": 3}, "six.jpg")
    before = records(collection)
    moved = quarantine(collection, ["six"], tmp_path / "q")
    assert collection.original("also") == data
    undo_quarantine(collection, moved.manifest)
    assert same(records(collection), before)
    assert collection.original("six") == data
    assert [path.name for path in moved.manifest.parent.iterdir()] == [moved.manifest.name]


def test_an_indexed_folder_is_no_place_for_it(
    collection: Collection, folder: Path, ids: list[str]
) -> None:
    for place in (folder, folder / "q"):
        with pytest.raises(InputError, match="which is indexed: the files would be found there"):
            quarantine(collection, ids, place)
    assert not (folder / "q").exists()


@pytest.mark.parametrize("odd", ["a\u2028b\x85c\x0cd", "n" * 300 + ".jpg", "a\x00b/..\\c"])
def test_any_text_may_be_an_attribute_or_a_name(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path, odd: str
) -> None:
    collection.set_attributes(ids[1], {"title": odd, "name": odd})
    before, there = records(collection), files(folder)
    moved = quarantine(collection, ids, tmp_path / "q")
    assert sorted(moved.ids) == sorted(ids)
    assert sorted(undo_quarantine(collection, moved.manifest).ids) == sorted(ids)
    assert same(records(collection), before)
    assert files(folder) == there


def test_what_is_set_while_files_are_moved_comes_back(
    collection: Collection, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(data: bytes) -> str:
        for one in ids:
            if collection.store.get([one]):
                collection.set_attributes(one, {"tag": "set meanwhile"})
        return digest(data)

    with monkeypatch.context() as patched:
        patched.setattr(module, "digest", read)
        moved = quarantine(collection, ids, tmp_path / "q")
    assert len(undo_quarantine(collection, moved.manifest).ids) == 2
    assert [collection.get(one).attributes["tag"] for one in ids] == ["set meanwhile"] * 2


def test_files_wait_for_a_folder_that_is_missing(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path
) -> None:
    before, there = records(collection), files(folder)
    moved = quarantine(collection, ids, tmp_path / "q")
    folder.rename(tmp_path / "off")
    for is_mount_point in (False, True):
        if is_mount_point:
            folder.mkdir()
        back = undo_quarantine(collection, moved.manifest)
        assert not back.ids
        assert f"the folder {folder} is missing; the file stays at" in back.failed[0]
        assert not folder.exists() or not files(folder)
    folder.rmdir()
    (tmp_path / "off").rename(folder)
    assert len(undo_quarantine(collection, moved.manifest).ids) == 2
    assert same(records(collection), before)
    assert files(folder) == there


def test_files_follow_a_folder_that_was_renamed(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path
) -> None:
    there = files(folder)
    moved = quarantine(collection, ids, tmp_path / "q")
    now = folder.rename(tmp_path / "renamed")
    index_folder(collection, now)
    assert len(undo_quarantine(collection, moved.manifest).ids) == 2
    assert files(now) == there
    assert not folder.exists()
    assert index_folder(collection, now).unchanged == len(there)
    assert collection.get(ids[0]).attributes["price"] == 9


def test_several_actions_are_undone_at_once(
    collection: Collection, folder: Path, ids: list[str], tmp_path: Path
) -> None:
    before, there = records(collection), files(folder)
    for one in ids:
        quarantine(collection, [one], tmp_path / "q")
    assert sorted(undo_quarantine(collection, tmp_path / "q").ids) == sorted(ids)
    assert same(records(collection), before)
    assert files(folder) == there


def test_a_missing_or_damaged_manifest_is_named(
    collection: Collection, ids: list[str], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="there is no manifest at"):
        undo_quarantine(collection, tmp_path / "none")
    moved = quarantine(collection, ids, tmp_path / "q")
    lines = moved.manifest.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["item"]["id"] for line in lines] == list(moved.ids)
    moved.manifest.write_text(lines[0] + "\n{", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 2 of .* is damaged"):
        undo_quarantine(collection, moved.manifest)
