"""What a table says in one run after another, and what is set by hand in between."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
from lookalike.indexing.put import put_image
from lookalike.indexing.report import IndexReport
from lookalike.tables.attributes import read_attributes
from tests.indexing.conftest import paint


class Shop:
    """A folder of four pictures, its collection, and tables that are written and run."""

    def __init__(self, place: Path, collection: Collection) -> None:
        self.place, self.collection = place, collection
        for i in range(4):
            paint(place / "images" / f"{i}.png", i)

    def index(self, text: str = "", suffix: str = ".csv") -> IndexReport:
        if not text:
            return index_folder(self.collection, self.place / "images")
        path = self.place / f"table{suffix}"
        path.write_text(text, encoding="utf-8")
        return index_folder(self.collection, self.place / "images", read_attributes(path))

    def given(self, name: str = "0.png") -> dict[str, Any]:
        (item,) = self.collection.items(f"name = '{name}'")
        given = self.collection.store.get([item.id])[0].origin.given
        return {attribute: item.attributes[attribute] for attribute in given}

    def patch(self, name: str = "0.png", **changes: Any) -> None:
        (item,) = self.collection.items(f"name = '{name}'")
        self.collection.set_attributes(item.id, changes)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Collection.open(tmp_path / "c", ["colour"], create=True) as collection:
        yield Shop(tmp_path, collection)


A = "path,gender,price\n0.png,Men,10\n1.png,Women,20\n"


def test_a_table_with_fewer_columns_leaves_the_others_alone(shop: Shop) -> None:
    shop.index(A)
    report = shop.index("path,price\n0.png,12\n1.png,20\n")
    assert (report.updated, report.unchanged) == (1, 3)
    assert shop.given() == {"gender": "Men", "price": 12}
    assert shop.collection.count("gender = 'Women'") == 1


def test_an_emptied_cell_takes_its_attribute_away_and_a_filled_one_brings_it_back(
    shop: Shop,
) -> None:
    shop.index(A)
    shop.index(A.replace("Men,10", ",10"))
    assert shop.given() == {"price": 10}
    shop.index(A)
    assert shop.given() == {"price": 10, "gender": "Men"}


def test_a_row_that_is_gone_leaves_its_attributes(shop: Shop) -> None:
    shop.index(A)
    shop.index("path,gender,price\n1.png,Women,20\n")
    assert shop.given() == {"gender": "Men", "price": 10}


@pytest.mark.parametrize("column", ["tag", "price"])
def test_what_was_set_by_hand_outlives_the_same_table(shop: Shop, column: str) -> None:
    shop.index(A)
    shop.patch(**{column: 99})
    for text in (A, "", A):
        assert shop.index(text).updated == 0
        assert shop.given()[column] == 99
    assert shop.given()["gender"] == "Men"


def test_what_was_taken_away_by_hand_stays_away(shop: Shop) -> None:
    shop.index(A)
    shop.patch(gender=None)
    shop.index(A)
    assert shop.given() == {"price": 10}


def test_a_table_that_has_changed_since_wins(shop: Shop) -> None:
    shop.index(A)
    shop.patch(price=99)
    shop.index(A.replace("Men,10", "Men,11"))
    assert shop.given()["price"] == 11


def test_the_hands_word_goes_with_a_renamed_and_a_rewritten_picture(shop: Shop) -> None:
    shop.index(A)
    shop.patch(price=99)
    shop.patch("1.png", price=98)
    (shop.place / "images" / "0.png").rename(shop.place / "images" / "new.png")
    paint(shop.place / "images" / "1.png", 77, (20, 20))
    shop.index(A.replace("0.png", "new.png"))
    assert (shop.given("new.png")["price"], shop.given("1.png")["price"]) == (99, 98)


def test_a_field_that_a_line_of_json_does_not_have_is_left_alone_and_null_takes_it_away(
    shop: Shop,
) -> None:
    shop.index('{"path": "0.png", "gender": "Men", "price": 10}\n', ".jsonl")
    shop.index('{"path": "0.png", "price": 12}\n{"path": "1.png", "gender": "x"}\n', ".jsonl")
    assert shop.given() == {"gender": "Men", "price": 12}
    shop.index('{"path": "0.png", "gender": null}\n', ".jsonl")
    assert shop.given() == {"price": 12}


def test_two_tables_by_turns_each_keep_their_columns(shop: Shop) -> None:
    prices, stocks = "path,price\n0.png,10\n", "path,stock\n0.png,5\n"
    for text in (prices, stocks, prices, stocks):
        shop.index(text)
    assert shop.given() == {"price": 10, "stock": 5}


def test_an_image_that_is_put_with_attributes_has_those_and_no_others(
    shop: Shop, tmp_path: Path
) -> None:
    data = paint(tmp_path / "loose.png", 50).read_bytes()
    put_image(shop.collection, data, "mine", {"gender": "Men", "price": 10}, name="loose.png")
    put_image(shop.collection, data, "mine", name="loose.png")
    assert shop.given("loose.png") == {"gender": "Men", "price": 10}
    put_image(shop.collection, data, "mine", {"price": 12}, name="loose.png")
    assert shop.given("loose.png") == {"price": 12}
