import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.errors import ImageUnreachable, InputError
from lookalike.images import read
from lookalike.images.read import read_bytes
from lookalike.indexing import run
from lookalike.indexing.folder import index_folder, retry_failures
from lookalike.indexing.remembered import folders
from lookalike.indexing.report import IndexReport
from lookalike.search.query import Query
from lookalike.tables.attributes import read_attributes
from lookalike.types import READ
from tests.indexing.conftest import paint


def counts(report: IndexReport) -> dict[str, int]:
    names = ("added", "updated", "unchanged", "moved", "removed", "still_failing")
    found = {name: getattr(report, name) for name in names} | {"failed": len(report.failed)}
    return {name: count for name, count in found.items() if count}


def sources(collection: Collection) -> set[str]:
    return {item.attributes["name"] for item in collection.items()}  # type: ignore[misc]


def ids(collection: Collection) -> dict[str, str]:
    return {str(item.attributes["name"]): item.id for item in collection.items()}


def write_later(path: Path, data: bytes) -> None:
    """A change that a file system of one-second times would show too."""
    path.write_bytes(data)
    later = path.stat().st_mtime_ns + 2_000_000_000
    os.utime(path, ns=(later, later))


def test_a_first_run_adds_every_image(collection: Collection, folder: Path) -> None:
    assert counts(index_folder(collection, folder)) == {"added": 8}
    assert collection.count() == 8


def test_a_second_run_touches_nothing(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, folder)
    monkeypatch.setattr(run, "examine", None)  # would fail if any file were looked into
    loaded: list[object] = []  # the encoders, which take longer than the run
    monkeypatch.setattr(Collection, "layout", property(loaded.append))
    assert counts(index_folder(collection, folder)) == {"unchanged": 8}
    assert not loaded


def test_an_image_finds_itself_first(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder)
    path = folder / "shoes" / "3.png"
    first = collection.search(str(path))[0]
    assert (first.item.source, round(first.score, 4)) == (str(path), 1.0)


def test_only_what_is_new_is_added(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder)
    paint(folder / "new.png", 99)
    assert counts(index_folder(collection, folder)) == {"added": 1, "unchanged": 8}


def test_changed_pixels_are_updated_under_the_same_id(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    index_folder(collection, folder)
    before = ids(collection)
    write_later(folder / "shoes" / "1.png", paint(tmp_path / "other.png", 77).read_bytes())
    assert counts(index_folder(collection, folder)) == {"updated": 1, "unchanged": 7}
    assert ids(collection) == before
    assert collection.search(str(tmp_path / "other.png"))[0].item.id == before["1.png"]


def test_a_touched_file_is_unchanged_and_not_looked_into_again(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, folder)
    path = folder / "shoes" / "1.png"
    write_later(path, path.read_bytes())
    assert counts(index_folder(collection, folder)) == {"unchanged": 8}
    monkeypatch.setattr(run, "examine", None)
    assert counts(index_folder(collection, folder)) == {"unchanged": 8}


def test_a_moved_file_keeps_its_id_and_is_not_encoded_again(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, folder)
    before = ids(collection)
    (folder / "shoes" / "1.png").rename(folder / "bags" / "renamed.png")
    monkeypatch.setattr(collection, "encode", None)
    assert counts(index_folder(collection, folder)) == {"moved": 1, "unchanged": 7}
    assert ids(collection)["renamed.png"] == before["1.png"]
    assert collection.get(before["1.png"]).attributes["folder"] == "bags"


def test_a_folder_moved_as_a_whole_moves_its_items(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    index_folder(collection, folder)
    before = ids(collection)
    folder.rename(tmp_path / "elsewhere")
    assert counts(index_folder(collection, tmp_path / "elsewhere")) == {"moved": 8}
    assert ids(collection) == before


def test_copies_of_one_vanished_file_are_one_move_and_one_addition(
    collection: Collection, folder: Path
) -> None:
    index_folder(collection, folder)
    data = (folder / "shoes" / "1.png").read_bytes()
    (folder / "shoes" / "1.png").unlink()
    (folder / "a.png").write_bytes(data)
    (folder / "b.png").write_bytes(data)
    assert counts(index_folder(collection, folder)) == {"moved": 1, "added": 1, "unchanged": 7}


def test_a_copy_of_a_file_that_is_still_there_is_added(
    collection: Collection, folder: Path
) -> None:
    index_folder(collection, folder)
    (folder / "copy.png").write_bytes((folder / "shoes" / "1.png").read_bytes())
    assert counts(index_folder(collection, folder)) == {"added": 1, "unchanged": 8}


def test_a_new_file_at_a_moved_files_old_place_gets_an_id_of_its_own(
    collection: Collection, folder: Path
) -> None:
    index_folder(collection, folder)
    before = ids(collection)
    path = folder / "shoes" / "1.png"
    path.rename(folder / "moved.png")
    index_folder(collection, folder)
    paint(path, 55)
    assert counts(index_folder(collection, folder)) == {"added": 1, "unchanged": 8}
    after = ids(collection)
    assert after["moved.png"] == before["1.png"] != after["1.png"]


def test_vanished_files_are_dropped(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder)
    (folder / "shoes" / "1.png").unlink()
    assert counts(index_folder(collection, folder)) == {"removed": 1, "unchanged": 7}
    assert "1.png" not in sources(collection)


def test_items_of_other_folders_stay(collection: Collection, folder: Path, tmp_path: Path) -> None:
    paint(tmp_path / "images2" / "x.png", 50)
    index_folder(collection, folder)
    index_folder(collection, tmp_path / "images2")
    (tmp_path / "images2" / "x.png").unlink()
    assert counts(index_folder(collection, folder)) == {"unchanged": 8}
    assert collection.count() == 9


def test_an_emptied_folder_needs_a_word(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder)
    for path in folder.rglob("*.png"):
        path.unlink()
    with pytest.raises(InputError, match="`allow_removal`"):
        index_folder(collection, folder)
    assert collection.count() == 8
    assert counts(index_folder(collection, folder, allow_empty=True)) == {"removed": 8}


def test_a_bad_file_fails_with_its_reason_and_the_rest_goes_on(
    collection: Collection, folder: Path
) -> None:
    (folder / "bad.jpg").write_bytes(b"\xff\xd8\xff not a photo")
    report = index_folder(collection, folder)
    assert counts(report) == {"added": 8, "failed": 1}
    (failure,) = collection.failures()
    assert failure.source == str(folder / "bad.jpg")
    assert failure.reason
    assert failure.at


def test_a_name_that_is_not_utf8_fails_until_it_is_renamed_and_the_rest_goes_on(
    collection: Collection, folder: Path
) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9"))
    try:
        paint(odd / "in.png", 20)
        paint(odd.with_suffix(".png"), 21)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert counts(index_folder(collection, folder)) == {"added": 8, "failed": 2}
    assert counts(index_folder(collection, folder)) == {"unchanged": 8, "failed": 2}
    names = [f"{folder}/caf\\xe9", f"{folder}/caf\\xe9.png"]
    assert [failure.source for failure in collection.failures()] == names
    before = [(failure.source, failure.reason) for failure in collection.failures()]
    assert counts(retry_failures(collection)) == {"failed": 2}
    assert [(failure.source, failure.reason) for failure in collection.failures()] == before
    odd.rename(folder / "caf")
    odd.with_suffix(".png").rename(folder / "caf.png")
    assert counts(index_folder(collection, folder)) == {"unchanged": 8, "added": 2}
    assert collection.failures() == []


def test_a_file_whose_name_is_not_utf8_is_forgotten_by_a_retry_once_it_is_gone(
    collection: Collection, folder: Path
) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.png"))
    literal = paint(folder / "caf\\xe9.png", 22)  # which is not the one that failed
    try:
        paint(odd, 21)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert counts(index_folder(collection, folder)) == {"added": 9, "failed": 1}
    odd.unlink()
    literal.unlink()
    assert counts(retry_failures(collection)) == {}
    assert collection.failures() == []


def test_a_folder_or_table_with_a_name_that_is_not_utf8_is_one_clear_error(
    collection: Collection, folder: Path
) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9"))
    try:
        paint(odd / "in.png", 20)
        (odd / "a.csv").write_text("path,tag\n0.png,x\n")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    with pytest.raises(InputError, match=r"caf\\xe9 is not UTF-8; rename it"):
        index_folder(collection, odd)
    with pytest.raises(InputError, match=r"a.csv is not UTF-8; rename it"):
        index_folder(collection, folder, read_attributes(odd / "a.csv"))
    assert collection.count() == 0


def test_a_failure_is_not_tried_again_until_it_changes_or_is_asked_for(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    (folder / "bad.png").write_bytes(b"")
    index_folder(collection, folder)
    assert counts(index_folder(collection, folder)) == {"unchanged": 8, "still_failing": 1}
    again = index_folder(collection, folder, retry_failed=True)
    assert counts(again) == {"unchanged": 8, "failed": 1}
    write_later(folder / "bad.png", paint(tmp_path / "good.png", 31).read_bytes())
    assert counts(index_folder(collection, folder)) == {"unchanged": 8, "added": 1}
    assert collection.failures() == []


def test_retrying_failures_tries_them_and_nothing_else(
    collection: Collection, folder: Path
) -> None:
    (folder / "bad.png").write_bytes(b"")
    (folder / "gone.png").write_bytes(b"")
    index_folder(collection, folder)
    (folder / "gone.png").unlink()
    paint(folder / "bad.png", 31)
    paint(folder / "new.png", 32)
    assert counts(retry_failures(collection)) == {"added": 1}
    assert collection.failures() == []
    assert "new.png" not in sources(collection)
    assert counts(index_folder(collection, folder)) == {"unchanged": 9, "added": 1}


def test_a_file_that_goes_bad_keeps_its_item_and_is_reported(
    collection: Collection, folder: Path
) -> None:
    index_folder(collection, folder)
    write_later(folder / "shoes" / "1.png", b"half a fi")
    assert counts(index_folder(collection, folder)) == {"unchanged": 7, "failed": 1}
    assert collection.count() == 8


def test_a_vanished_failure_is_forgotten(collection: Collection, folder: Path) -> None:
    (folder / "bad.png").write_bytes(b"")
    index_folder(collection, folder)
    (folder / "bad.png").unlink()
    index_folder(collection, folder)
    assert collection.failures() == []


def test_an_unreadable_file_is_tried_again_when_it_may_be_read(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(path: Path, *more: Any) -> bytes:
        if path.name == "1.png":
            raise ImageUnreachable("Permission denied")
        return read_bytes(path, *more)

    monkeypatch.setattr(read, "read_bytes", forbidden)
    assert counts(index_folder(collection, folder)) == {"added": 7, "failed": 1}
    assert counts(index_folder(collection, folder)) == {"unchanged": 7, "failed": 1}
    monkeypatch.undo()
    assert counts(index_folder(collection, folder)) == {"added": 1, "unchanged": 7}


def test_files_of_a_folder_that_cannot_be_listed_are_not_taken_for_vanished(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, folder)
    real = os.lstat

    def forbidden(path: str) -> os.stat_result:
        if "shoes" in str(path):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("lookalike.indexing.vanished.os.lstat", forbidden)
    (folder / "shoes").rename(folder / ".hidden")
    index_folder(collection, folder)
    assert collection.count() == 8


def test_attributes_are_worked_out(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder)
    known = next(iter(collection.items("name = '3.png'"))).attributes
    assert {n: known[n] for n in ("folder", "format", "width", "height")} == {
        "folder": "shoes",
        "format": "png",
        "width": 64,
        "height": 48,
    }
    assert known["bytes"] == (folder / "shoes" / "3.png").stat().st_size
    assert 0 <= float(known["brightness"]) <= 1  # type: ignore[arg-type]
    assert known["colours"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    rows = ["path,price,brand", "shoes/1.png,10,A", "3.png,20.5,B", "none.png,1,C"]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_a_table_is_joined_by_path_and_by_name(
    collection: Collection, folder: Path, table: Path
) -> None:
    report = index_folder(collection, folder, read_attributes(table))
    assert (report.unmatched_rows, report.images_without_row, report.remarks) == (1, 6, [])
    assert report.unmatched_row.startswith("line 4: path 'none.png', where an image is called '")
    assert {i.attributes["name"] for i in collection.items("price > 5")} == {"1.png", "3.png"}


def test_a_row_that_names_one_file_by_its_path_is_of_no_other(
    collection: Collection, tmp_path: Path
) -> None:
    for number, place in enumerate(("", "2019/", "2020/")):
        paint(tmp_path / "trips" / f"{place}IMG_1.png", 600 + number)
    (tmp_path / "t.csv").write_text("path,tag\nIMG_1.png,of the top folder\n")
    report = index_folder(collection, tmp_path / "trips", read_attributes(tmp_path / "t.csv"))
    (tagged,) = collection.items("tag = 'of the top folder'")
    assert tagged.source == str(tmp_path / "trips" / "IMG_1.png")
    assert (report.images_without_row, report.image_without_row) == (2, "2019/IMG_1.png")


def test_what_is_odd_about_a_table_is_in_the_report(
    collection: Collection, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("path,price\nshoes/1.png,10\n3.png,$20\n4.png,30\n")
    report = index_folder(collection, folder, read_attributes(tmp_path / "t.csv"))
    (remark,) = report.remarks
    assert remark.startswith("t.csv: price: kept as text, since 1 of 3 cells is no plain number")
    assert "(line 3: '$20')" in remark


def test_a_table_added_later_updates_without_encoding(
    collection: Collection, folder: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(collection, folder)
    monkeypatch.setattr(run, "examine", None)
    assert counts(index_folder(collection, folder, read_attributes(table))) == {
        "updated": 2,
        "unchanged": 6,
    }
    assert collection.count("brand = 'A'") == 1


def test_given_attributes_outlive_a_run_without_a_table_and_a_change_of_the_file(
    collection: Collection, folder: Path, table: Path, tmp_path: Path
) -> None:
    index_folder(collection, folder, read_attributes(table))
    write_later(folder / "shoes" / "1.png", paint(tmp_path / "o.png", 77, (30, 30)).read_bytes())
    (folder / "shoes" / "3.png").rename(folder / "shoes" / "renamed.png")
    report = index_folder(collection, folder)
    assert counts(report) == {"updated": 1, "moved": 1, "unchanged": 6}
    changed = next(iter(collection.items("brand = 'A'")))
    assert (changed.attributes["width"], changed.attributes["price"]) == (30, 10)
    assert next(iter(collection.items("brand = 'B'"))).attributes["name"] == "renamed.png"


def test_a_stopped_run_keeps_what_it_did_and_the_next_one_goes_on(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 3)
    stop = threading.Event()
    calls = iter(range(100))

    def should_stop() -> bool:
        if next(calls) >= 2:
            stop.set()
        return stop.is_set()

    report = index_folder(collection, folder, should_stop=should_stop)
    assert report.interrupted
    assert 0 < collection.count() < 8
    rest = index_folder(collection, folder)
    assert rest.added + report.added == 8
    assert rest.unchanged == report.added


def test_what_progress_reports_is_already_kept(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 3)
    seen = []

    def tell(report: IndexReport, total: int) -> None:
        seen.append((report.added, collection.count(), total))

    index_folder(collection, folder, on_progress=tell)
    assert seen[-1] == (8, 8, 8)
    assert all(reported <= kept for reported, kept, _ in seen)


def test_a_file_that_takes_for_ever_fails_and_the_rest_goes_on(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "TIMEOUT_S", 0.5)
    real, never = run.examine, threading.Event()

    def stuck(work, *more):  # type: ignore[no-untyped-def]
        if work.found.path.name == "3.png":
            never.wait(20)
        return real(work, *more)

    monkeypatch.setattr(run, "examine", stuck)
    report = index_folder(collection, folder)
    never.set()
    assert counts(report) == {"added": 7, "failed": 1}
    assert "longer than 0.5 s" in report.failed[0].reason


def test_a_missing_folder_is_one_clear_error(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        index_folder(collection, tmp_path / "nowhere")


def test_the_folders_of_a_collection_are_remembered(
    opened: Callable[[], Collection], folder: Path
) -> None:
    index_folder(opened(), folder)
    assert folders(opened()) == [str(folder)]


def test_a_search_goes_on_while_indexing(collection: Collection, folder: Path) -> None:
    index_folder(collection, folder / "shoes")
    found: list[int] = []

    def tell(report: IndexReport, total: int) -> None:
        thread = threading.Thread(
            target=lambda: found.append(len(collection.search(Query(folder / "shoes" / "1.png"))))
        )
        thread.start()
        thread.join(20)

    index_folder(collection, folder, on_progress=tell)
    assert min(found) >= 4
    assert not np.isnan(found).any()


def test_what_indexing_gives_to_items_is_listed(collection: Collection, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2024:06:01 12:00:00"  # DateTimeOriginal
    (tmp_path / "images").mkdir()
    for i in range(2):
        Image.new("RGB", (9, 9), (i, 0, 0)).save(tmp_path / "images" / f"{i}.jpg", exif=exif)
    index_folder(collection, tmp_path / "images")
    for path in (tmp_path / "images").iterdir():
        path.unlink()
    with pytest.raises(InputError):
        index_folder(collection, tmp_path / "images")
    assert {name for item in collection.items() for name in item.attributes} == READ
