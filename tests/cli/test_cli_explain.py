"""`lookalike explain`: why two pictures are alike."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.pairs.explain import explain_pair
from lookalike.search.query import Query
from tests.cli.conftest import Command
from tests.client.conftest import running


@pytest.fixture
def ids(indexed: Path) -> list[str]:
    with Collection.open(indexed) as collection:
        return [item.id for item in collection.items()]


@pytest.fixture
def address(own: Path) -> Iterator[str]:
    with running({"shop": Collection.open(own)}) as address:
        yield address


def test_the_parts_are_printed_as_a_sum(
    lookalike: Command, indexed: Path, ids: list[str], pictures: list[Path]
) -> None:
    shown = lookalike("explain", indexed, pictures[0], f"id:{ids[3]}")
    assert shown.status == 0, shown.err
    head, titles, *lines = shown.out.splitlines()
    assert f"  {pictures[0].name}  and  " in head
    assert titles.split() == ["part", "weight", "cosine", "contribution"]
    rows = [line.split() for line in lines[:3]]
    assert [row[0] for row in rows] == ["colour", "texture", "shape"]
    contributions = [float(row[3]) for row in rows]
    assert sum(contributions) == pytest.approx(float(head.split()[0]), abs=0.003)
    for _, weight, cosine, said, *_ in rows:
        assert float(weight) * float(cosine) == pytest.approx(float(said), abs=0.006)
    assert lines[3].startswith("colours: ")
    assert lines[-1].startswith("heat-map: none: no part of this collection")


def test_json_is_that_of_the_library(
    lookalike: Command, indexed: Path, ids: list[str], pictures: list[Path]
) -> None:
    options = ("--weights", "colour=2,shape=1", "--crop", "0,0,.5,1", "--json")
    shown = lookalike("explain", indexed, pictures[1], ids[0], *options)
    query = Query(pictures[1], weights={"colour": 2, "shape": 1}, crop="0,0,.5,1")
    with Collection.open(indexed) as collection:
        assert json.loads(shown.out) == explain_pair(collection, query, ids[0]).to_dict()


def test_a_picture_is_drawn(
    lookalike: Command, indexed: Path, ids: list[str], tmp_path: Path
) -> None:
    to = tmp_path / "pair.png"
    shown = lookalike("explain", indexed, "colour:navy", ids[0], "--to", to)
    assert shown.out.splitlines()[-1] == f"picture: {to}"
    with Image.open(to) as picture:
        assert (picture.format, picture.width > 800) == ("PNG", True)


@pytest.mark.slow(seconds=5)
def test_a_served_collection_explains_the_same(
    lookalike: Command, indexed: Path, address: str, ids: list[str], tmp_path: Path
) -> None:
    asked = (f"id:{ids[2]}", ids[0], "--to", tmp_path / "pair.png")
    here, there = (lookalike("explain", place, *asked) for place in (indexed, address))
    assert there.out == here.out
    assert there.status == 0


def test_what_cannot_be_explained_is_one_line(
    lookalike: Command, indexed: Path, ids: list[str]
) -> None:
    for one, other, said in (
        ("nosuch.jpg", ids[0], "cannot use nosuch.jpg: no such file"),
        (f"id:{ids[0]}", "zzz", "no item 'zzz'"),
        ("colour:nosuch", ids[0], "cannot read 'colour:nosuch'"),
    ):
        shown = lookalike("explain", indexed, one, other)
        assert (shown.status, shown.out) == (1, "")
        assert said in shown.err
