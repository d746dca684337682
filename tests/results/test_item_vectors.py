"""The vectors of a collection as one array, and its items as tables."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.errors import FilterError, QueryError, StoreError
from lookalike.indexing.put import put_image
from tests import drawn_shop

RED = "category = 'boot' or price < 100"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_shop.index(drawn_shop.draw(tmp_path_factory.mktemp("drawn")))


@pytest.fixture(scope="module")
def shop(address: Path) -> Iterator[Collection]:
    with Collection.open(address) as collection:
        yield collection


def test_every_row_is_the_vector_of_its_id(shop: Collection) -> None:
    ids, vectors = shop.vectors()
    assert ids == [item.id for item in shop.items()]
    assert (vectors.shape, vectors.dtype) == ((24, shop.layout.dim), np.float32)
    for item_id, vector in zip(ids, vectors, strict=True):
        assert np.array_equal(shop.store.get([item_id], vectors=True)[0].vector, vector)


def test_a_condition_chooses_the_rows(shop: Collection) -> None:
    ids, vectors = shop.vectors(RED)
    assert ids == [item.id for item in shop.items(RED)]
    assert 0 < len(vectors) == len(ids) < 24
    with pytest.raises(FilterError):
        shop.vectors("price <")


def test_none_are_an_array_of_no_rows(shop: Collection) -> None:
    found = shop.vectors("price < 0")
    assert (len(found), found.vectors.shape) == (0, (0, shop.layout.dim))
    assert (len(found.to_pandas()), found.to_arrow().num_rows) == (0, 0)


def test_a_part_has_columns_of_its_own_of_length_1(shop: Collection) -> None:
    found = shop.vectors()
    assert found.part("colour").shape == (24, 64)
    assert np.allclose(np.linalg.norm(found.part("colour"), axis=1), 1, atol=1e-3)
    with pytest.raises(QueryError, match="no part 'colr'; there are: colour, texture, shape"):
        found.part("colr")


def test_vectors_become_tables(shop: Collection) -> None:
    found = shop.vectors()
    frame, table = found.to_pandas(), found.to_arrow()
    assert (frame.index.name, frame.index.tolist()) == ("id", found.ids)
    assert np.array_equal(frame.filter(regex="^shape").to_numpy(), found.part("shape"))
    assert table["id"].to_pylist() == found.ids
    assert np.array_equal(np.array(table["shape"].to_pylist(), np.float32), found.part("shape"))


def test_items_become_tables(shop: Collection) -> None:
    frame, table = shop.to_pandas(RED), shop.to_arrow(RED)
    assert frame["id"].tolist() == table["id"].to_pylist() == [i.id for i in shop.items(RED)]
    expected = [item.attributes["price"] for item in shop.items(RED)]
    assert frame["attributes.price"].tolist() == expected
    assert table["attributes.price"].to_pylist() == expected


def test_items_that_come_meanwhile_are_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = drawn_shop.draw(tmp_path, count=8)
    with Collection.open(drawn_shop.index(catalogue)) as collection:
        counted = collection.store.count()
        picture = next(catalogue.glob("*/*.jpg")).read_bytes()
        put_image(collection, picture, "new")
        monkeypatch.setattr(collection.store, "count", lambda where=None: counted)
        ids, vectors = collection.vectors()
    assert "new" in ids
    assert len(ids) == len(vectors) == counted + 1
    assert np.allclose(np.linalg.norm(vectors[:, :64], axis=1), 1, atol=1e-3)


def test_a_collection_says_what_it_is(address: Path, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "new", ["colour"], create=True) as collection:
        assert repr(collection) == f"<Collection '{tmp_path}/new': 0 items, parts colour>"
    assert repr(collection) == f"<Collection '{tmp_path}/new': closed, parts colour>"


def test_a_collection_that_cannot_be_reached_says_so(
    shop: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(where: object = None) -> int:
        raise StoreError("the server is away")

    monkeypatch.setattr(shop.store, "count", away)
    assert ": not to be reached, parts colour, texture, shape>" in repr(shop)


def test_vectors_say_what_they_are(shop: Collection) -> None:
    assert repr(shop.vectors()) == "<ItemVectors: 24 items x 240, parts colour, texture, shape>"
