"""Relevance of a served collection: the same words as those of a local one."""

from collections.abc import Iterator

import pytest

from lookalike.client.connect import connect
from lookalike.collection import Collection
from lookalike.errors import NotCalibrated
from lookalike.search.query import Query
from lookalike.searchable import Searchable
from tests.client.conftest import running
from tests.copied import copied
from tests.scattered import STRANGER, make


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Searchable, Searchable]]:
    """One collection, here and served."""
    folder = tmp_path_factory.mktemp("both")
    copy = copied(make(folder / "shop", calibrated=True), folder / "copy")
    with (
        running({"shop": Collection.open(copy)}) as address,
        connect(f"{address}/v1/collections/shop") as served,
        Collection.open(folder / "shop") as local,
    ):
        yield local, served


@pytest.mark.parametrize(
    "asked",
    [
        Query("id:0.0", limit=30),
        Query("id:0.0", limit=150, min_relevance="similar"),
        Query("id:0.0", limit=5, offset=30, min_relevance="related"),
        Query("id:0.0", group_by="kind", min_relevance="related"),
        Query(f"id:{STRANGER}"),
        Query(f"id:{STRANGER}", min_relevance="similar"),
        Query("id:0.0", unlike="id:0.1"),
    ],
    ids=repr,
)
def test_it_is_the_same(both: tuple[Searchable, Searchable], asked: Query) -> None:
    local, served = (one.search(asked) for one in both)
    assert [(h.item.id, h.relevance) for h in served] == [(h.item.id, h.relevance) for h in local]
    assert [[b.relevance for b in h.beneath] for h in served] == [
        [b.relevance for b in h.beneath] for h in local
    ]
    assert served.is_cut == local.is_cut
    assert served.is_nothing_like_this == local.is_nothing_like_this
    assert (served.best is None) == (local.best is None)
    if served.best is not None and local.best is not None:
        assert served.best.relevance == local.best.relevance
        assert served.best.score == pytest.approx(local.best.score)


def test_an_item_is_explained_with_its_relevance(both: tuple[Searchable, Searchable]) -> None:
    local, served = (one.explain("id:0.0", "0.1").relevance for one in both)
    assert local == served
    assert local is not None


def test_what_cannot_be_judged_is_the_same_error(both: tuple[Searchable, Searchable]) -> None:
    with pytest.raises(NotCalibrated, match="whole pictures"):
        Query("colour:red", min_relevance="similar")
    assert {one.search("colour:red").best for one in both} == {None}
