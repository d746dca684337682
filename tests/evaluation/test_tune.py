"""Weights are fitted to drawn things: their colour is told by one part, their kind by another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lookalike import Collection, load_encoder, tune
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.errors import InputError
from lookalike.indexing.folder import index_folder
from lookalike.tables.attributes import read_attributes

pytestmark = pytest.mark.slow(seconds=12)

START = {"colour": 0.2, "texture": 0.2, "shape": 0.6}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("drawn")
    draw_catalogue(folder / "things", count=160, size=96)
    with Collection.open(folder / "collection", create=True) as opened:
        attributes = read_attributes(folder / "things" / "attributes.csv")
        index_folder(opened, folder / "things", attributes=attributes)
        yield opened


@pytest.fixture
def collection(drawn: Collection) -> Collection:
    drawn.set_weights(START)
    return drawn


def test_where_colour_is_the_label_colour_gets_the_weight(collection: Collection) -> None:
    found = tune(collection, "colour")
    assert found.helps
    assert found.weights["colour"] > 0.5
    assert found.precision_after.mean > found.precision_before.mean + 0.1
    assert found.precision_after.mean - found.precision_before.mean == pytest.approx(
        found.gain.mean
    )
    assert collection.weights["colour"] == pytest.approx(found.weights["colour"], abs=1e-3)


def test_a_trial_changes_nothing(collection: Collection) -> None:
    found = tune(collection, "colour", apply=False)
    assert found.helps
    assert dict(collection.weights) == pytest.approx(START)


def test_labels_that_belong_to_nothing_change_nothing(collection: Collection) -> None:
    records = list(collection.store.scan())
    given = [
        replace(r, item=replace(r.item, attributes={**r.item.attributes, "shelf": str(i % 5)}))
        for i, r in enumerate(records)
    ]
    collection.store.describe(given)
    found = tune(collection, "shelf")
    assert not found.helps
    assert dict(collection.weights) == pytest.approx(START)


def test_the_same_question_has_the_same_answer(collection: Collection) -> None:
    assert tune(collection, "colour", apply=False) == tune(collection, "colour", apply=False)


def test_copies_count_once(collection: Collection) -> None:
    records = list(collection.store.scan(vectors=True))
    before = tune(collection, "colour", apply=False)
    copies = [replace(r, item=replace(r.item, id=f"copy-{r.item.id}")) for r in records]
    collection.store.put(copies)
    after = tune(collection, "colour", apply=False)
    collection.store.remove([copy.item.id for copy in copies])
    assert after.queries == before.queries


def test_only_items_that_match_are_looked_at(collection: Collection) -> None:
    every, some = (tune(collection, "colour", w, apply=False) for w in (None, "price < 80"))
    assert 0 < some.queries < every.queries


def test_items_without_the_label_are_left_out_and_told(collection: Collection) -> None:
    items = list(collection.items())
    for number, item in enumerate(items):
        collection.set_attributes(item.id, {"shade": item.attributes["colour"] if number else " "})
    found = tune(collection, "shade", apply=False)
    assert found.remarks == (f"1 item has no 'shade', and is left out (such as {items[0].source})",)


def test_a_label_that_nothing_has_is_named(collection: Collection) -> None:
    with pytest.raises(InputError, match="no item has the attribute 'colur'"):
        tune(collection, "colur")


def test_one_value_is_too_few(collection: Collection) -> None:
    with pytest.raises(InputError, match="'colour' are too few"):
        tune(collection, "colour", where="colour = 'red'")


def test_one_part_has_nothing_to_weigh(tmp_path: Path) -> None:
    says = "one part, colour, so there are no weights to fit"
    encoders = [load_encoder("colour")]
    with (
        Collection.open(tmp_path / "one", create=True, encoders=encoders) as one,
        pytest.raises(InputError, match=says),
    ):
        tune(one, "colour")
