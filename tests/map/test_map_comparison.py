"""Two maps of the same items: by two collections, or by two sets of weights."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError, QueryError
from lookalike.indexing.folder import index_folder
from lookalike.map.comparison import MapComparison, same_value
from lookalike.map.kept import KIND
from lookalike.search.query import Query
from tests.copied import copied
from tests.drawn_shop import draw, index

pytestmark = pytest.mark.slow(seconds=20)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty drawings in two collections: `collection` of three parts, `shapes` of one."""
    catalogue = draw(tmp_path_factory.mktemp("compare"), 40)
    index(catalogue, "shapes", ["shape"])
    return index(catalogue)


@pytest.fixture
def one(indexed: Path, tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(copied(indexed, tmp_path / "one")) as made:
        yield made


@pytest.fixture
def other(indexed: Path, tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(copied(indexed.parent / "shapes", tmp_path / "other")) as made:
        yield made


def nearest(collection: Collection, item_id: str, **options: object) -> list[str]:
    asked = Query(like=[f"id:{item_id}"], limit=10, **options)  # type: ignore[arg-type]
    return [hit.item.id for hit in collection.search(asked)]


def slowly_kept(one: Collection, other: Collection, ids: Sequence[str], **options: object) -> float:
    source = {item.source: item.id for item in one.items()}
    theirs = {source[item.source]: item.id for item in other.items()}
    back = {b: a for a, b in theirs.items()}
    shares = [
        len({*nearest(one, a)} & {back[b] for b in nearest(other, theirs[a], **options)}) / 10
        for a in ids
    ]
    return float(np.mean(shares))


def check_rows(found: MapComparison, one: Collection, other: Collection) -> None:
    there = {item.id: item.source for item in one.items()}
    for row, other_id in zip(found.match, found.other.map.ids, strict=True):
        assert other.get(other_id).source == there[found.one.map.ids[row]]


def test_two_encoders_are_compared_item_by_item(one: Collection, other: Collection) -> None:
    found = one.compare_maps(other, colour_by="category", method="pca")
    assert sorted(found.one.map.ids) == sorted(item.id for item in one.items())
    check_rows(found, one, other)
    assert sorted(found.match) == list(range(40))
    own = one.map()
    assert (found.one.map.ids, found.one.map.made_at) == (own.ids, own.made_at)
    assert np.array_equal(found.one.map.positions, own.positions)
    assert found.kept == pytest.approx(slowly_kept(one, other, own.ids), abs=0.01)
    assert found.one.trustworthiness is not None
    assert found.one.trustworthiness > 0.6  # by chance .5
    assert (found.one.alone, found.other.alone) == (0, 0)
    assert found.other.weights == {"shape": 1}


def test_the_share_of_one_value_is_that_of_the_nearest_of_a_search(
    one: Collection, other: Collection
) -> None:
    found = one.compare_maps(other, colour_by="category", method="pca")
    values = {item.id: item.attributes["category"] for item in one.items()}
    shares = [values[hit] == values[asked] for asked in values for hit in nearest(one, asked)]
    assert found.one.same_value == pytest.approx(np.mean(shares), abs=0.01)
    assert found.other.same_value != found.one.same_value
    assert found.one.map.values is not None
    assert found.other.map.values == [found.one.map.values[row] for row in found.match]
    again = same_value(found.one.map.values, found.asked, found.other.nearest)
    assert again == found.other.same_value


def test_the_other_plane_is_turned_and_not_bent(one: Collection, other: Collection) -> None:
    found = one.compare_maps(other, method="pca")
    own = other.map()
    at = dict(zip(own.ids, own.positions, strict=True))
    before = np.array([at[one] for one in found.other.map.ids])
    after = found.other.map.positions

    def apart(rows: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.linalg.norm(rows[:, None] - rows[None], axis=2)

    share = apart(after).max() / apart(before).max()
    assert apart(after) == pytest.approx(apart(before) * share, abs=1e-3)
    like = found.one.map.positions[found.match]
    centred = after - after.mean(axis=0)
    for turn in ([[-1, 0], [0, -1]], [[-1, 0], [0, 1]], [[0, 1], [-1, 0]]):
        assert (centred * like).sum() >= ((centred @ turn) * like).sum()


def test_one_collection_by_other_weights(one: Collection) -> None:
    before = one.map()
    found = one.compare_maps(weights={"colour": 2})
    assert list(found.match) == [found.one.map.ids.index(b) for b in found.other.map.ids]
    assert np.array_equal(found.one.map.positions, before.positions)
    kept = slowly_kept(one, one, before.ids, weights={"colour": 1})
    assert found.kept == pytest.approx(kept, abs=0.02)
    assert (found.other.weights, one.map().made_at) == ({"colour": 1}, before.made_at)
    assert len(one.store.notes(KIND)) == 2  # the other plane is not kept
    same = one.compare_maps(weights=one.weights, method="pca")
    assert (same.kept, same.one.same_value) == (1, None)


def test_what_is_in_one_collection_alone_is_left_out(one: Collection, other: Collection) -> None:
    sources = [item.source for item in one.items()]
    one.remove([item.id for item in list(one.items())[:3]])
    other.remove([item.id for item in list(other.items()) if item.source in sources[5:7]])
    found = one.compare_maps(other, method="pca")
    assert (len(found.match), found.one.alone, found.other.alone) == (35, 2, 3)
    check_rows(found, one, other)
    some = one.compare_maps(other, where="category = 'mug'", method="pca")
    assert 0 < len(some.match) < 35
    assert some.kept is None
    assert some.one.trustworthiness is None


def test_what_cannot_be_compared_is_told(one: Collection, tmp_path: Path, indexed: Path) -> None:
    with pytest.raises(InputError, match="another collection, or other weights"):
        one.compare_maps()
    with pytest.raises(QueryError, match="no part 'learned'"):
        one.compare_maps(weights={"learned": 1})
    with pytest.raises(InputError, match="no item has an attribute 'nothing'"):
        one.compare_maps(weights={"colour": 1}, colour_by="nothing")
    others = draw(tmp_path, 12)
    for path in others.glob("*.*"):
        path.with_name(f"other-{path.name}").write_bytes(path.read_bytes()) and path.unlink()
    with Collection.open(tmp_path / "strangers", ["shape"], create=True) as strangers:
        with pytest.raises(InputError, match="no picture in common"):
            one.compare_maps(strangers)
        index_folder(strangers, tmp_path / "catalogue")
    assert one.compare_maps(weights={"colour": 1}, should_stop=lambda: True).interrupted
