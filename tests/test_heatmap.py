"""Heat-maps tell what each place of a picture gives to the learned part's cosine."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import ImageUnreachable, NoPlaces, QueryError, UnknownItem
from lookalike.indexing.folder import index_folder
from lookalike.search.query import Query
from tests.encoders.tiny_network import CELL, SIDE, make_local_network, make_network
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=8)

CELLS = (SIDE // CELL, SIDE // CELL)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    return [paint(tmp_path / "photos" / f"{i}.png", i) for i in range(5)]


@pytest.fixture
def shop(photos: list[Path], tmp_path: Path) -> Iterator[Collection]:
    encoders = [make_local_network(tmp_path / "net.onnx"), "colour"]
    with Collection.open(tmp_path / "shop", encoders, create=True) as collection:
        index_folder(collection, photos[0].parent)
        yield collection


def id_of(shop: Collection, path: Path) -> str:
    return next(item.id for item in shop.items() if item.source == str(path))


def cosine(shop: Collection, query: Query, item_id: str) -> float:
    """Of the learned part, as a hit tells it."""
    alone = Query(query.like, query.unlike, weights={"learned": 1}, crop=query.crop)
    return shop.explain(alone, item_id).parts["learned"]


def test_the_places_of_the_item_sum_to_the_cosine(shop: Collection, photos: list[Path]) -> None:
    item_id, other = id_of(shop, photos[0]), f"id:{id_of(shop, photos[4])}"
    for query in (
        Query(photos[1]),
        Query([photos[1], other], unlike=photos[2]),
        Query([other, "colour:red"], weights={"colour": 1}),
        Query(photos[1], crop="0,0,.5,.5", weights={"learned": 0.2, "colour": 0.8}),
    ):
        heatmap = shop.heatmap(query, item_id)
        assert (heatmap.part, heatmap.item.shape, heatmap.item.dtype) == ("learned", CELLS, "f4")
        assert heatmap.item.sum() == pytest.approx(cosine(shop, query, item_id), abs=1e-5)


def test_the_places_of_a_query_sum_to_the_cosine(shop: Collection, photos: list[Path]) -> None:
    item_id = id_of(shop, photos[0])
    for query in (Query(photos[1]), Query(photos[1], crop=".5,0,.5,1")):
        places = shop.heatmap(query, item_id).query
        assert places is not None
        assert (places.shape, places.dtype) == (CELLS, "f4")
        assert places.sum() == pytest.approx(cosine(shop, query, item_id), abs=1e-5)


def test_an_open_file_is_asked_by_as_its_path(shop: Collection, photos: list[Path]) -> None:
    item_id = id_of(shop, photos[0])
    expected = shop.heatmap(photos[1], item_id)
    with photos[1].open("rb") as file, Image.open(photos[1]) as image:
        query = Query([file, photos[2]])
        found = [shop.heatmap(one, item_id) for one in (file, image)]
        assert np.array_equal(shop.heatmap(query, item_id).item, shop.heatmap(query, item_id).item)
    for one in found:
        assert np.allclose(one.item, expected.item)
        assert one.query is not None
        assert np.allclose(one.query, expected.query)


def test_a_place_gives_its_inner_product(
    shop: Collection, photos: list[Path], tmp_path: Path
) -> None:
    encoder = NetworkEncoder(tmp_path / "net.onnx")
    item, asked = (shop.pixels(path) for path in photos[:2])
    heatmap = shop.heatmap(photos[1], id_of(shop, photos[0]))
    assert heatmap.query is not None
    for found, seen, other in ((heatmap.item, item, asked), (heatmap.query, asked, item)):
        local, vector = encoder.encode_local(seen), encoder.encode([other])[0]
        for y, x in np.ndindex(*CELLS):
            by_hand = sum(float(a) * float(b) for a, b in zip(local[y, x], vector, strict=True))
            assert found[y, x] == pytest.approx(by_hand, abs=1e-5)


def test_the_first_picture_is_shown_and_not_a_colour(shop: Collection, photos: list[Path]) -> None:
    item_id = id_of(shop, photos[0])
    expected = shop.heatmap(photos[1], item_id).query
    for like in (["colour:red", photos[1]], [photos[1].read_bytes(), photos[2]]):
        found = shop.heatmap(Query(like), item_id).query
        np.testing.assert_allclose(found, expected, atol=1e-6)  # type: ignore[arg-type]


def test_an_item_is_shown_by_its_file_while_it_is_there(
    shop: Collection, photos: list[Path]
) -> None:
    item_id, other = id_of(shop, photos[0]), f"id:{id_of(shop, photos[1])}"
    before, by_path = shop.heatmap(other, item_id), shop.heatmap(photos[1], item_id)
    np.testing.assert_allclose(before.query, by_path.query, atol=1e-6)  # type: ignore[arg-type]
    photos[1].unlink()
    after = shop.heatmap(other, item_id)
    assert after.query is None
    np.testing.assert_allclose(after.item, before.item)


def test_standard_input_is_read_once(
    shop: Collection, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(photos[1].read_bytes())))
    assert shop.heatmap("-", id_of(shop, photos[0])).query is not None


def test_an_item_whose_file_has_gone_says_so(shop: Collection, photos: list[Path]) -> None:
    item_id = id_of(shop, photos[0])
    photos[0].unlink()
    with pytest.raises(ImageUnreachable, match=r"cannot use .*0\.png: no such file"):
        shop.heatmap(photos[1], item_id)


def test_no_item_has_no_heatmap(shop: Collection, photos: list[Path]) -> None:
    with pytest.raises(UnknownItem, match="no item 'zzz'"):
        shop.heatmap(photos[1], "zzz")


def test_a_colour_has_no_places(shop: Collection, photos: list[Path]) -> None:
    with pytest.raises(QueryError, match="a colour has no places"):
        shop.heatmap("colour:red", id_of(shop, photos[0]))


def test_a_collection_that_tells_no_places_apart_says_so(
    shop: Collection, photos: list[Path], tmp_path: Path
) -> None:
    assert shop.has_heatmaps
    encoders = [make_network(tmp_path / "flat.onnx"), "colour"]
    with Collection.open(tmp_path / "flat", encoders, create=True) as flat:
        index_folder(flat, photos[0].parent)
        assert not flat.has_heatmaps
        with pytest.raises(NoPlaces, match="tells the places of an image apart"):
            flat.heatmap(photos[1], id_of(flat, photos[0]))
