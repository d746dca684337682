"""`lookalike list`, `show`, `remove`, `status`, `export` and `encoders`."""

import json
import shutil
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lookalike.cli.main import COMMANDS
from lookalike.cli.terminal.as_json import item_object
from lookalike.collection import Collection
from tests.cli.conftest import Command
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=20)


def listed(lookalike: Command, address: Path, *arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lookalike("list", address, *arguments, "--json").out)
    return found


def one_of(address: Path) -> dict[str, Any]:
    with Collection.open(address) as collection:
        return item_object(next(collection.items()))


def test_a_list_says_how_many_there_are(
    lookalike: Command, indexed: Path, pictures: list[Path]
) -> None:
    assert lookalike("list", indexed, "-k", 5).out.splitlines()[-1] == f"5 of {len(pictures)}"


def test_a_list_in_json_has_total_and_items(
    lookalike: Command, indexed: Path, pictures: list[Path]
) -> None:
    found = listed(lookalike, indexed, "-k", 5)
    assert (found["total"], len(found["items"])) == (len(pictures), 5)


def test_an_item_in_json_has_id_source_and_attributes(lookalike: Command, indexed: Path) -> None:
    assert set(listed(lookalike, indexed)["items"][0]) == {"id", "source", "attributes"}


def test_a_list_keeps_what_matches(lookalike: Command, indexed: Path, pictures: list[Path]) -> None:
    category = pictures[0].parent.name
    found = listed(lookalike, indexed, "--where", f"category = '{category}'")
    assert {item["attributes"]["category"] for item in found["items"]} == {category}


def test_a_piped_list_has_one_line_an_item(lookalike: Command, indexed: Path) -> None:
    assert len(lookalike("list", indexed, "-k", 5).out.splitlines()) == 5 + 1


def test_a_narrow_list_keeps_each_path_whole(
    lookalike: Command, indexed: Path, screen: Callable[[int], None]
) -> None:
    screen(80)
    item = one_of(indexed)
    assert f"{item['id']}  {item['source']}\n" in lookalike("list", indexed).out


def test_a_path_is_shown_as_seen_from_here(
    lookalike: Command, indexed: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(catalogue)
    item = one_of(indexed)
    relative = Path(item["source"]).relative_to(catalogue)
    assert f"{item['id']}  {relative}  " in lookalike("list", indexed).out


def test_an_item_is_shown_whole(
    lookalike: Command, indexed: Path, screen: Callable[[int], None]
) -> None:
    screen(40)
    item = one_of(indexed)
    shown = lookalike("show", indexed, item["id"]).out.splitlines()
    assert shown[1].split(maxsplit=1) == ["source", item["source"]]


def test_an_item_is_shown_in_json(lookalike: Command, indexed: Path) -> None:
    item = one_of(indexed)
    shown = lookalike("show", indexed, f"id:{item['id']}", "--json").out
    assert json.loads(shown) == {"items": [item]}


def test_items_are_tagged_by_id_and_by_condition(lookalike: Command, own: Path) -> None:
    one = one_of(own)["id"]
    done = lookalike("tag", own, one, "--set", "season=winter", "--set", "sku=007")
    assert (done.status, done.out) == (0, "tagged 1 item\n")
    asked = ("tag", own, "--where", "season = 'winter'", "--json")
    done = lookalike(*asked, "--set", "size=42", "--set", "sale=true", "--set", "note=a=b, null")
    assert json.loads(done.out) == {"tagged": 1, "unknown": []}
    lookalike("tag", own, one, "--set", "note2=null", "--set", 'code="42"')
    with Collection.open(own) as collection:
        found = collection.get(one).attributes
    expected = {"season": "winter", "sku": "007", "size": 42, "sale": True, "note": "a=b, null"}
    assert expected.items() <= found.items()
    assert (found["note2"], found["code"]) == ("null", "42")
    lookalike("tag", own, one, "--set", "season=")
    with Collection.open(own) as collection:
        assert "season" not in collection.get(one).attributes


def test_what_cannot_be_tagged_is_told(lookalike: Command, own: Path) -> None:
    done = lookalike("tag", own, "zzz", one_of(own)["id"], "--set", "season=winter")
    assert (done.status, done.out) == (1, "tagged 1 item\n")
    assert "no item 'zzz'" in done.err
    for options, said in (
        (["--set", "season=winter"], "ids, or a condition"),
        (["zzz", "--set", "season"], "write --set season=winter"),
        (["zzz", "--set", 'season={"a": [1]}', "--set", "b=[1, 2]"], "'b' of the items"),
    ):
        failed = lookalike("tag", own, *options)
        assert failed.status != 0
        assert said in " ".join(failed.err.split())


def test_an_item_is_removed(lookalike: Command, own: Path) -> None:
    item = one_of(own)
    assert lookalike("remove", own, item["id"]).out == "removed 1 of 1\n"
    assert lookalike("show", own, item["id"]).status == 1


def test_the_file_of_a_removed_item_stays(lookalike: Command, own: Path) -> None:
    item = one_of(own)
    lookalike("remove", own, item["id"])
    assert Path(item["source"]).exists()


def test_unknown_ids_are_named_and_the_others_removed(lookalike: Command, own: Path) -> None:
    item = one_of(own)
    done = lookalike("remove", own, "yyy", item["id"], "id:zzz")
    assert (done.status, done.out) == (1, "removed 1 of 3\n")
    assert "error: no item 'yyy', 'id:zzz'; `lookalike list` shows" in " ".join(done.err.split())
    assert lookalike("show", own, item["id"]).status == 1


def test_unknown_ids_are_in_the_json_too(lookalike: Command, own: Path) -> None:
    done = lookalike("remove", own, one_of(own)["id"], "zzz", "--json")
    assert (done.status, json.loads(done.out)) == (1, {"removed": 1, "unknown": ["zzz"]})


def test_a_condition_that_nothing_meets_removes_nothing_and_is_no_error(
    lookalike: Command, own: Path
) -> None:
    done = lookalike("remove", own, "--where", "category = 'nosuch'")
    assert (done.status, done.out) == (0, "removed 0 of 0\n")


def test_what_matches_is_removed(lookalike: Command, own: Path, pictures: list[Path]) -> None:
    where = f"category = '{pictures[0].parent.name}'"
    count = listed(lookalike, own, "--where", where)["total"]
    assert (
        lookalike("remove", own, "--where", where, "--yes").out == f"removed {count} of {count}\n"
    )
    assert listed(lookalike, own, "--where", where)["total"] == 0
    assert listed(lookalike, own)["total"] == len(pictures) - count


@pytest.mark.parametrize("command", ["list", "search", "export", "tune"])
def test_what_is_odd_about_a_condition_stands_beside_the_result(
    lookalike: Command, indexed: Path, pictures: list[Path], tmp_path: Path, command: str
) -> None:
    arguments = {
        "list": [indexed, "--json"],
        "search": [pictures[0], "--in", indexed, "--json"],
        "export": [indexed, "--to", tmp_path / "out"],
        "tune": [indexed, "--labels", "category", "--dry-run", "--json"],
    }[command]
    done = lookalike(command, *arguments, "--where", "categroy != 'boot'")
    assert done.err.count("remark: no item has an attribute 'categroy'; did you mean") == 1
    assert "remark" not in done.out


@pytest.mark.parametrize("more", [[], ["--yes"], ["--json"]])
def test_a_condition_that_no_item_can_meet_removes_nothing(
    lookalike: Command, own: Path, pictures: list[Path], more: list[str]
) -> None:
    done = lookalike("remove", own, "--where", "not price = '89'", *more)
    assert (done.status, done.out) == (1, "")
    assert "error: nothing was removed: 'price' is a number in every item" in done.err
    assert done.err.count("'price' is") == 1
    assert listed(lookalike, own)["total"] == len(pictures)


def test_nothing_is_removed_by_a_condition_where_nobody_can_be_asked(
    lookalike: Command, own: Path, pictures: list[Path]
) -> None:
    done = lookalike("remove", own, "--where", "price > 0", "--json")
    assert (done.status, done.out) == (1, "")
    assert "error: 24 of 24 items match, and there is no terminal to ask on; add --yes" in done.err
    assert listed(lookalike, own)["total"] == len(pictures)


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 24), ("\n", 24)])
def test_a_removal_by_condition_is_asked_about(
    lookalike: Command, own: Path, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    terminal = StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    done = lookalike("remove", own, "--where", "price > 0")
    assert (done.status, done.out) == ((1, "") if left else (0, "removed 24 of 24\n"))
    assert "24 of 24 items match. Remove them? [y/N]" in done.err
    assert listed(lookalike, own)["total"] == left


def test_an_empty_condition_removes_nothing(
    lookalike: Command, own: Path, pictures: list[Path]
) -> None:
    assert lookalike("remove", own, "--where", "").status == 1
    assert listed(lookalike, own)["total"] == len(pictures)


def test_status_says_what_a_collection_holds(
    lookalike: Command, indexed: Path, catalogue: Path, pictures: list[Path]
) -> None:
    status = json.loads(lookalike("status", indexed, "--json").out)
    assert (status["items"], status["failures"]) == (len(pictures), 0)
    assert status["folders"] == [str(catalogue)]
    assert [e["name"] for e in status["encoders"]] == ["colour", "texture", "shape"]


def test_status_in_json_has_these_names(lookalike: Command, indexed: Path) -> None:
    names = ["collection", "items", "away", "failures", "folders", "missing"]
    names += ["encoders", "weights", "attributes", "created_at"]
    assert list(json.loads(lookalike("status", indexed, "--json").out)) == names


def test_status_is_one_line_a_fact(lookalike: Command, indexed: Path) -> None:
    lines = lookalike("status", indexed).out.splitlines()
    assert lines[0].split() == ["collection", str(indexed)]
    assert len(lines) == 9
    assert lines[2].split() == ["missing", "0"]


def test_an_export_names_its_files(lookalike: Command, indexed: Path, tmp_path: Path) -> None:
    done = lookalike("export", indexed, "--to", tmp_path / "out")
    written = [tmp_path / "out" / name for name in ("embeddings.npy", "image_paths.npy")]
    assert done.out.splitlines() == [str(path) for path in written]
    assert all(path.exists() for path in written)


def test_the_encoders_are_listed(lookalike: Command) -> None:
    found = json.loads(lookalike("encoders", "--json").out)["encoders"]
    assert [encoder["name"] for encoder in found] == ["learned", "colour", "texture", "shape"]
    assert set(found[0]) == {"name", "dim", "size", "fingerprint", "what it is"}


def test_the_bundled_encoder_shows_its_card(lookalike: Command) -> None:
    assert "How it was made" in lookalike("encoders", "--show", "lookalike-base").out
    told = json.loads(lookalike("encoders", "--show", "lookalike-base", "--json").out)
    assert told["encoders"][0]["fingerprint"] in told["card"]
    assert "card" not in json.loads(lookalike("encoders", "--show", "colour", "--json").out)


def test_the_version_is_told(lookalike: Command) -> None:
    from lookalike import __version__

    assert lookalike("--version").out == f"lookalike {__version__}\n"


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(lookalike: Command, command: str) -> None:
    shown = lookalike(command, "--help")
    assert (shown.status, f"Usage: lookalike {command}" in shown.out) == (0, True)


@pytest.mark.parametrize("command", ["index", "evaluate", "encoders"])
def test_where_an_encoder_is_wanted_the_help_names_a_trainings_folder(
    lookalike: Command, command: str
) -> None:
    assert "ONNX|RUN" in lookalike(command, "--help").out


def test_a_demo_leaves_a_sheet(lookalike: Command, catalogue: Path, tmp_path: Path) -> None:
    done = lookalike("demo", catalogue, "--into", tmp_path)
    assert done.status == 0
    assert f"Look at {tmp_path / 'sheet.png'}" in done.out
    assert (tmp_path / "sheet.png").exists()
    assert "also holds" not in done.out


def test_a_demo_says_which_other_folders_it_searched(
    lookalike: Command, catalogue: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(next(path for path in catalogue.iterdir() if path.is_dir()), other)
    lookalike("demo", other, "--into", tmp_path / "demo")
    done = lookalike("demo", catalogue, "--into", tmp_path / "demo")
    assert f"also holds images of {other}" in done.out


@pytest.mark.parametrize("is_file", [False, True])
def test_a_demo_of_no_folder_leaves_nothing(
    lookalike: Command, tmp_path: Path, is_file: bool
) -> None:
    wrong = tmp_path / "photos"
    if is_file:
        wrong.write_text("no folder")
    done = lookalike("demo", wrong, "--into", tmp_path / "demo")
    assert (done.status, str(wrong) in done.err) == (1, True)
    assert not (tmp_path / "demo").exists()


def test_status_has_a_line_for_each_folder(lookalike: Command, tmp_path: Path) -> None:
    for name in ("one", "two"):
        paint(tmp_path / name / "x.png", len(name) + ord(name[0]))
        lookalike("index", tmp_path / name, "--into", tmp_path / "c", "--parts", "colour")
    lines = lookalike("status", tmp_path / "c").out.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("folders"))
    assert lines[at : at + 2] == [
        f"folders     {tmp_path / 'one'}",
        f"            {tmp_path / 'two'}",
    ]
    assert lines[at + 2].startswith("encoders")
