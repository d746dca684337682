"""What no item has is told, in words that help."""

import pytest

from lookalike.filters.condition import AnyOf, Compare, Condition, Missing, OneOf, matches
from lookalike.filters.read import parse_filter
from lookalike.filters.remarks import remarks
from lookalike.types import Attributes

KINDS = {
    "category": {"text"},
    "year": {"number"},
    "in_stock": {"text"},
    "sale": {"flag"},
    "size": {"number", "text"},
    "taken_at": {"text", "date"},
    "price": {"text"},
    "sku": {"text"},
}

ITEMS: dict[str, Attributes] = {
    "a": {"size": 42, "taken_at": "2024-06-01"},
    "b": {"size": "XL", "taken_at": "unknown"},
    "c": {"size": 43},
    "d": {},
}


def told(condition: str | Condition) -> list[str]:
    parsed = parse_filter(condition) if isinstance(condition, str) else condition
    return remarks(parsed, has, lambda: sorted(KINDS), found_by)


def has(name: str, kind: str) -> bool:
    return kind in KINDS.get(name, ())


def found_by(condition: Condition) -> tuple[int, str]:
    ids = [item_id for item_id, item in ITEMS.items() if matches(condition, item)]
    return len(ids), next(iter(ids), "")


@pytest.mark.parametrize(
    "text",
    [
        "category = 'sock' and not (year > 2010 or sale = true)",
        "year not in (2011, 2012.5)",
        "size in (42, '42') or size != 'XL'",
        "taken_at >= '2024-06' and taken_at contains '2024'",
        "taken_at = '2024-06-01'",
        "category is missing or sale is not missing",
    ],
)
def test_a_condition_that_items_can_meet_is_not_remarked_on(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("categroy != 'sock'", "no item has an attribute 'categroy'; did you mean 'category'?"),
        ("not Category = 'sock'", "no item has an attribute 'Category'; did you mean 'category'?"),
        ("weight > 3", "no item has an attribute 'weight'; there are: category, in_stock, price"),
        ("weight is missing", "no item has an attribute 'weight'"),
        ("weight is not missing", "no item has an attribute 'weight'"),
        (
            "id not in ('a', 'b')",
            "'id'; the id of an item is no attribute: name the items by their ids, without a",
        ),
        ("ID = 'a'", "the id of an item is no attribute"),
        (
            "source = '/a.jpg'",
            "the source of an item is no attribute: ask for the `name` of its file, such as name",
        ),
        ("year != '2011'", "'year' is a number in every item that has it, never text"),
        ("year not in ('2011')", "so year = '2011' matches no item (and every item where it is"),
        ("year contains '20'", "'year' is a number in every item that has it, never text"),
        ("year > '2011-01-01'", "'year' is a number in every item that has it, never a date"),
        (
            "not in_stock = true",
            "'in_stock' is text in every item that has it, never true or false",
        ),
        ("sale = 'true'", "'sale' is true or false in every item that has it, never text"),
        ("price < 100", "'price' is text in every item that has it, never a number"),
        ("not price >= 100", "has no order by < and >"),
        ("sku = 100", "text is written in single quotes"),
        ("price < '2024-01-01'", "'price' is text in every item that has it, never a date"),
        ("size = true", "'size' is text or a number in every item that has it, never true or"),
        ("category = 'a' or (year = 1 and not categry = 'b')", "an attribute 'categry'"),
    ],
)
def test_what_no_item_has_is_told_once(text: str, said: str) -> None:
    (remark,) = told(text)
    assert said in remark
    assert "\n" not in remark


def test_a_kind_in_a_list_is_told_by_its_first_value() -> None:
    (remark,) = told("year in (2011, 'a', 'b')")
    assert "year = 'a' matches no item" in remark
    assert len(told("year in ('a', true) or colour = 'b'")) == 3


def test_conditions_by_value_are_looked_at_too() -> None:
    assert told(AnyOf((OneOf("category", ()), Missing("year")))) == []
    assert "never true or false" in told(Compare("year", "<", True))[0]
    long = told(OneOf("year", ("x" * 9999,)))[0]
    assert len(long) < 300


def test_a_name_that_no_item_has_any_more_is_not_offered() -> None:
    def has(name: str, kind: str) -> bool:
        return name == "price" and kind == "number"

    for asked in ("weight", "categry"):
        found = remarks(Missing(asked), has, lambda: ["category", "price"], found_by)
        assert found == [f"no item has an attribute '{asked}'; there are: price"]


def test_where_no_item_has_anything_no_other_name_is_told() -> None:
    found = remarks(Compare("a", "=", 1), lambda name, kind: False, list, found_by)
    assert found == ["no item has an attribute 'a'"]


def test_the_id_is_told_of_before_an_attribute_with_a_similar_name() -> None:
    def has(name: str, kind: str) -> bool:
        return name in ("sid", "sources") and kind == "text"

    for own in ("id", "source"):
        (found,) = remarks(Compare(own, "=", "a"), has, lambda: ["sid", "sources"], found_by)
        assert f"the {own} of an item is no attribute" in found
    assert remarks(Compare("sid", "=", "a"), has, list, found_by) == []


def test_an_attribute_with_the_name_id_is_one_like_all() -> None:
    assert (
        remarks(Compare("id", "=", "a"), lambda name, kind: name == "id", lambda: ["id"], found_by)
        == []
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size != 'XL'", "'size' is a number in 2 items (such as a): there size = 'XL' is false"),
        ("size not in ('XL', 'L')", "'size' is a number in 2 items (such as a)"),
        ("not size contains 'X'", "compare size with a number too"),
        ("not (category = 'x' or size = 'XL')", "'size' is a number in 2 items"),
        ("size != 42", "'size' is text in 1 item (b): there size = 42 is false"),
        ("not size > 42", "'size' is text in 1 item (b)"),
        ("not taken_at < '2024-01'", "'taken_at' is text in 1 item (b)"),
    ],
)
def test_items_of_another_type_that_a_negation_matches_are_told(text: str, said: str) -> None:
    (remark,) = told(text)
    assert said in remark


@pytest.mark.parametrize(
    "text",
    [
        "size = 'XL' and size > 40 or size in ('S', 'M')",
        "not (size != 'XL')",
        "size != 'XL' and size != 42",
        "size != 'XL' or size > 0",
        "not taken_at < '2024-01' and taken_at != 'unknown'",
        "size is not missing",
    ],
)
def test_a_condition_that_compares_with_every_type_or_negates_nothing_is_all_right(
    text: str,
) -> None:
    assert told(text) == []
