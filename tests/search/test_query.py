from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookalike.errors import QueryError
from lookalike.search.depth import LEAST, MOST, depth
from lookalike.search.example import examples
from lookalike.search.query import MAX_LIMIT, Query
from lookalike.search.weights import DEFAULT_WEIGHTS, WITHOUT_NETWORK, default_weights


def test_one_example_or_several_are_a_list() -> None:
    pixels = np.zeros((2, 2, 3), np.uint8)
    assert examples("a.jpg") == ["a.jpg"]
    assert examples(b"bytes") == [b"bytes"]
    assert examples(Path("a.jpg")) == [Path("a.jpg")]
    assert examples(["a", "id:1"]) == ["a", "id:1"]
    assert examples(pixels)[0] is pixels


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_a_limit_has_limits(limit: int) -> None:
    with pytest.raises(QueryError, match="1 to 10,000"):
        Query("a.jpg", limit=limit)


def test_a_search_needs_an_example() -> None:
    with pytest.raises(QueryError, match="at least one image"):
        Query([])


def test_a_colour_has_no_region() -> None:
    Query(["a.jpg", "colour:red"], crop="0,0,1,1")
    with pytest.raises(QueryError, match="a colour has no region"):
        Query(["colour:red", "a.jpg"], crop="0,0,1,1")


def test_a_query_says_what_it_asks_without_bytes_and_pixels() -> None:
    pixels = np.zeros((20, 30, 3), np.uint8)
    assert repr(Query("a.jpg")) == "Query('a.jpg')"
    query = Query([b"12345", pixels, Path("a.jpg")], unlike="id:x", where="a = 1", limit=3)
    said = f"[<5 bytes>, <pixels 30 x 20>, {Path('a.jpg')!r}]"
    assert repr(query) == f"Query({said}, unlike='id:x', where='a = 1', limit=3)"


def test_what_can_be_read_once_is_read_when_the_query_is_made() -> None:
    file = BytesIO(b"12345")
    query = Query([file, "id:x"], unlike=file)
    file.close()
    assert (query.like, query.unlike) == ([b"12345", "id:x"], b"12345")


PARTS = {"a": slice(0, 2), "b": slice(2, 4), "c": slice(4, 6), "d": slice(6, 8)}


def test_depth_grows_as_the_weights_leave_the_graphs_own() -> None:
    def at(*weights: float) -> int:
        return depth(PARTS, np.repeat(np.array(weights, np.float32), 2))

    assert at(1, 1, 1, 1) == LEAST
    assert LEAST < at(0.4, 0.35, 0.15, 0.1) < at(1, 0.2, 0, 0) < at(1, 0, 0, 0) == MOST


def test_default_weights_are_of_the_parts_that_there_are() -> None:
    weights = default_weights(["colour", "shape", "mine"])
    assert list(weights) == ["colour", "shape", "mine"]
    assert sum(weights.values()) == pytest.approx(1, abs=1e-5)


def test_the_classical_parts_share_all_where_there_is_no_network() -> None:
    assert default_weights(["colour", "texture", "shape"]) == WITHOUT_NETWORK
    assert default_weights(["learned", *WITHOUT_NETWORK]) == DEFAULT_WEIGHTS
    assert default_weights(["colour"]) == {"colour": 1}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"copies": "twice"}, "copies must be 'all' or 'once', not 'twice'"),
        ({"group_by": ""}, "group_by must be the name of an attribute, not ''"),
        ({"group_by": 3}, "group_by must be the name of an attribute, not 3"),
        ({"diverse": 1.5}, "diverse must be a number from 0 to 1, not 1.5"),
        ({"diverse": float("nan")}, "diverse must be a number from 0 to 1, not nan"),
        ({"diverse": True}, "diverse must be a number from 0 to 1, not True"),
        ({"exclude": ["id:"]}, "exclude takes ids of items, as id:ID, not 'id:'"),
        ({"exclude": [7]}, "exclude takes ids of items, as id:ID, not 7"),
        ({"exclude": 7}, "exclude takes ids of items, as id:ID, not 7"),
        ({"exclude": [str(i) for i in range(1001)]}, "at most 1,000 ids, not 1,001"),
    ],
)
def test_a_wrong_choice_is_one_clear_error(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        Query("a.jpg", **wrong)


def test_excluded_ids_are_a_tuple_without_their_prefix() -> None:
    assert Query("a.jpg", exclude="id:x").exclude == ("x",)
    assert Query("a.jpg", exclude=["id:x", "y", "x"]).exclude == ("x", "y")
    assert repr(Query("a.jpg", exclude=["id:x"])) == "Query('a.jpg', exclude=('x',))"


def test_a_query_that_only_excludes_goes_by_the_ranking_alone() -> None:
    assert not Query("a.jpg", exclude="x").chooses
    choices: list[dict[str, Any]] = [{"copies": "once"}, {"group_by": "a"}, {"diverse": 0.1}]
    assert all(Query("a.jpg", **one).chooses for one in choices)
