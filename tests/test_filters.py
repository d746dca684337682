from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.errors import FilterError
from lookalike.filters.condition import All, Compare, Not, attributes_of, matches
from lookalike.filters.read import parse_filter
from lookalike.filters.write import filter_text
from lookalike.tables.columns import typed

SHOE = {
    "category": "shoes",
    "price": 49.5,
    "stock": 3,
    "sale": True,
    "colours": ["red", "white"],
    "taken_at": "2024-06-01T12:00:00",
    "unit price": 5,
    "empty": [],
}


@pytest.mark.parametrize(
    "text",
    [
        "category = 'shoes'",
        "category == 'shoes' AND price < 50",
        "category = 'hats' or price >= 49.5",
        "not category = 'hats'",
        "category != 'hats'",
        "colours = 'white'",
        "colours in ('blue', 'red')",
        "colours not in ('blue', 'green')",
        "stock = 3.0",
        "sale = true",
        "stock != true",
        "taken_at >= '2024-06' and taken_at < '2024-06-02'",
        "taken_at < '2024-06-01T12:00:01Z'",
        '"unit price" > -1e3',
        "category contains 'hoe'",
        "discount is missing and empty is missing and price is not missing",
        "discount != 5 and not discount = 5",
        "(category = 'hats' or stock = 3) and (price > 1)",
        "category = 'shoes' or category = 'hats' and price > 1000",
    ],
)
def test_condition_matches_the_shoe(text: str) -> None:
    assert matches(parse_filter(text), SHOE)


@pytest.mark.parametrize(
    "text",
    [
        "category = 'Shoes'",
        "price < 49.5",
        "discount < 5",
        "discount = 0",
        "stock = '3'",
        "sale = 1",
        "price > '2024-01-01'",
        "category > '2024-01-01'",
        "taken_at > '2024-06-01T14:00:00+01:00'",
        "colours != 'red'",
        "(category = 'shoes' or category = 'hats') and price > 1000",
        "category contains 'HOE'",
        "stock contains '3'",
    ],
)
def test_condition_does_not_match_the_shoe(text: str) -> None:
    assert not matches(parse_filter(text), SHOE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("category = shoes", "text in single quotes at character 12"),
        ("price <", "expected a number"),
        ("price < 'cheap'", "a number or a date"),
        ("(a = 1", "expected ')' at character 7"),
        ("a = 1 b = 2", "expected 'and', 'or' or the end at character 7"),
        ("", "expected the name of an attribute"),
        ("a & b", "cannot read '& b' at character 3"),
        ("a is red", "expected 'missing'"),
        ("a contains 5", "contains takes text"),
        ("a", "expected = !="),
        ("not " * 60 + "a = 1", "is nested more"),
        ("a = 1 or " * 2000 + "a = 1", "at most 10,000"),
    ],
)
def test_unreadable_condition_says_what_and_where(text: str, said: str) -> None:
    with pytest.raises(FilterError) as error:
        parse_filter(text)
    assert said.replace("at character 7", "") in str(error.value)


def test_a_list_of_values_may_be_long() -> None:
    values = ", ".join(f"'sku{i}'" for i in range(20_000))
    condition = parse_filter(f"a = 1 and b in ({values})")
    assert isinstance(condition, All)
    assert len(condition.conditions[1].values) == 20_000  # type: ignore[union-attr]
    with pytest.raises(FilterError, match="at most 10,000 characters"):
        parse_filter(f"b in ({values}) and " + "a = 1 and " * 2000 + "a = 1")
    with pytest.raises(FilterError, match="1,000,001 characters; the limit is 1,000,000"):
        parse_filter(" " * 1_000_001)


def test_an_error_shows_the_place_and_not_all_of_a_long_condition() -> None:
    with pytest.raises(FilterError) as error:
        parse_filter("a in (" + "123456, " * 9000 + "oops, " + "7, " * 9000)
    assert "oops" in str(error.value)
    assert len(str(error.value)) < 700


@pytest.mark.parametrize(
    "text",
    [
        "source = 's3://b:qzk7vwx@host/a.jpg",
        "source = https://ann:qzk7vwx@host/a.jpg",
        "source = 's3://b:qzk7vwx@host/a.jpg' andd",
        "a = 1 or " * 60 + "source = 's3://b:qzk7vwx@host/a.jpg' andd" + " or a = 1" * 60,
        f"{'a = 1 or ' * 60}source = 's3://b:qzk7vwx@host/a.jpg' or {'a = 1 or ' * 25}   a ! 1",
        "source = 's3://b:qzk7vwx@host/a.jpg' and a < 'b'",
    ],
)
def test_an_error_shows_no_part_of_a_password(text: str) -> None:
    with pytest.raises(FilterError) as error:
        parse_filter(text)
    parts = {"qzk7vwx"[i : i + 3] for i in range(5)}
    assert not [part for part in parts if part in str(error.value)], str(error.value)
    assert "of the condition: " in str(error.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9007199254740993.0", 9007199254740993),
        ("-9007199254740993.", -9007199254740993),
        ("9223372036854775807.0", 2**63 - 1),
        ("9223372036854775808.0", 2.0**63),
        ("9223372036854775809.0", 2**63 + 1),
        ("123456789012345678901234567890.000", 123456789012345678901234567890),
        ("9007199254740993e0", 9007199254740993),
        ("9007199254740992e0", 9007199254740992.0),
        ("12345678901234567e2", 1234567890123456700),
        ("-1.2345678901234567E+18", -1234567890123456700),
        ("922337203685477580.7e1", 2**63 - 1),
        ("12345678901234567e10", 12345678901234567e10),
        ("1e3", 1000.0),
        ("1e-999999999", 0.0),
        ("1e30", 1e30),
        ("-0.0", -0.0),
        ("2.0", 2.0),
        ("+5", 5),
        ("007", 7),
        ("0" * 5000 + "9007199254740993.0", 9007199254740993),
        ("0." + "1" * 5000, 0.1111111111111111),
        ("5." + "0" * 5000, 5.0),
    ],
)
def test_a_number_is_what_it_says(text: str, number: float) -> None:
    condition = parse_filter(f"n = {text}")
    assert isinstance(condition, Compare)
    assert (repr(condition.value), type(condition.value)) == (repr(number), type(number))


LARGE = 1234567890123456710


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"n > {LARGE}.5", [LARGE + 1]),
        (f"n >= {LARGE}.5", [LARGE + 1]),
        (f"n < {LARGE}.5", [LARGE - 1, LARGE]),
        (f"n <= {LARGE}.0000000000000000001", [LARGE - 1, LARGE]),
        (f"n <= {LARGE}.999", [LARGE - 1, LARGE]),
        (f"n > -{LARGE}.5", [LARGE - 1, LARGE, LARGE + 1]),
        (f"n = {LARGE}.5", []),
        (f"n != {LARGE}.5", [LARGE - 1, LARGE, LARGE + 1]),
        (f"n in ({LARGE}.5, {LARGE})", [LARGE]),
        (f"n not in ({LARGE}.5)", [LARGE - 1, LARGE, LARGE + 1]),
        ("n = 12345678901234567.10e2", [LARGE]),
        ("n > 1.2345678901234567105e18", [LARGE + 1]),
        ("n < 12345678901234567115e-1", [LARGE - 1, LARGE, LARGE + 1]),
    ],
)
def test_a_large_number_with_a_fraction_or_exponent_is_compared_exactly(
    text: str, found: list[int]
) -> None:
    for condition in (parse_filter(text), parse_filter(filter_text(parse_filter(text)))):
        numbers = (LARGE - 1, LARGE, LARGE + 1)
        assert [n for n in numbers if matches(condition, {"n": n})] == found


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" * 400, "1" * 400 + ".0", "9" * 5000])
def test_a_number_beyond_all_is_an_error(text: str) -> None:
    with pytest.raises(FilterError, match="the number is too large at character 5"):
        parse_filter(f"n = {text}")


@given(st.one_of(st.integers(), st.integers(-(2**64), 2**64)), st.sampled_from(["", ".", ".000"]))
def test_a_whole_number_means_the_same_in_a_condition_and_in_a_cell(whole: int, rest: str) -> None:
    text = f"{whole}{rest}"
    values, _ = typed("n", [text], [2])
    condition = parse_filter(f"n = {text}")
    if isinstance(values[0], str):  # of more than 64 bits
        assert not -(2**63) <= whole < 2**63
    else:
        assert matches(condition, {"n": values[0]})
        assert not matches(parse_filter(f"n = {whole + 1}{rest}"), {"n": values[0]})
        assert matches(parse_filter(f"n < {whole + 1}{rest}"), {"n": values[0]})


def test_a_quote_within_text_is_doubled() -> None:
    assert parse_filter("a = 'it''s'") == Compare("a", "=", "it's")


def test_and_binds_tighter_than_or() -> None:
    assert matches(parse_filter("stock = 3 or stock = 4 and stock = 5"), SHOE)


def test_names_of_a_condition_are_found() -> None:
    condition = parse_filter("a = 1 and (not b in (2, 3) or c is missing) and d contains 'x'")
    assert attributes_of(condition) == {"a", "b", "c", "d"}


@given(st.text(max_size=40))
def test_any_text_parses_or_is_a_filter_error(text: str) -> None:
    with suppress(FilterError):
        parse_filter(text)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-3, 3)), st.integers(-3, 3))
def test_not_equal_is_the_negation_of_equal(attributes: dict[str, int], value: int) -> None:
    equal = matches(Compare("a", "=", value), attributes)
    assert matches(parse_filter(f"a != {value}"), attributes) is not equal
    assert not matches(All((Compare("a", "=", value), Not(Compare("a", "=", value)))), attributes)


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1e999"])
def test_a_number_too_large_to_count_with_is_an_error(number: str) -> None:
    with pytest.raises(FilterError, match="the number is too large"):
        parse_filter(f"price < {number}")
