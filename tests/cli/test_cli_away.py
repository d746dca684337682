"""What the command line says of pictures that are not there, and asks about them."""

import json
import shutil
import sys
from io import StringIO
from pathlib import Path

import pytest

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
    assert "removed 0  away 5  failed 0" in done.out
    example = root / "disk" / "0.png"
    assert f"5 images are missing, such as {example}: their items" in done.out
    assert "(--allow-removal removes them)" in done.out
    assert "away        5" in lookalike("status", tmp_path / "c").out
    assert json.loads(lookalike("status", tmp_path / "c", "--json").out)["away"] == 5


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


def test_a_copy_of_a_folder_that_is_away_is_told_with_its_cure(
    lookalike: Command, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root, tmp_path / "copy")
    root.rename(tmp_path / "gone")
    asked = ("index", tmp_path / "copy", "--into", tmp_path / "c")
    done = lookalike(*asked)
    assert f"1 of the new images are also in {root}, which is missing" in done.out
    assert f"--moved-from {root}" in done.out
    assert "moved 1  removed 0  away 5" in lookalike(*asked, "--moved-from", root).out
