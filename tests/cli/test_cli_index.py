"""`lookalike index` and `failures`: what was done, and what was not."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lookalike.cli import index as index_command
from lookalike.cli.terminal.progress import IndexProgress, pace
from lookalike.cli.terminal.show import errors
from lookalike.collection import Collection
from lookalike.encoders.base import Encoder
from lookalike.indexing.report import IndexReport
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow(seconds=10)

BAD = "[red]bad[/nope] :smile:.jpg"


@pytest.fixture
def photos(pictures: list[Path], tmp_path: Path) -> Path:
    """Six pictures, to be changed at will."""
    folder = tmp_path / "my [bold]photos é"
    folder.mkdir()
    for number, picture in enumerate(pictures[:6]):
        shutil.copy(picture, folder / f"{number} ü.jpg")
    return folder


def break_one(photos: Path) -> Path:
    """An image that ends too early, under a name that looks like markup."""
    path = photos / BAD.replace("/", "")
    path.write_bytes((photos / "0 ü.jpg").read_bytes()[:600])
    return path


def test_a_run_says_what_it_added(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    done = lookalike("index", photos, "--into", tmp_path / "new")
    expected = "added 6  updated 0  unchanged 0  moved 0  removed 0  failed 0"
    assert (done.status, done.out.splitlines()[0]) == (0, expected)


def test_a_second_run_says_that_nothing_changed(
    lookalike: Command, photos: Path, tmp_path: Path
) -> None:
    lookalike("index", photos, "--into", tmp_path / "new")
    lines = lookalike("index", photos, "--into", tmp_path / "new").out.splitlines()
    assert lines[0] == "added 0  updated 0  unchanged 6  moved 0  removed 0  failed 0"
    assert "images/s" not in lines[1]


def test_json_is_the_report(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    done = lookalike("index", photos, "--into", tmp_path / "new", "--json")
    report = IndexReport(**json.loads(done.out))
    assert (report.added, report.failed, report.interrupted, done.err) == (6, [], False, "")


def test_a_watched_folder_gives_one_json_object_a_line(
    lookalike: Command, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once(address: str, encoders: object, folder: Path, act: Callable[..., None], _: object):
        (folder / "0 ü.jpg").unlink()
        with Collection.open(address) as collection:
            act(collection)

    monkeypatch.setattr(index_command, "follow", once)
    done = lookalike("index", photos, "--into", tmp_path / "new", "--watch", "--json")
    reports = [json.loads(line) for line in done.out.splitlines()]
    assert [(report["added"], report["removed"]) for report in reports] == [(6, 0), (0, 1)]


def test_what_is_up_to_date_is_watched_too(
    lookalike: Command, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once(
        address: str, encoders: Sequence[Encoder], folder: Path, act: Callable[..., None], _: object
    ):
        (folder / "0 ü.jpg").unlink()
        with Collection.open(address, encoders) as collection:
            act(collection)

    lookalike("index", photos, "--into", tmp_path / "new")
    monkeypatch.setattr(index_command, "follow", once)
    done = lookalike("index", photos, "--into", tmp_path / "new", "--watch", "--json")
    reports = [json.loads(line) for line in done.out.splitlines()]
    assert [(report["unchanged"], report["removed"]) for report in reports] == [(6, 0), (5, 1)]


def test_a_pipe_gets_no_progress_bar(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    assert lookalike("index", photos, "--into", tmp_path / "new").err == ""


def test_a_folder_without_images_is_said(lookalike: Command, tmp_path: Path) -> None:
    (tmp_path / "[empty]").mkdir()
    done = lookalike("index", tmp_path / "[empty]", "--into", tmp_path / "new")
    assert (done.status, done.out.splitlines()[-1]) == (
        0,
        f"There is no image in {tmp_path / '[empty]'}.",
    )


def test_a_failure_is_told_with_its_name_as_it_is(
    lookalike: Command, photos: Path, tmp_path: Path
) -> None:
    bad = break_one(photos)
    done = lookalike("index", photos, "--into", tmp_path / "new")
    assert f"failed {bad}: the file ends before the image does\n" in done.out
    assert done.status == 0


def test_an_old_failure_is_not_tried_again_unasked(
    lookalike: Command, photos: Path, tmp_path: Path
) -> None:
    break_one(photos)
    lookalike("index", photos, "--into", tmp_path / "new")
    again = lookalike("index", photos, "--into", tmp_path / "new").out
    assert (
        "1 skipped: they failed before and have not changed (--retry-failed retries them)" in again
    )


def test_an_old_failure_is_tried_again_when_asked(
    lookalike: Command, photos: Path, tmp_path: Path
) -> None:
    break_one(photos)
    lookalike("index", photos, "--into", tmp_path / "new")
    done = lookalike("index", photos, "--into", tmp_path / "new", "--retry-failed", "--json")
    assert len(json.loads(done.out)["failed"]) == 1


def test_failures_are_listed(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    bad = break_one(photos)
    lookalike("index", photos, "--into", tmp_path / "new")
    listed = lookalike("failures", tmp_path / "new").out
    assert listed.startswith(f"{bad}  the file ends before the image does")


def test_failures_are_listed_in_json(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    bad = break_one(photos)
    lookalike("index", photos, "--into", tmp_path / "new")
    (failure,) = json.loads(lookalike("failures", tmp_path / "new", "--json").out)["failures"]
    assert (failure["source"], failure["reason"]) == (
        str(bad),
        "the file ends before the image does",
    )


def test_no_failures_are_said(lookalike: Command, indexed: Path) -> None:
    assert lookalike("failures", indexed).out == "No failures.\n"


def test_a_retry_takes_in_what_was_mended(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    bad = break_one(photos)
    lookalike("index", photos, "--into", tmp_path / "new")
    bad.write_bytes((photos / "0 ü.jpg").read_bytes())
    done = lookalike("failures", tmp_path / "new", "--retry", "--json")
    assert json.loads(done.out)["added"] == 1
    assert lookalike("failures", tmp_path / "new").out == "No failures.\n"


def test_attributes_are_joined(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    table = tmp_path / "prices.csv"
    table.write_text("file,price\n0 ü.jpg,5\n1 ü.jpg,7.5\nother.jpg,N/A\n", encoding="utf-8")
    done = lookalike("index", photos, "--into", tmp_path / "new", "--attributes", table)
    odd, rows, images = done.out.splitlines()[2:]
    assert odd == "prices.csv: price: 1 cell counts as empty (line 4: 'N/A')"
    assert rows.startswith("1 row of attributes matched no image (line 4: file 'other.jpg', wh")
    assert images == "4 images have no row of attributes (2 ü.jpg)"
    found = lookalike("list", tmp_path / "new", "--where", "price > 6", "--json")
    assert [item["attributes"]["price"] for item in json.loads(found.out)["items"]] == [7.5]


def test_a_damaged_table_is_refused_before_anything_is_made(
    lookalike: Command, photos: Path, tmp_path: Path
) -> None:
    table = tmp_path / "prices.csv"
    table.write_text('file,title,price\n0 ü.jpg,"Air Max 10,5\n1 ü.jpg,tee,7\n', encoding="utf-8")
    done = lookalike("index", photos, "--into", tmp_path / "new", "--attributes", table)
    assert done.status == 1
    assert f"error: line 2 of {table} opens a quote and does not close it" in done.err
    assert not (tmp_path / "new").exists()


def test_an_emptied_folder_is_asked_about(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    lookalike("index", photos, "--into", tmp_path / "new")
    for path in photos.iterdir():
        path.unlink()
    asked = lookalike("index", photos, "--into", tmp_path / "new")
    assert asked.status == 1
    assert "if it is gone for good, index it with --allow-removal" in asked.err
    done = lookalike("index", photos, "--into", tmp_path / "new", "--allow-empty", "--json")
    assert json.loads(done.out)["removed"] == 6


def test_parts_are_chosen(lookalike: Command, photos: Path, tmp_path: Path) -> None:
    lookalike("index", photos, "--into", tmp_path / "new", "--parts", "shape, colour")
    with Collection.open(tmp_path / "new") as collection:
        assert list(collection.parts) == ["shape", "colour"]


def test_a_stopped_run_says_so_and_exits_130(
    lookalike: Command, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> IndexReport:
        import signal

        signal.raise_signal(signal.SIGINT)
        return IndexReport(added=2, interrupted=True)

    monkeypatch.setattr(index_command, "index_folder", stopped)
    done = lookalike("index", photos, "--into", tmp_path / "new")
    assert done.status == 130
    assert "Stopped. Finished work is kept; the same command continues it." in done.out


def test_a_long_list_of_failures_is_cut_short(
    lookalike: Command, photos: Path, tmp_path: Path
) -> None:
    for number in range(13):
        (photos / f"bad-{number}.png").write_bytes(b"no image")
    done = lookalike("index", photos, "--into", tmp_path / "new")
    assert done.out.count("\nfailed /") == 10
    assert "...and 3 more: lookalike failures COLLECTION" in done.out


def test_a_bar_shows_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    with IndexProgress() as progress:
        progress.tell(IndexReport(added=30, unchanged=10), 160)
        errors.print(progress)
    assert "40/160" in capsys.readouterr().err


def test_the_pace_is_that_of_the_files_that_took_work() -> None:
    report = IndexReport(added=90, updated=10, unchanged=900)
    assert pace(report, 1000 + 39_600, seconds=10) == "10 images/s  1:06:00 left"


def test_nothing_is_said_of_the_pace_before_there_is_one() -> None:
    assert pace(IndexReport(unchanged=900), 1000, seconds=10) == ""


def test_what_is_indexed_is_found(
    lookalike: Command, photos: Path, tmp_path: Path, screen: Callable[[int], None]
) -> None:
    screen(80)
    lookalike("index", photos, "--into", tmp_path / "new")
    found = lookalike("search", photos / "3 ü.jpg", "--in", tmp_path / "new", "-k", 1)
    assert f"{photos / '3 ü.jpg'}\n" in found.out


def test_every_awkward_file_is_added_or_has_one_line_of_reason(
    lookalike: Command, shared_data: Path, tmp_path: Path
) -> None:
    done = lookalike("index", shared_data / "bad-images", "--into", tmp_path / "new", "--json")
    report = IndexReport(**json.loads(done.out))
    reasons = [failure["reason"] for failure in json.loads(done.out)["failed"]]
    assert report.added + len(reasons) > 100
    assert all(reason and reason.isprintable() for reason in reasons)
