"""`lookalike calibrate`, and searches that end where relevance ends."""

import json
from pathlib import Path

import pytest

from lookalike.collection import Collection
from tests.cli.conftest import Command
from tests.client.conftest import running
from tests.scattered import STRANGER, make


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calibrated collection, not to be changed."""
    return make(tmp_path_factory.mktemp("scattered") / "shop", calibrated=True)


def test_calibrate_says_where_levels_begin(lookalike: Command, tmp_path: Path) -> None:
    address = make(tmp_path / "shop")
    told = lookalike("calibrate", address, "--rate", ".9")
    assert (told.status, told.err) == (0, "")
    assert [line.split()[:2] for line in told.out.splitlines()[1:4]] == [
        ["90", "%"],
        ["95", "%"],
        ["99", "%"],
    ]
    assert "Calibrated on 150 items, by kind; hits are judged at 90 %." in told.out
    with Collection.open(address) as collection:
        made = collection.calibration
        assert made is not None
        least = made.boundaries(collection.weights).similar
    found = json.loads(
        lookalike("calibrate", address, "--labels", "kind", "--rate", ".9", "--json").out
    )
    assert (found["items"], found["label"], found["rate"]) == (150, "kind", 0.9)
    assert found["least_scores"]["0.9"] == {
        "same": None,
        "similar": pytest.approx(least),
        "related": pytest.approx(found["least_scores"]["0.9"]["related"]),
    }
    assert set(found["least_scores"]) == {"0.9", "0.95", "0.99"}


def test_too_few_items_are_one_clear_error(lookalike: Command, indexed: Path) -> None:
    told = lookalike("calibrate", indexed)
    assert (told.status, told.out) == (1, "")
    assert "24 items; scores can be calibrated from 50 on" in told.err


def test_a_stranger_is_told_so_instead_of_a_list(lookalike: Command, calibrated: Path) -> None:
    told = lookalike("search", f"id:{STRANGER}", "--in", calibrated)
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("Nothing like this here (the best is unrelated, score 0.")
    assert "--min-relevance unrelated shows all" in told.out
    assert len(told.out.splitlines()) == 1
    shown = lookalike(
        "search", f"id:{STRANGER}", "--in", calibrated, "--min-relevance", "unrelated"
    )
    assert shown.out.count("  unrelated  ") == 10
    assert "Nothing like" not in shown.out


def test_a_list_ends_with_relevance_and_says_so(lookalike: Command, calibrated: Path) -> None:
    told = lookalike("search", "id:0.0", "--in", calibrated, "-k", 150).out.splitlines()
    assert told[-1] == "Results end here: the others are unrelated"
    assert all("  similar  " in line or "  related  " in line for line in told[1:-1])
    assert len(told) < 150
    few = ["search", "id:0.0", "--in", calibrated, "-k", 150, "--min-relevance", "similar"]
    similar = lookalike(*few).out.splitlines()
    assert similar[-1] == "Results end here: the others are less than similar"
    assert all("  similar  " in line for line in similar[1:-1])
    nothing = lookalike(*few[:-1], "same").out
    assert nothing.startswith("Nothing here is same (the best is similar, score 0.")
    short = lookalike("search", "id:0.0", "--in", calibrated, "-k", 2).out.splitlines()
    assert len(short) == 3


def test_json_has_the_relevance_of_each_hit(lookalike: Command, calibrated: Path) -> None:
    found = json.loads(lookalike("search", "id:0.0", "--in", calibrated, "--json", "-k", 150).out)
    levels = {hit["relevance"] for hit in found["hits"]}
    assert {"similar", "unrelated"} <= levels <= {"similar", "related", "unrelated"}
    assert len(found["hits"]) == 150
    assert found["best"] == {
        "score": found["hits"][0]["score"],
        "relevance": found["hits"][0]["relevance"],
    }
    assert found["nothing_like_this"] is False
    other = ("search", f"id:{STRANGER}", "--in", calibrated, "--json")
    assert json.loads(lookalike(*other).out)["nothing_like_this"] is True
    cut = json.loads(lookalike(*other, "--min-relevance", "related").out)
    assert (cut["hits"], cut["nothing_like_this"]) == ([], True)


def test_min_relevance_calibrates_what_is_not(lookalike: Command, tmp_path: Path) -> None:
    address = make(tmp_path / "shop")
    told = lookalike("search", "id:0.0", "--in", address, "--min-relevance", "similar")
    assert (told.status, told.err) == (0, "")
    assert "  similar  " in told.out
    with Collection.open(address) as collection:
        assert collection.calibration is not None


def test_without_a_calibration_nothing_is_said(lookalike: Command, tmp_path: Path) -> None:
    told = lookalike("search", "id:0.0", "--in", make(tmp_path / "shop"), "-k", 150)
    assert len(told.out.splitlines()) == 150
    assert "similar" not in told.out


def test_a_region_has_no_least_relevance(lookalike: Command, calibrated: Path) -> None:
    told = lookalike(
        "search",
        "id:0.0",
        "--crop",
        ".1,.1,.5,.5",
        "--min-relevance",
        "similar",
        "--in",
        calibrated,
    )
    assert (told.status, told.out) == (1, "")
    assert "whole pictures" in told.err


def test_a_served_collection_is_calibrated(lookalike: Command, tmp_path: Path) -> None:
    served = {"shop": Collection.open(make(tmp_path / "shop"))}
    with running(served, calibrates=False) as address:
        told = lookalike("calibrate", f"{address}/v1/collections/shop", "--rate", ".9", "--json")
        assert (told.status, told.err) == (0, "")
        made = served["shop"].calibration
        assert made is not None
        least = made.boundaries(served["shop"].weights, 0.9).similar
    found = json.loads(told.out)
    assert (found["items"], found["label"], found["rate"]) == (150, "kind", 0.9)
    assert found["least_scores"]["0.9"]["similar"] == pytest.approx(least)
