"""`lookalike check`: what needs attention, of which kind, and what to do."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Command


@pytest.fixture
def place(tmp_path: Path, own: Path) -> Path:
    """The drawn catalogue's collection."""
    return own


def test_findings_are_listed_with_what_to_do(place: Path, lookalike: Command) -> None:
    shown = lookalike("check", place, "--labels", "pattern", "-k", "1")
    assert shown.status == 0, shown.err
    lines = shown.out.splitlines()
    head = next(line for line in lines if line.startswith("mislabelled  "))
    assert head.endswith("most of the nearest items have another label")
    assert any(line.startswith("    and ") and line.endswith(" more") for line in lines)
    assert "    set the right label in your table and index again" in shown.out
    assert any(line.startswith("items of each pattern: ") for line in lines)
    assert lines[-1].endswith(" findings among 24 items")


def test_json_has_all_that_is_asked_for(place: Path, lookalike: Command) -> None:
    asked = ("check", place, "--labels", "pattern", "--kinds", "mislabelled", "--json")
    found = json.loads(lookalike(*asked, "-k", "1000").out)
    (finding,) = found["findings"]
    assert (found["items"], found["label"], finding["kind"]) == (24, "pattern", "mislabelled")
    assert len(finding["suspects"]) == finding["count"]
    suspect = finding["suspects"][0]
    assert set(suspect) == {"id", "source", "score", "why", "suggestion"}
    assert suspect["suggestion"] in found["balance"]
    few = json.loads(lookalike(*asked, "-k", "0").out)["findings"][0]
    assert (few["count"], few["suspects"]) == (finding["count"], [])


def test_without_labels_it_says_how_to_have_them_checked(place: Path, lookalike: Command) -> None:
    shown = lookalike("check", place, "--kinds", "mislabelled,tiny")
    assert shown.status == 0
    assert "labels were not checked: name the attribute that holds them, such as" in shown.err
    assert "nothing found among 24 items" in shown.out


def test_a_folder_of_one_blank_picture(tmp_path: Path, lookalike: Command) -> None:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (100, 80), "white").save(tmp_path / "photos" / "page.png")
    lookalike("index", tmp_path / "photos", "--into", tmp_path / "c")
    shown = lookalike("check", tmp_path / "c", "--kinds", "blank")
    assert "blank  1  nearly one colour" in shown.out
    assert "1 findings" not in shown.out
    assert shown.out.splitlines()[-1] == "1 finding among 1 item"


def test_what_cannot_be_checked_is_one_line(place: Path, lookalike: Command) -> None:
    for asked, said in (
        (("--labels", "nothing"), "no item has an attribute 'nothing' to check; there are:"),
        (("--kinds", "small"), "there is no kind 'small'; there are: mislabelled, outlier"),
        (("--where", "price <"), "of the condition: price <"),
    ):
        shown = lookalike("check", place, *asked)
        assert shown.status == 1
        assert said in shown.err
