"""A condition written as text means what it meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.errors import FilterError
from lookalike.filters.condition import All, AnyOf, Compare, Condition, Missing, Not, OneOf, matches
from lookalike.filters.read import parse_filter
from lookalike.filters.write import filter_text
from lookalike.types import Attributes

NAMES = st.sampled_from(["a", "unit price", 'odd "name"', "x", "and"])
TEXTS = st.sampled_from(["", "it's", "''", "a\nb", "2024-06-01", 'say "a"'])
NUMBERS = st.integers(-5, 5) | st.floats(-1e20, 1e20, allow_nan=False) | st.just(5e-324)
SCALARS = TEXTS | NUMBERS | st.booleans()
ORDERED = st.builds(
    Compare, NAMES, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS | st.just("2024-06")
)
SIMPLE = (
    ORDERED
    | st.builds(Compare, NAMES, st.just("="), SCALARS)
    | st.builds(Compare, NAMES, st.just("contains"), TEXTS)
    | st.builds(OneOf, NAMES, st.lists(SCALARS, max_size=3).map(tuple))
    | st.builds(Missing, NAMES)
)


def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(Not, inner)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(SIMPLE, joined, max_leaves=6)
ATTRIBUTES = st.dictionaries(NAMES, SCALARS | st.lists(TEXTS, max_size=2), max_size=4)


@given(CONDITIONS, st.lists(ATTRIBUTES, min_size=1, max_size=4))
def test_the_text_means_what_the_condition_means(
    condition: Condition, images: list[Attributes]
) -> None:
    read = parse_filter(filter_text(condition))
    assert [matches(read, a) for a in images] == [matches(condition, a) for a in images]


def test_a_condition_reads_as_a_person_would_write_it() -> None:
    condition = parse_filter("category = 'boot' and not price > 5.5 or sale in (true, 'it''s')")
    assert filter_text(condition) == (
        """(("category" = 'boot' and not "price" > 5.5) or "sale" in (true, 'it''s'))"""
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(FilterError, match="cannot contain"):
        filter_text(Compare("price", "<", number))


@pytest.mark.parametrize("name", ["in", "not", "And", "missing"])
def test_a_word_of_conditions_is_a_name_in_double_quotes(name: str) -> None:
    with pytest.raises(FilterError, match=f'double quotes: "{name}"'):
        parse_filter(f"{name} = 1")
    assert parse_filter(f'"{name}" = 1') == Compare(name, "=", 1)
