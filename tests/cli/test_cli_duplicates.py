"""`lookalike duplicates`: found, decided, moved away and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageOps

from lookalike.collection import Collection
from tests.cli.conftest import Command
from tests.client.conftest import running
from tests.scenes import saved, scene

pytest.importorskip("cv2", reason="needs OpenCV: pip install 'lookalike[duplicates]'")
pytestmark = pytest.mark.slow(seconds=10)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lookalike: Command) -> Path:
    """A folder of three pictures and two copies, and its collection `c` beside it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(3):
        saved(scene(seed), folder / f"{seed}.jpg")
    saved(scene(0), folder / "0 again.jpg", 40)
    saved(ImageOps.mirror(scene(1)), folder / "1 mirrored.jpg")
    assert lookalike("index", folder, "--into", "c").status == 0
    return folder


def groups(lookalike: Command, *options: str) -> list[Any]:
    shown = lookalike("duplicates", "c", "--json", *options)
    assert shown.status == 0, shown.err
    found: list[Any] = json.loads(shown.out)["groups"]
    return found


def test_groups_are_listed_with_what_to_keep(place: Path, lookalike: Command) -> None:
    shown = lookalike("duplicates", "c")
    assert shown.status == 0
    assert "reencoded  100%  the same picture, saved again" in shown.out
    assert "edited  100%  mirrored" in shown.out
    kept = [line for line in shown.out.splitlines() if line.startswith("  keep  ")]
    assert len(kept) == 2
    assert "photos/0.jpg" in kept[0]
    assert "2 groups among 5 items: 0 identical, 1 reencoded, 1 edited, 0 burst" in shown.out


def test_json_has_every_group(place: Path, lookalike: Command) -> None:
    first, second = groups(lookalike)
    assert (first["tier"], second["tier"]) == ("reencoded", "edited")
    assert first["best"] == first["members"][0]["id"]
    assert [Path(m["source"]).name for m in first["members"]] == ["0.jpg", "0 again.jpg"]
    assert {m["tier"] for m in first["members"]} == {"reencoded"}
    assert first["freed"] == (place / "0 again.jpg").stat().st_size
    assert groups(lookalike, "-k", "1") == [first]
    assert groups(lookalike, "--tiers", "edited") == [second]


def test_a_wrong_tier_is_named(place: Path, lookalike: Command) -> None:
    shown = lookalike("duplicates", "c", "--tiers", "same")
    assert shown.status == 1
    assert "there is no tier 'same'; there are: identical, reencoded" in shown.err


def test_a_decision_is_remembered_and_forgotten(place: Path, lookalike: Command) -> None:
    ids = ",".join(member["id"] for member in groups(lookalike)[0]["members"])
    assert lookalike("duplicates", "c", "--distinct", ids).status == 0
    assert [g["tier"] for g in groups(lookalike)] == ["edited"]
    assert lookalike("duplicates", "c", "--not-distinct", ids).status == 0
    assert len(groups(lookalike)) == 2
    assert "at least two ids" in lookalike("duplicates", "c", "--distinct", ids[:16]).err
    assert "unknown" in lookalike("duplicates", "c", "--distinct", f"{ids},unknown").err


def test_files_are_moved_only_when_that_is_confirmed(place: Path, lookalike: Command) -> None:
    refused = lookalike("duplicates", "c", "--move-to", "q")
    assert refused.status == 1
    assert "nothing was moved; to move 2 files" in refused.err
    assert len(list(place.iterdir())) == 5
    assert not Path("q").exists()


def test_files_are_moved_and_come_back(place: Path, lookalike: Command) -> None:
    moved = lookalike("duplicates", "c", "--move-to", "q", "--yes")
    assert "2 files moved" in moved.out
    assert sorted(path.name for path in place.iterdir()) == ["0.jpg", "1.jpg", "2.jpg"]
    assert "0 groups among 3 items" in lookalike("duplicates", "c").out
    (folder,) = Path("q").iterdir()
    assert moved.out.endswith(f"undo with: --undo {folder.absolute()}\n")
    back = lookalike("duplicates", "c", "--undo", folder)
    assert "2 files moved back" in back.out
    assert len(list(place.iterdir())) == 5
    assert len(groups(lookalike)) == 2


def test_the_quarantine_is_not_in_an_indexed_folder(place: Path, lookalike: Command) -> None:
    refused = lookalike("duplicates", "c", "--move-to", "photos/q", "--yes")
    assert refused.status == 1
    assert "which is indexed" in refused.err
    assert len(list(place.iterdir())) == 5


def test_files_are_moved_beside_the_collection_and_come_back(
    place: Path, lookalike: Command
) -> None:
    moved = lookalike("duplicates", "c", "-k", 1, "--move", "--yes", "--json")
    told = json.loads(moved.out)
    assert Path(told["manifest"]).parent == Path("c quarantine").absolute() / told["action"]
    assert sorted(path.name for path in place.iterdir()) == [
        "0.jpg",
        "1 mirrored.jpg",
        "1.jpg",
        "2.jpg",
    ]
    assert "1 file moved back" in lookalike("duplicates", "c", "--undo", told["action"]).out
    assert len(list(place.iterdir())) == 5
    assert "nothing was moved as 'x'" in lookalike("duplicates", "c", "--undo", "x").err
    moved = lookalike("duplicates", "c", "--move", "--yes")
    folder = moved.out.splitlines()[-1].removeprefix("undo with: --undo ").strip("'")
    assert "2 files moved back" in lookalike("duplicates", "c", "--undo", folder).out


def test_a_served_collection_is_looked_through_by_its_server(
    place: Path, lookalike: Command
) -> None:
    expected = json.loads(lookalike("duplicates", "c", "--json").out)
    with running({"c": Collection.open("c")}) as address:
        shown = lookalike("duplicates", address, "--json")
        assert json.loads(shown.out) == expected
        ids = ",".join(member["id"] for member in expected["groups"][1]["members"])
        assert lookalike("duplicates", address, "--distinct", ids).status == 0
        refused = lookalike("duplicates", address, "--move-to", "q", "--yes")
        assert refused.status == 1
        assert "a server moves files to the folder that its operator chose" in refused.err
        moved = lookalike("duplicates", address, "--move", "--yes").out
        assert "1 file moved" in moved
        action = moved.splitlines()[-1].removeprefix("undo with: --undo ")
        assert sorted(path.name for path in Path("c quarantine").iterdir()) == [action]
        assert "1 file moved back" in lookalike("duplicates", address, "--undo", action).out
        assert len(list(place.iterdir())) == 5


def test_what_is_in_an_archive_too_is_found(place: Path, lookalike: Command) -> None:
    new = place.parent / "new"
    new.mkdir()
    saved(scene(2), new / "two.jpg", 50)
    saved(scene(7), new / "seven.jpg")
    assert lookalike("index", new, "--into", "n").status == 0
    shown = lookalike("duplicates", "n", "--in", "c", "--json")
    (group,) = json.loads(shown.out)["groups"]
    assert json.loads(shown.out)["items"] == 2
    assert group["tier"] == "reencoded"
    assert {(Path(m["source"]).name, m["collection"]) for m in group["members"]} == {
        ("two.jpg", "n"),
        ("2.jpg", "c"),
    }
    pair = ",".join(group["pairs"][0][name] for name in ("one", "other"))
    said = lookalike("duplicates", "n", "--in", "c", "--distinct", pair)
    assert "Remembered: 2 items are no duplicates of each other." in said.out
    assert "0 groups among 2 items" in lookalike("duplicates", "n", "--in", "c").out
    assert lookalike("duplicates", "n", "--in", "c", "--not-distinct", pair).status == 0
    assert "archive/ID" in lookalike("duplicates", "n", "--in", "c", "--distinct", "x").err
    listed = lookalike("duplicates", "n", "--in", "c").out
    assert "new/two.jpg  in n" in listed
    assert "1 group among 2 items" in listed
    for options in (["--move", "--yes"], ["--move-to", "q", "--yes"]):
        assert "--in only finds" in lookalike("duplicates", "n", "--in", "c", *options).err
    same = lookalike("duplicates", "n", "--in", place.parent / "n")
    assert "is the same collection; leave out --in" in same.err
    with running({"c": Collection.open("c")}) as address:
        for pair in (["n", "--in", address], [address, "--in", "n"]):
            refused = lookalike("duplicates", *pair)
            assert refused.status == 1
            assert "--in compares two collections in folders" in refused.err


def test_indexing_says_what_is_there_already(place: Path, lookalike: Command) -> None:
    saved(scene(2), place / "two.jpg", 50)
    saved(scene(9), place / "nine.jpg")
    shown = lookalike("index", place, "--into", "c", "--check-duplicates")
    assert "reencoded two.jpg is 2.jpg saved again" in shown.out
    assert "1 of the new images show the same picture as another" in shown.out
    saved(scene(9), place / "nine again.jpg", 50)
    told = json.loads(lookalike("index", place, "--into", "c", "--check-duplicates", "--json").out)
    (copy,) = told["copies"]
    assert Path(copy["source"]).name == "nine.jpg"
    assert Path(copy["new_source"]).name == "nine again.jpg"
    assert (copy["tier"], copy["confidence"] > 0.9) == ("reencoded", True)
    saved(scene(1), place / "one.jpg", 50)
    with running({"c": Collection.open("c")}) as address:
        shown = lookalike("index", place, "--into", address, "--check-duplicates")
        assert "reencoded one.jpg is 1.jpg saved again" in shown.out
    assert json.loads(lookalike("index", place, "--into", "c", "--json").out)["copies"] == []
