"""The map of a collection: kept with it, and stable when items come and go."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.map import kept
from lookalike.map import make as module
from lookalike.map.kept import KIND
from lookalike.map.result import Map
from tests.copied import copied
from tests.drawn_shop import draw, index

pytestmark = pytest.mark.slow(seconds=20)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return index(draw(tmp_path_factory.mktemp("map"), 40))


@pytest.fixture
def collection(indexed: Path, tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(copied(indexed, tmp_path / "c")) as made:
        yield made


def at(made: Map) -> dict[str, tuple[float, float]]:
    return {one: (float(x), float(y)) for one, (x, y) in zip(made.ids, made.positions, strict=True)}


def test_like_items_lie_near_each_other(collection: Collection) -> None:
    made = collection.map(colour_by="category")
    assert (len(made.ids), made.method, made.placed) == (40, "tsne", 0)
    assert sorted(made.ids) == sorted(one.id for one in collection.items())
    assert made.values == [collection.get(one).attributes["category"] for one in made.ids]
    far = np.linalg.norm(made.positions[:, None] - made.positions[None], axis=-1)
    kinds = np.array(made.values)
    same = kinds[:, None] == kinds[None]
    np.fill_diagonal(same, False)
    assert far[same].mean() < 0.7 * far[~same].mean()
    assert [one.count for one in made.clusters] == np.bincount(
        made.cluster_of[made.cluster_of >= 0]
    ).tolist()
    for number, cluster in enumerate(made.clusters):
        own = {one for one, c in zip(made.ids, made.cluster_of, strict=True) if c == number}
        assert {item.id for item in cluster.typical} <= own


def test_it_is_kept_and_read_again_without_being_laid_out(
    indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copied(indexed, tmp_path / "c")
    with Collection.open(place) as collection:
        before = collection.map()
    monkeypatch.setattr(module, "embed", None)  # would fail
    with Collection.open(place) as collection:
        after = collection.map()
        some = collection.map("category = 'mug'")
    assert (at(after), after.made_at) == (at(before), before.made_at)
    assert 0 < len(some.ids) < 40
    assert at(some).items() <= at(before).items()


def test_new_items_are_placed_and_the_others_stay(collection: Collection) -> None:
    items = list(collection.items())
    gone, twin = items[0], items[1]
    before = at(collection.map())
    collection.put_image(Path(twin.source).read_bytes(), "twin")
    collection.remove([gone.id])
    made = collection.map()
    after = at(made)
    assert made.placed == 1
    assert {one: place for one, place in after.items() if one != "twin"} == {
        one: place for one, place in before.items() if one != gone.id
    }
    assert np.hypot(*np.subtract(after["twin"], after[twin.id])) < 0.4
    assert at(collection.map()) == after


def test_a_changed_picture_is_placed_anew(collection: Collection) -> None:
    one, other = list(collection.items())[:2]
    collection.put_image(Path(one.source).read_bytes(), "mine")
    before = at(collection.map())
    collection.put_image(Path(other.source).read_bytes(), "mine")
    after = at(collection.map())
    assert after["mine"] != before["mine"]
    assert {k: v for k, v in after.items() if k != "mine"} == {
        k: v for k, v in before.items() if k != "mine"
    }


def test_it_is_laid_out_anew_when_a_fifth_has_come(collection: Collection) -> None:
    before = collection.map(method="pca")
    sources = [item.source for item in collection.items()]
    for number, source in enumerate(sources[:8]):
        collection.put_image(Path(source).read_bytes(), f"new{number}")
    assert collection.map().placed == 8
    collection.put_image(Path(sources[8]).read_bytes(), "new8")
    after = collection.map()
    assert (after.placed, len(after.ids)) == (0, 49)
    assert at(after) != {**at(after), **at(before)}


def test_it_is_laid_out_anew_when_asked_or_by_other_weights(collection: Collection) -> None:
    flat = collection.map(method="pca")
    assert at(collection.map()) == at(flat)
    assert collection.map(method="tsne").method == "tsne"
    before = at(collection.map())
    collection.set_weights({"colour": 1})
    assert at(collection.map()) != before
    assert collection.map(renew=True, method="pca").method == "pca"


def test_what_is_kept_is_replaced_and_in_pieces(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "CHUNK", 7)
    before = collection.map(method="pca")
    assert len(collection.store.notes(KIND)) == 7
    assert at(collection.map()) == at(before)
    collection.remove([item.id for item in list(collection.items())[:20]])
    collection.map(renew=True, method="pca")
    assert len(collection.store.notes(KIND)) == 4


def test_an_empty_collection_has_an_empty_map(collection: Collection) -> None:
    collection.remove(where="width > 0")
    made = collection.map()
    assert (made.ids, made.clusters, made.positions.shape) == ([], [], (0, 2))
    assert not collection.store.notes(KIND)


def test_without_the_extra_it_says_how_to_get_a_better_one(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "usual_method", lambda: "pca")
    made = collection.map()
    assert made.method == "pca"
    assert "pip install 'lookalike[map]'" in made.remarks[0]


def test_it_is_stopped_and_keeps_what_was(collection: Collection) -> None:
    assert collection.map(should_stop=lambda: True).interrupted
    assert not collection.store.notes(KIND)
    before = at(collection.map(method="pca"))
    assert collection.map(renew=True, should_stop=lambda: True).interrupted
    assert at(collection.map()) == before


def test_wrong_wishes_are_told(collection: Collection) -> None:
    with pytest.raises(InputError, match="no item has an attribute 'kind' to colour by; there are"):
        collection.map(colour_by="kind")
    with pytest.raises(InputError, match="no method 'umap'; there are: tsne, pca"):
        collection.map(method="umap")  # type: ignore[arg-type]


def test_places_are_not_added_to_a_map_that_was_made_meanwhile(collection: Collection) -> None:
    collection.map(method="pca")
    before = kept.read(collection.store)
    assert before is not None
    collection.map(method="pca", renew=True)
    other = {"ids": ["x"], "marks": [""], "positions": np.zeros((1, 2), np.float32)}
    kept.add(collection.store, replace(before, made_at="earlier"), **other)  # type: ignore[arg-type]
    now = kept.read(collection.store)
    assert now is not None
    assert "x" not in now.places
    kept.add(collection.store, now, **other)  # type: ignore[arg-type]
    after = kept.read(collection.store)
    assert after is not None
    assert set(after.places) == {*now.places, "x"}
