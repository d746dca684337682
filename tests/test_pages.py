"""The pages of a search, of any length, are the pieces of its one long page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookalike import connect
from lookalike.collection import Collection
from lookalike.search.query import Query
from lookalike.stores.base import Origin, Record
from lookalike.stores.embedded import store as embedded
from lookalike.types import Item, Vectors
from tests.client.conftest import running
from tests.indexing.conftest import paint

pytestmark = pytest.mark.slow(seconds=12)

COPIES, OTHERS = 25, 60
WEIGHTS = {"colour": 0.7, "shape": 0.3}


def vectors(collection: Collection, count: int, seed: int) -> Vectors:
    """(count, dim) of parts of length 1, some near each other."""
    rng = np.random.default_rng(seed)
    centres = rng.random((12, collection.store.dim))
    made = centres[rng.integers(0, 12, count)] + rng.random((count, collection.store.dim)) / 3
    for where in collection.parts.values():
        made[:, where] /= np.linalg.norm(made[:, where], axis=1, keepdims=True)
    return made.astype(np.float32)


def put(collection: Collection, rows: Vectors, first: int = 0) -> None:
    """Their ids tell nothing of their order."""
    collection.store.put(
        [
            Record(
                Item(f"{(first + i) * 7919 % 99991:05}", f"/{i}", {"n": i % 3, "g": i % 400}),
                Origin(),
                row,
            )
            for i, row in enumerate(rows)
        ]
    )


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paint(tmp_path_factory.mktemp("pages") / "one.png", 3)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, picture: Path) -> Path:
    """One picture 25 times, and sixty others."""
    address = tmp_path_factory.mktemp("pages") / "shop"
    with Collection.open(address, ["colour", "shape"], create=True) as collection:
        same = collection.encode([collection.pixels(picture)])
        put(collection, np.concatenate([same] * COPIES + [vectors(collection, OTHERS, 0)]))
    return address


def ask(collection: Collection, picture: Path) -> list[Query]:
    one = next(collection.items()).id
    other = f"{(COPIES + 3) * 7919 % 99991:05}"
    return [
        Query(picture, limit=100),
        Query(f"id:{one}", limit=100),
        Query("colour:#c0392b", limit=100),
        Query("colour:#c0392b", limit=100, where="n != 1", weights=WEIGHTS),
        Query([picture, f"id:{other}"], f"id:{one}", limit=100, weights={"colour": 1.0}),
    ]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("size", [1, 3, 10, 24, 60])
def test_pages_are_the_long_page(shop: Path, picture: Path, number: int, size: int) -> None:
    with Collection.open(shop) as collection:
        query = ask(collection, picture)[number]
        every = collection.search(query)
        found = [
            hit
            for offset in range(0, 100, size)
            for hit in collection.search(replace(query, limit=size, offset=offset))
        ]
    assert len({hit.item.id for hit in every}) == len(every) > 50
    assert every == sorted(every, key=lambda hit: (-hit.score, hit.item.id))
    assert found == every


def test_served_pages_are_the_long_page_too(shop: Path, picture: Path) -> None:
    with running({"shop": Collection.open(shop)}) as address, connect(address) as collection:
        for query in (Query(picture, limit=100), Query("colour:#c0392b", limit=100)):
            every = [hit.item.id for hit in collection.search(query)]
            pages = [
                collection.search(replace(query, limit=7, offset=offset))
                for offset in range(0, 100, 7)
            ]
            assert [hit.item.id for page in pages for hit in page] == every
            assert len(set(every)) == COPIES + OTHERS


def test_identical_pictures_have_one_score_of_at_most_1(shop: Path, picture: Path) -> None:
    with Collection.open(shop) as collection:
        scores = {hit.score for hit in collection.search(Query(picture, limit=COPIES))}
        assert len(scores) == 1
        assert max(scores) == pytest.approx(1, abs=1e-6)
        assert max(scores) <= 1
        for hit in collection.search(Query(picture, weights={"colour": 1}, limit=100)):
            assert -1 <= hit.score <= 1
            assert sum(hit.parts.values()) == pytest.approx(hit.score, abs=1e-12)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collection]:
    """Two thousand items in a search graph, 500 of them of one picture; and fifty beside it."""
    monkeypatch.setattr(embedded, "GRAPH_ABOVE", 1000)
    with Collection.open(tmp_path / "large", ["colour"], create=True) as collection:
        some = vectors(collection, 1500, 1)
        put(collection, np.concatenate([some, np.repeat(some[:1], 500, axis=0)]))
        assert collection.store.optimize()
        put(collection, vectors(collection, 50, 2), first=2000)
        yield collection


@pytest.mark.parametrize("where", [None, "n = 1"])
def test_pages_of_a_large_collection_are_the_long_page(
    large: Collection, where: str | None
) -> None:
    for like in ("colour:#c0392b", "id:00000"):
        every = large.search(Query(like, where=where, limit=600))
        assert every == sorted(every, key=lambda hit: (-hit.score, hit.item.id))
        for size in (40, 333):
            pages = [
                large.search(Query(like, where=where, limit=size, offset=offset))
                for offset in range(0, 600, size)
            ]
            assert [hit for page in pages for hit in page][:600] == every


@pytest.mark.parametrize(
    "choice",
    [{"copies": "once"}, {"group_by": "g"}, {"group_by": "g", "copies": "once"}, {"diverse": 0.5}],
    ids=str,
)
def test_pages_of_what_is_chosen_are_the_long_page(
    large: Collection, choice: dict[str, Any]
) -> None:
    every = large.search(Query("colour:#c0392b", limit=600, **choice))
    ids = [hit.item.id for hit in every]
    assert len(set(ids)) == len(ids)
    if "diverse" not in choice:
        assert every == sorted(every, key=lambda hit: (-hit.score, hit.item.id))
    if "group_by" in choice:
        assert len({hit.item.attributes["g"] for hit in every}) == len(every)
    if choice == {"group_by": "g"}:
        assert len(every) == 400
    for size in (7, 250):
        for offset in range(0, len(every), 10 * size):
            query = Query("colour:#c0392b", limit=size, offset=offset, **choice)
            assert large.search(query) == every[offset : offset + size]


def test_what_was_removed_leaves_no_gap_in_a_page(large: Collection) -> None:
    query = Query("colour:navy", limit=30)
    first = large.search(query)
    large.remove([hit.item.id for hit in first[::2]])
    assert [hit.item.id for hit in large.search(query)][:15] == [h.item.id for h in first[1::2]]
