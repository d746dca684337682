"""What the command line says of pictures that are not there, and asks about them."""

import json
import shutil
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from lookalike.cli import index as index_command
from lookalike.cli.terminal.report import print_report, worded
from lookalike.collection import Collection
from lookalike.indexing.report import FolderAway, IndexReport, told
from tests.cli.conftest import Command
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=10)

COLOUR = ("--parts", "colour")  # the cheapest


@pytest.fixture
def root(lookalike: Command, tmp_path: Path) -> Path:
    """A folder of which a part is not there any more; its collection is `c` beside it."""
    paint(tmp_path / "p" / "x.png", 9)
    for i in range(5):
        paint(tmp_path / "p" / "disk" / f"{i}.png", i)
    lookalike("index", tmp_path / "p", "--into", tmp_path / "c", *COLOUR)
    (tmp_path / "p" / "disk").rename(tmp_path / "off")
    return tmp_path / "p"


@pytest.fixture
def index(lookalike: Command, root: Path, tmp_path: Path) -> Command:
    return lambda *more: lookalike("index", root, "--into", tmp_path / "c", *more)


def attend(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    terminal = StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)


def test_what_is_away_is_kept_and_said_where_nobody_can_be_asked(
    lookalike: Command, index: Command, root: Path, tmp_path: Path
) -> None:
    done = index()
    assert done.status == 0
    assert "removed 0  missing 5  failed 0" in done.out
    example = root / "disk" / "0.png"
    assert f"5 images are missing, such as {example}: their items" in done.out
    assert "(--allow-removal removes them)" in done.out
    shown = " ".join(lookalike("status", tmp_path / "c").out.split())
    assert "missing 5 are kept although their files are missing, in disk (5)" in shown
    assert f"folders {root} encoders" in shown
    status = json.loads(lookalike("status", tmp_path / "c", "--json").out)
    assert (status["away"], status["missing"]) == (5, [])


def test_the_report_in_json_counts_what_is_away(index: Command, root: Path) -> None:
    report = json.loads(index("--json").out)
    assert (report["away"], report["away_example"]) == (5, str(root / "disk" / "0.png"))


def test_what_may_be_removed_is(index: Command) -> None:
    assert "removed 5  failed 0" in index("--allow-removal").out


@pytest.mark.parametrize(("answer", "removed"), [("y\n", 5), ("n\n", 0), ("\n", 0)])
def test_a_person_is_asked_about_what_is_away(
    index: Command, monkeypatch: pytest.MonkeyPatch, answer: str, removed: int
) -> None:
    attend(monkeypatch, answer)
    done = index()
    assert "5 images are missing, such as " in done.err
    assert f"removed {removed}" in done.out


def test_nobody_is_asked_in_json(index: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    attend(monkeypatch, "y\n")
    assert json.loads(index("--json").out)["away"] == 5


def test_what_is_back_is_counted(index: Command, root: Path, tmp_path: Path) -> None:
    index()
    (tmp_path / "off").rename(root / "disk")
    assert "unchanged 1  moved 0  removed 0  returned 5  failed 0" in index().out


def test_a_whole_folder_that_is_missing_is_kept_with_all_ways_on(
    index: Command, root: Path, lookalike: Command, tmp_path: Path
) -> None:
    root.rename(tmp_path / "gone")
    done = index()
    assert (done.status, done.out) == (1, "")
    assert f"error: the folder {root} is missing; its 6 items are kept. Bring it back" in done.err
    assert f"--moved-from {root}" in done.err
    shown = " ".join(lookalike("status", tmp_path / "c").out.split())
    assert "missing 6 are kept although" in shown
    assert "in disk (5), the indexed folder itself (1)" in shown
    assert f"folders {root} (missing at the last run) encoders" in shown
    status = json.loads(lookalike("status", tmp_path / "c", "--json").out)
    assert (status["away"], status["missing"]) == (6, [str(root)])


@pytest.mark.parametrize("option", ["--allow-removal", "--allow-empty"])
def test_a_whole_folder_that_is_gone_for_good_is_forgotten(
    index: Command, root: Path, lookalike: Command, tmp_path: Path, option: str
) -> None:
    shutil.rmtree(root)
    done = index(option)
    assert done.status == 0
    assert "removed 6  failed 0" in done.out
    assert f"{root} is gone: its items were removed, and it is forgotten" in done.out
    assert "There is no image" not in done.out
    status = json.loads(lookalike("status", tmp_path / "c", "--json").out)
    assert (status["items"], status["folders"]) == (0, [])
    assert index(option).err == f"error: no folder {root}; check the path\n"


def test_a_table_in_a_folder_that_is_gone_is_not_asked_for(index: Command, root: Path) -> None:
    table = root / "t.csv"
    table.write_text("path,price\nx.png,1\n")
    index("--attributes", table)
    shutil.rmtree(root)
    assert "is missing; its 6 items" in index("--attributes", table).err
    assert "removed 6" in index("--attributes", table, "--allow-removal").out


def test_a_copy_of_a_folder_that_is_away_is_told_with_its_cure(
    lookalike: Command, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root, tmp_path / "copy")
    root.rename(tmp_path / "gone")
    asked = ("index", tmp_path / "copy", "--into", tmp_path / "c")
    done = lookalike(*asked)
    assert f"1 of the new images are also in {root}, which is missing" in done.out
    assert f"--moved-from {root}" in done.out
    assert "moved 1  removed 0  missing 5" in lookalike(*asked, "--moved-from", root).out


def test_folders_that_were_not_indexed_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(IndexReport(added=1, unread=["the folder /a is missing", "the table /t is odd"]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == [
        "not indexed: the folder /a is missing",
        "not indexed: the table /t is odd",
    ]


def test_a_watched_folder_that_is_missing_is_told_in_json(
    lookalike: Command, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start, when it goes again, and when the table is damaged: each with its reason."""
    table = tmp_path / "t.csv"
    table.write_text("path,price\nx.png,1\n")
    told = f"the folder {root} is missing; its 6 items are kept. Bring it back"

    def bursts(address: str, encoders: object, folder: Path, act: Callable[..., None], _: object):
        with Collection.open(address) as collection:
            act(collection)  # nothing new
            (tmp_path / "gone").rename(root)
            act(collection)
            root.rename(tmp_path / "gone")
            act(collection)
            (tmp_path / "gone").rename(root)
            table.write_text('path,price\n"x.png,1\n')
            act(collection)

    root.rename(tmp_path / "gone")
    monkeypatch.setattr(index_command, "follow", bursts)
    done = lookalike(
        "index", root, "--into", tmp_path / "c", "--watch", "--json", "--attributes", table
    )
    first, back, again, odd = (json.loads(line) for line in done.out.splitlines())
    for report in (first, again):
        (said,) = report["unread"]
        assert said.startswith(told)
        assert f"--moved-from {root}" in said
        assert (list(report["missing"]), report["away"]) == ([str(root)], 6)
    assert (back["unread"], back["returned"]) == ([], 1)
    assert "t.csv opens a quote" in odd["unread"][0]


def test_a_watched_folder_that_is_missing_is_told_once_in_text(
    lookalike: Command, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.rename(tmp_path / "gone")
    monkeypatch.setattr(index_command, "follow", lambda *_: None)
    done = lookalike("index", root, "--into", tmp_path / "c", "--watch")
    assert (done.err.count("is missing; its 6 items"), "not indexed" in done.out) == (1, False)


def test_each_folder_is_a_line_with_the_options_of_the_command_line() -> None:
    error = FolderAway(
        IndexReport(unread=[told("A is missing", "A"), "t is odd"], missing={"A": "A is missing"})
    )
    assert "--" not in str(error)
    first, second = str(worded(error)).splitlines()
    assert first.startswith("A is missing. Bring it back")
    assert "--moved-from A" in first
    assert "--allow-removal" in first
    assert second == "t is odd"
