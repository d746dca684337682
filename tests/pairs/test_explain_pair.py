"""A pair explained: parts that sum to the score, places, and colours that agree with a part."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.errors import QueryError, UnknownItem
from lookalike.indexing.folder import index_folder
from lookalike.pairs.explain import explain_pair
from lookalike.search.query import Query
from tests.encoders.tiny_network import make_local_network
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=10)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    return [paint(tmp_path / "photos" / f"{i}.png", i) for i in range(5)]


@pytest.fixture
def shop(photos: list[Path], tmp_path: Path) -> Iterator[Collection]:
    encoders = [make_local_network(tmp_path / "net.onnx"), *CLASSICAL]
    with Collection.open(tmp_path / "shop", encoders, create=True) as collection:
        index_folder(collection, photos[0].parent)
        yield collection


@pytest.fixture
def ids(shop: Collection, photos: list[Path]) -> list[str]:
    by_source = {item.source: item.id for item in shop.items()}
    return [by_source[str(path)] for path in photos]


def test_products_of_weight_and_cosine_sum_to_the_score(
    shop: Collection, photos: list[Path], ids: list[str]
) -> None:
    for query in (
        Query(f"id:{ids[1]}"),
        Query(photos[1], weights={"learned": 3, "colour": 1}),
        Query(photos[1], crop="0,0,.5,.5"),
        Query([photos[1], "colour:navy"], unlike=photos[2], weights={"colour": 1, "shape": 2}),
    ):
        pair = explain_pair(shop, query, ids[0])
        assert pair.hit == shop.explain(query, ids[0])
        sums = sum(part.weight * part.cosine for part in pair.parts)
        assert sums == pytest.approx(pair.hit.score, abs=1e-6)
        assert sum(part.contribution for part in pair.parts) == pytest.approx(pair.hit.score)
        assert sum(part.weight for part in pair.parts) == pytest.approx(1)
        assert [part.name for part in pair.parts] == list(shop.parts)


def test_a_part_without_weight_still_says_its_cosine(shop: Collection, ids: list[str]) -> None:
    pair = explain_pair(shop, Query(f"id:{ids[1]}", weights={"colour": 1}), ids[0])
    for part in pair.parts:
        alone = shop.explain(Query(f"id:{ids[1]}", weights={part.name: 1}), ids[0])
        assert part.cosine == pytest.approx(alone.score, abs=1e-5), part.name
        assert part.weight == (part.name == "colour")


def test_the_palettes_agree_with_the_colour_part(
    shop: Collection, photos: list[Path], ids: list[str]
) -> None:
    queries = [f"id:{ids[1]}", photos[2], "colour:tomato", Query(photos[3], crop=".5,0,.5,1")]
    queries += [Query(f"id:{ids[4]}", crop=crop) for crop in ("0,0,.4,.4", "10,10,20,20")]
    queries += [Query([photos[1], "colour:navy", "colour:white"])]
    for query in queries:
        pair = explain_pair(shop, query, ids[0])
        said = next(part.cosine for part in pair.parts if part.name == "colour")
        assert pair.palette is not None
        assert pair.palette.similarity == pytest.approx(said, abs=0.02)


def test_heatmaps_are_those_of_the_collection(shop: Collection, ids: list[str]) -> None:
    pair, expected = (
        explain_pair(shop, f"id:{ids[1]}", ids[0]),
        shop.heatmap(f"id:{ids[1]}", ids[0]),
    )
    assert pair.heatmap is not None
    assert pair.why_no_heatmap == ""
    assert np.array_equal(pair.heatmap.item, expected.item)
    assert pair.heatmap.query is not None
    assert np.array_equal(pair.heatmap.query, expected.query)  # type: ignore[arg-type]


def test_a_colour_has_a_palette_and_no_places(shop: Collection, ids: list[str]) -> None:
    pair = explain_pair(shop, "colour:#c0392b", ids[0])
    assert pair.heatmap is None
    assert pair.why_no_heatmap.startswith("a colour has no places")
    assert [(part.name, part.weight) for part in pair.parts] == [("colour", 1.0)]
    assert pair.palette is not None
    main = max(pair.palette.colours, key=lambda colour: colour.one)
    assert (main.name, main.one_hex) == ("red", "#c0392b")
    assert main.one == pytest.approx(1, abs=0.05)


def test_a_file_that_is_gone_leaves_the_score(
    shop: Collection, photos: list[Path], ids: list[str]
) -> None:
    before = explain_pair(shop, f"id:{ids[1]}", ids[0])
    photos[1].unlink()
    pair = explain_pair(shop, f"id:{ids[1]}", ids[0])
    assert pair.parts == before.parts
    assert pair.heatmap is not None
    assert pair.heatmap.query is None
    assert pair.palette is None
    assert "1.png" in pair.why_no_palette
    assert (pair.pictures[0] is None, pair.pictures[1] is None) == (True, False)
    other = explain_pair(shop, f"id:{ids[0]}", ids[1])
    assert other.heatmap is None
    assert other.palette is None
    assert other.why_no_heatmap.endswith("no such file")


def test_an_open_file_is_read_once(shop: Collection, photos: list[Path], ids: list[str]) -> None:
    expected = explain_pair(shop, photos[1], ids[0]).to_dict()
    stream = BytesIO(photos[1].read_bytes())
    assert explain_pair(shop, stream, ids[0]).to_dict() == expected


def test_what_cannot_be_explained_is_the_error_of_explain(
    shop: Collection, photos: list[Path], ids: list[str]
) -> None:
    with pytest.raises(UnknownItem, match="no item 'zzz'"):
        explain_pair(shop, photos[1], "zzz")
    with pytest.raises(UnknownItem, match="no item 'zzz'"):
        explain_pair(shop, "id:zzz", ids[0])
    with pytest.raises(QueryError, match="no part 'smell'"):
        explain_pair(shop, Query(photos[1], weights={"smell": 1}), ids[0])


def test_json_is_plain_values(shop: Collection, ids: list[str]) -> None:
    pair = explain_pair(shop, f"id:{ids[1]}", ids[0])
    told = json.loads(json.dumps(pair.to_dict()))
    assert told == pair.to_dict()
    assert set(told) == {
        "hit",
        "parts",
        "heatmap",
        "why_no_heatmap",
        "palette",
        "why_no_palette",
    }
    assert set(told["parts"][0]) == {"name", "weight", "cosine", "contribution"}
    colour = told["palette"]["colours"][0]
    assert set(colour) == {"hex", "name", "one", "other", "one_hex", "other_hex", "common"}


def test_what_the_score_means_is_told_where_it_is_known(shop: Collection, ids: list[str]) -> None:
    pair = explain_pair(shop, f"id:{ids[1]}", ids[0])
    assert "relevance" not in pair.to_dict()["hit"]
    known = replace(pair, hit=replace(pair.hit, relevance="related"))
    assert known.to_dict()["hit"]["relevance"] == "related"
    assert not np.array_equal(known.draw(), pair.draw())


def test_the_picture_is_saved_and_shown(shop: Collection, ids: list[str], tmp_path: Path) -> None:
    pair = explain_pair(shop, f"id:{ids[1]}", ids[0])
    pair.save(tmp_path / "pair.png")
    with Image.open(tmp_path / "pair.png") as saved:
        assert np.array_equal(np.asarray(saved), pair.draw())
    assert "data:image/png;base64," in pair._repr_html_()
    assert f"{pair.hit.score:.3f}" in repr(pair)
