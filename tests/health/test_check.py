"""A check finds what was put wrong into a collection, and nothing else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.errors import InputError
from lookalike.health import check as module
from lookalike.health.check import check
from lookalike.health.result import KINDS, Finding, Health, Kind, parse_kinds
from lookalike.indexing.folder import index_folder
from tests.scenes import saved, scene

pytestmark = pytest.mark.slow(seconds=15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two kinds of six pictures, of which one is among the others; and five that show little."""
    place = tmp_path / "photos"
    for seed in range(12):
        kind = "one" if seed < 6 else "other"
        (place / kind).mkdir(parents=True, exist_ok=True)
        picture = scene(0 if seed < 6 else 1).rotate(seed % 6, expand=False)
        saved(picture, place / kind / f"{seed}.jpg")
    shutil.move(place / "one" / "3.jpg", place / "other" / "3.jpg")
    saved(Image.new("RGB", (300, 200), (200, 190, 180)), place / "one" / "blank.png")
    dark = scene(2).point(lambda value: value // 6)
    saved(dark, place / "one" / "dark.png")
    saved(scene(3).filter(ImageFilter.GaussianBlur(6)), place / "one" / "blurred.png")
    saved(scene(4).resize((60, 40)), place / "one" / "tiny.png")
    return place


@pytest.fixture
def collection(folder: Path, tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "c", CLASSICAL, create=True) as made:
        index_folder(made, folder)
        yield made


def found(health: Health, kind: Kind) -> Finding:
    return next(one for one in health.findings if one.kind == kind)


def names(health: Health, kind: Kind) -> list[str]:
    there = [one for one in health.findings if one.kind == kind]
    return [str(s.item.attributes["name"]) for one in there for s in one.suspects]


def test_each_kind_is_found(collection: Collection, folder: Path) -> None:
    (folder / "one" / "0.jpg").unlink()
    (folder / "one" / "1.jpg").write_bytes(b"no picture")
    health = check(collection, "folder")
    assert health.items == 16
    assert names(health, "mislabelled")[0] == "3.jpg"
    suspect = found(health, "mislabelled").suspects[0]
    assert suspect.suggestion == "one"
    assert suspect.why.startswith("labelled other; of its ")
    assert names(health, "blank") == ["blank.png"]
    assert names(health, "dark") == ["dark.png"]
    assert names(health, "blurred") == ["blurred.png"]
    assert names(health, "tiny") == ["tiny.png"]
    assert sorted(names(health, "unreadable")) == ["0.jpg", "1.jpg"]
    assert health.balance == {"one": 9, "other": 7}
    assert health.remarks == []
    assert all(0 <= s.score <= 1 for one in health.findings for s in one.suspects)
    assert all(one.meaning and one.fix for one in health.findings)


def test_only_the_kinds_asked_for_are_looked_for(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "looks", None)  # no picture is read
    monkeypatch.setattr(module, "nearest", None)
    health = check(collection, kinds=("tiny",))
    assert [one.kind for one in health.findings] == ["tiny"]
    assert health.balance is None
    assert health.remarks == []


def test_without_labels_they_are_not_checked_and_that_is_told(collection: Collection) -> None:
    health = check(collection, kinds=("mislabelled",))
    assert health.findings == []
    assert health.remarks == [
        "labels were not checked: name the attribute that holds them, such as folder"
    ]


def test_a_condition_leaves_items_out(collection: Collection) -> None:
    health = check(collection, where="format = 'png'", kinds=("tiny",))
    assert health.items == 4
    assert names(health, "tiny") == ["tiny.png"]


def test_suspects_that_are_kept_are_the_worst(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TINY", 10_000)
    monkeypatch.setattr(module, "MOST", 1)
    finding = found(check(collection, kinds=("tiny",)), "tiny")
    assert finding.count == 16
    assert [s.item.attributes["name"] for s in finding.suspects] == ["tiny.png"]


def test_a_stopped_check_has_no_findings(collection: Collection) -> None:
    health = check(collection, "folder", should_stop=lambda: True)
    assert health.interrupted
    assert not health.findings


def test_progress_is_told(collection: Collection) -> None:
    steps: list[tuple[str, int, int]] = []
    check(collection, "folder", on_step=lambda *step: steps.append(step))
    assert steps[-1] == ("pictures", 16, 16)
    assert ("neighbours", 16, 16) in steps


def test_an_empty_collection_is_healthy(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "e", CLASSICAL, create=True) as empty:
        health = check(empty)
        assert (health.items, health.findings) == (0, [])


def test_what_cannot_be_checked_is_one_clear_error(collection: Collection) -> None:
    with pytest.raises(InputError, match=r"no item has an attribute 'kind' to check; .*folder"):
        check(collection, "kind")
    with pytest.raises(InputError, match="there is no kind 'drak'; there are: mislabelled"):
        check(collection, kinds=["drak"])  # type: ignore[list-item]
    with pytest.raises(InputError, match="must be a list"):
        check(collection, kinds="dark")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="at least one kind"):
        parse_kinds(" , ")
    assert parse_kinds(" tiny,dark ") == ("dark", "tiny")
    assert parse_kinds(",".join(KINDS)) == KINDS
