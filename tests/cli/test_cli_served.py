"""A command that is given a server's address answers as from the folder."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lookalike.collection import Collection
from tests.cli.conftest import Command
from tests.client.conftest import running
from tests.indexing.conftest import paint


@pytest.fixture
def address(own: Path) -> Iterator[str]:
    with running({"shop": Collection.open(own)}) as address:
        yield address


def test_a_search_finds_the_same(
    lookalike: Command, indexed: Path, address: str, pictures: list[Path]
) -> None:
    options = ["--where", "price > 1", "--weights", "colour=1,shape=1", "-k", 4, "--json"]
    found, expected = (
        json.loads(lookalike("search", pictures[0], "--in", place, *options).out)["hits"]
        for place in (address, indexed)
    )
    assert [hit.pop("score") for hit in found] == pytest.approx(
        [hit.pop("score") for hit in expected], abs=1e-4
    )
    assert [hit["source"] for hit in found] == [hit["source"] for hit in expected]


def test_items_are_listed_shown_and_removed(
    lookalike: Command, indexed: Path, address: str
) -> None:
    listed = lookalike("list", address, "--limit", 3, "--json")
    assert listed.out == lookalike("list", indexed, "--limit", 3, "--json").out
    item_id = json.loads(listed.out)["items"][0]["id"]
    assert lookalike("show", address, item_id).out == lookalike("show", indexed, item_id).out
    outcome = lookalike("remove", address, item_id, "nobody")
    assert (outcome.status, outcome.out) == (1, "removed 1 of 2\n")
    assert "no item 'nobody'" in outcome.err
    assert "23 of 23 items match" in lookalike("remove", address, "--where", "price > 0").err
    outcome = lookalike("remove", address, "--where", "price > 0", "--yes")
    assert outcome.out == "removed 23 of 23\n"


def test_status_is_told(lookalike: Command, address: str) -> None:
    told = json.loads(lookalike("status", address, "--json").out)
    assert (told["collection"], told["items"], told["failures"]) == (address, 24, 0)
    assert "colour (" in lookalike("status", f"{address}/v1/collections/shop").out


def test_a_folder_that_is_missing_is_told_forgotten_and_indexed_again(
    lookalike: Command, tmp_path: Path
) -> None:
    """The operator indexed it: a server that opens no folder takes it back."""
    root = paint(tmp_path / "A" / "x.png", 1).parent
    lookalike("index", root, "--into", tmp_path / "c", "--parts", "colour")
    with running({"c": Collection.open(tmp_path / "c")}) as address:
        asked = ("index", root, "--into", address)
        root.rename(tmp_path / "off")
        told = lookalike(*asked)
        assert f"error: the folder {root} is missing; its 1 item is kept. Bring it" in told.err
        assert f"--moved-from {root}; or if it is gone for good, index it with --allow-removal" in (
            told.err
        )
        assert f"{root} is gone" in lookalike(*asked, "--allow-removal").out
        (tmp_path / "off").rename(root)
        assert "returned 1" in lookalike(*asked).out


def test_a_folder_that_was_copied_to_its_new_place_is_told(
    lookalike: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = paint(tmp_path / "A" / "x.png", 1).parent
    lookalike("index", root, "--into", tmp_path / "c", "--parts", "colour")
    shutil.copytree(root, tmp_path / "B")
    shutil.rmtree(root)
    monkeypatch.chdir(tmp_path)
    with running({"c": Collection.open(tmp_path / "c")}, roots=(tmp_path,)) as address:
        done = lookalike("index", "B", "--into", address, "--moved-from", "A")
    assert "moved 1" in done.out


def test_a_server_is_had_to_index(lookalike: Command, own: Path, tmp_path: Path) -> None:
    folder = paint(tmp_path / "more" / "a.png", 1).parent
    served = {"shop": Collection.open(own)}
    with running(served, roots=(tmp_path,)) as address:
        outcome = lookalike("index", folder, "--into", address, "--json")
        assert (outcome.status, json.loads(outcome.out)["added"]) == (0, 1)
        named = lookalike("index", f"{tmp_path.name}/more", "--into", address)
        assert "unchanged 1" in named.out
        outcome = lookalike("index", "/etc", "--into", address)
        assert (outcome.status, "'/etc' is not below a folder" in outcome.err) == (1, True)
        outcome = lookalike("index", folder, "--into", address, "--parts", "colour")
        assert (outcome.status, "--parts does not work with a server" in outcome.err) == (1, True)


def test_a_sheet_needs_the_folder(lookalike: Command, pictures: list[Path]) -> None:
    outcome = lookalike("search", pictures[0], "--in", "http://a:1", "--sheet", "a.png")
    assert (outcome.status, "--sheet works only with a local collection" in outcome.err) == (
        1,
        True,
    )


def test_a_server_that_is_not_there_is_one_line(lookalike: Command) -> None:
    outcome = lookalike("status", "http://127.0.0.1:1")
    assert (outcome.status, outcome.err.count("\n")) == (1, 1)
    assert "is `lookalike serve` running there?" in outcome.err
