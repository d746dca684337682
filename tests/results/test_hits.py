"""Hits are a list that knows more: slices, tables, and how to show itself."""

import pickle
import sys
from dataclasses import replace

import pyarrow
import pytest

from lookalike.errors import MissingExtra
from lookalike.results.hits import Hits
from lookalike.types import Hit, Item

PLAIN = [
    Hit(Item("a", "/x/a.jpg", {"price": 3, "tags": ["s"]}), 0.5, {"colour": 0.3, "shape": 0.2}),
    Hit(Item("b", "/x/b.jpg", {"price": "three", "score": 1}), 0.4, {"colour": 0.4}),
    Hit(Item("c", "/x/c.jpg"), 0.3, {"colour": 0.3}),
]
COLUMNS = [
    "id",
    "source",
    "score",
    "parts.colour",
    "parts.shape",
    "attributes.price",
    "attributes.tags",
    "attributes.score",
]


def test_hits_are_a_list() -> None:
    hits = Hits(PLAIN)
    assert isinstance(hits, list)
    assert hits == PLAIN
    assert [*reversed(hits)] == PLAIN[::-1]
    assert hits[1] is PLAIN[1]


def test_a_slice_is_hits_of_the_same_place() -> None:
    some = Hits(PLAIN, files_here=False)[1:]
    assert (type(some), some, some.files_here) == (Hits, PLAIN[1:], False)


def test_hits_say_what_they_are() -> None:
    assert repr(Hits(PLAIN[:2])) == "<Hits: 2:\n  1  0.500  a  a.jpg\n  2  0.400  b  b.jpg>"
    assert repr(Hits()) == "<Hits: 0>"
    assert repr(Hits(PLAIN * 10)).endswith("\nand 10 more>")


def test_a_table_counts_what_hits_stand_for() -> None:
    hits = Hits([replace(PLAIN[0], beneath=(PLAIN[1],), beneath_count=7), PLAIN[2]])
    assert hits.to_pandas()["beneath_count"].tolist() == [7, 0]
    assert hits.to_arrow()["beneath_count"].to_pylist() == [7, 0]


def test_a_table_says_what_calibrated_scores_mean() -> None:
    hits = Hits([replace(PLAIN[0], relevance="same"), PLAIN[2]])
    assert hits.to_pandas()["relevance"].dropna().tolist() == ["same"]
    assert hits.to_arrow()["relevance"].to_pylist() == ["same", None]
    assert "relevance" not in Hits(PLAIN).to_arrow().column_names


def test_hits_travel_to_another_process() -> None:
    there = pickle.loads(pickle.dumps(Hits(PLAIN, files_here=False)))
    assert (type(there), there, there.files_here) == (Hits, PLAIN, False)


def test_a_data_frame_has_a_row_for_each_hit() -> None:
    frame = Hits(PLAIN).to_pandas()
    assert [*frame.columns] == COLUMNS
    assert frame["score"].tolist() == [0.5, 0.4, 0.3]
    assert frame["attributes.price"].tolist()[:2] == [3, "three"]
    assert frame["parts.shape"].isna().tolist() == [False, True, True]


def test_an_arrow_table_has_them_too_and_mixed_values_as_json() -> None:
    table = Hits(PLAIN).to_arrow()
    assert table.column_names == COLUMNS
    assert table["attributes.price"].to_pylist() == ["3", '"three"', None]
    assert table["attributes.tags"].to_pylist() == [["s"], None, None]
    assert table.schema.field("parts.shape").type == pyarrow.float64()


def test_no_hits_are_an_empty_table() -> None:
    assert Hits().to_pandas().columns.tolist() == ["id", "source", "score"]
    assert Hits().to_arrow().num_rows == 0


@pytest.mark.parametrize(("package", "extra"), [("pandas", "pandas"), ("pyarrow", "parquet")])
def test_a_package_that_is_missing_is_told(
    package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    ask = {"pandas": Hits(PLAIN).to_pandas, "pyarrow": Hits(PLAIN).to_arrow}[package]
    with pytest.raises(MissingExtra, match=rf"pip install 'lookalike\[{extra}\]'"):
        ask()
