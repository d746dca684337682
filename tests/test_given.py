"""Of an attribute that a table and a hand have set, the newest word counts."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.given import inherited, set_by_hand, set_by_table, with_seen
from lookalike.stores.base import Origin, Record
from lookalike.stores.embedded.payload import from_payload, to_payload
from lookalike.types import Item

NEW = Record(Item("a", "/a.jpg", {"width": 10}))


def attributes(record: Record) -> Mapping[str, Any]:
    return record.item.attributes


def test_a_table_leaves_alone_what_it_does_not_name() -> None:
    first = set_by_table(NEW, {"gender": "Men", "price": 10})
    assert attributes(set_by_table(first, {"price": 12})) == {
        "width": 10,
        "gender": "Men",
        "price": 12,
    }


def test_an_emptied_cell_takes_its_attribute_away() -> None:
    first = set_by_table(NEW, {"gender": "Men", "price": 10})
    assert attributes(set_by_table(first, {"gender": None, "price": 10})) == {
        "width": 10,
        "price": 10,
    }


@pytest.mark.parametrize("word", [12, None, "ten", True, 10.5])
def test_the_hands_word_outlives_a_table_that_says_the_same(word: Any) -> None:
    by_hand = set_by_hand(set_by_table(NEW, {"price": 10}), {"price": word})
    for _ in range(3):
        by_hand = set_by_table(by_hand, {"price": 10})
    assert attributes(by_hand).get("price") == word


@pytest.mark.parametrize("word", [11, None, "10", [], True])
def test_the_tables_word_counts_again_when_it_has_changed(word: Any) -> None:
    by_hand = set_by_hand(set_by_table(NEW, {"price": 10}), {"price": 12})
    assert attributes(set_by_table(by_hand, {"price": word})).get("price") == word


def test_a_table_that_names_an_attribute_for_the_first_time_has_news() -> None:
    by_hand = set_by_hand(NEW, {"price": 12})
    assert attributes(set_by_table(by_hand, {"price": 10}))["price"] == 10


def test_a_cell_that_was_always_empty_says_nothing_of_what_was_set_by_hand() -> None:
    by_hand = set_by_hand(NEW, {"price": 12})
    assert attributes(set_by_table(by_hand, {"price": None}))["price"] == 12


def test_what_is_set_by_hand_while_a_table_is_read_stays_and_the_table_is_remembered() -> None:
    now = set_by_hand(set_by_table(NEW, {"price": 10}), {"price": 12})
    now = set_by_table(now, {"price": 11}, by_hand={"price"})
    assert attributes(now)["price"] == 12
    assert attributes(set_by_table(now, {"price": 11}))["price"] == 12
    assert attributes(set_by_table(now, {"price": 13}))["price"] == 13


def test_attributes_given_before_tables_were_remembered_are_taken_for_a_tables() -> None:
    old = Record(Item("a", "/a.jpg", {"price": 10, "tag": "x"}), Origin(given=("price", "tag")))
    assert attributes(set_by_table(old, {"price": None})) == {"tag": "x"}
    by_hand = set_by_hand(old, {"price": 12})
    assert attributes(set_by_table(by_hand, {"price": 10}))["price"] == 12


def test_what_is_seen_anew_leaves_what_was_given() -> None:
    item = set_by_hand(NEW, {"width": 99, "price": 1})
    assert attributes(with_seen(item, {"width": 20, "height": 30})) == {
        "width": 99,
        "height": 30,
        "price": 1,
    }


def test_what_is_inherited_fills_what_was_not_given() -> None:
    before = set_by_hand(set_by_table(NEW, {"price": 10, "tag": "x"}), {"price": 12, "own": 1})
    record = inherited(set_by_table(NEW, {"tag": "y"}), before)
    assert attributes(record) == {"width": 10, "price": 12, "tag": "y", "own": 1}
    again = set_by_table(record, {"price": 10, "own": None})
    assert attributes(again) == attributes(record)


def test_an_attribute_that_was_seen_can_be_taken_away() -> None:
    assert attributes(set_by_hand(NEW, {"width": None})) == {}


VALUES = st.none() | st.integers(0, 3) | st.sampled_from([1.0, True, "1", ["a"], ["a", "b"]])
WORDS = st.tuples(st.booleans(), st.sampled_from("pq"), VALUES)


@given(st.lists(WORDS, max_size=12))
def test_the_newest_word_counts_in_any_order_of_words(words: list[tuple[bool, str, Any]]) -> None:
    """Against the obvious: who spoke last, where a table that repeats itself does not speak."""
    record, value, said = NEW, dict[str, Any](), dict[str, Any]()
    for by_hand, name, word in words:
        if by_hand:
            record, value[name] = set_by_hand(record, {name: word}), word
        else:
            if not (same(said.get(name), word)):
                value[name] = word
            said[name] = word
            record = set_by_table(record, {name: word})
        back = from_payload(to_payload(record), None)
        assert back == record
        record = back
    expected = {name: word for name, word in value.items() if word is not None}
    assert {n: v for n, v in record.item.attributes.items() if n in "pq"} == expected


def same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
