"""The nearest others, as by comparing each with each."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.relevance.boundaries import best_scores
from lookalike.relevance.labels import Labelled, suitable
from lookalike.relevance.neighbours import Asked, nearest_others
from lookalike.relevance.sample import MOST, sample_ids, vectors_of
from lookalike.stores.base import Origin, Record
from lookalike.types import Item
from tests.scattered import PARTS, fill

OWN = np.array([0.6, 0.4], np.float32)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "c", PARTS, create=True) as collection:
        fill(collection, 400)
        yield collection


def asked(collection: Collection, labelled: Labelled | None = None) -> Asked:
    records = collection.store.get([f"0.{i}" for i in range(60)], vectors=True)
    return Asked(records, collection.parts, OWN, 2.0, labelled)


def slow(collection: Collection, weights: np.ndarray, same_kind: bool) -> list[float]:
    records = list(collection.store.scan(vectors=True))
    found = []
    for one in asked(collection).records:
        others = [r for r in records if r.item.id != one.item.id]
        if same_kind:
            kind = one.item.attributes["kind"]
            others = [r for r in others if r.item.attributes["kind"] == kind]
        scores = []
        for other in others:
            assert one.vector is not None
            assert other.vector is not None
            parts = [float(one.vector[p] @ other.vector[p]) for p in collection.parts.values()]
            scores.append(float(np.dot(weights, parts)))
        found.append(max(scores))
    return found


@pytest.mark.parametrize("weights", [OWN, [1, 0], [0, 1]])
def test_the_best_is_that_of_all(collection: Collection, weights: list[float]) -> None:
    near, kin, shares = nearest_others(
        collection.store, asked(collection, Labelled("kind")), lambda seen: None
    )
    given = np.array(weights, np.float32)
    assert best_scores(near, given) == pytest.approx(slow(collection, given, False), abs=1e-5)
    assert best_scores(kin, given) == pytest.approx(slow(collection, given, True), abs=1e-5)
    kinds = Counter(r.item.attributes["kind"] for r in asked(collection).records)
    each = [1 / kinds[r.item.attributes["kind"]] for r in asked(collection).records]
    assert shares == pytest.approx(each, rel=1e-3)


def test_other_weights_find_nearly_the_best(collection: Collection) -> None:
    near, *_ = nearest_others(collection.store, asked(collection), lambda seen: None)
    given = np.array([0.25, 0.75], np.float32)
    lost = np.array(slow(collection, given, False)) - best_scores(near, given)
    assert lost.min() > -1e-5
    assert lost.mean() < 0.02


def test_copies_are_nobodys_nearest(collection: Collection) -> None:
    one = collection.store.get(["0.0"], vectors=True)[0]
    assert one.vector is not None
    same = Item("copy", "/none/copy.jpg", one.item.attributes)
    digest = "ab" * 16
    near, *_ = nearest_others(collection.store, asked(collection), lambda seen: None)
    collection.store.put(
        [
            Record(same, Origin(digest=digest), one.vector),
            Record(one.item, Origin(digest=digest), one.vector),
        ]
    )
    without, *_ = nearest_others(collection.store, asked(collection), lambda seen: None)
    assert best_scores(without, OWN)[0] == pytest.approx(best_scores(near, OWN)[0], abs=1e-6)


def test_the_sample_is_of_ids_and_not_of_their_order(collection: Collection) -> None:
    first = sample_ids(collection.store, 0)
    assert first == sample_ids(collection.store, 0)
    assert first != sample_ids(collection.store, 1)
    chosen, others, count = first
    assert (len(chosen), len(others), count) == (200, 200, 400)
    assert not {*chosen} & {*others}
    assert len(chosen) <= MOST


def test_the_attribute_that_near_pictures_share_suits(collection: Collection) -> None:
    chance = np.random.default_rng(3)
    records = [
        Record(
            Item(
                r.item.id, "", {**r.item.attributes, "shelf": f"s{chance.integers(4)}", "shop": "A"}
            ),
            r.origin,
            r.vector,
        )
        for r in collection.store.get([f"0.{i}" for i in range(200)], vectors=True)
    ]
    vectors = vectors_of(records)
    scores = sum(
        w * vectors[:, p] @ vectors[:, p].T
        for w, p in zip(OWN, collection.parts.values(), strict=True)
    )
    assert suitable(records, scores) == "kind"
    bare = [
        Record(Item(r.item.id, "", {"shelf": r.item.attributes["shelf"]}), r.origin, r.vector)
        for r in records
    ]
    assert suitable(bare, scores) is None
