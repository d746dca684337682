"""Columns of text become numbers, flags or text, and what may not be meant is told by its line."""

import pytest

from lookalike.tables.columns import checked, typed

NUMBERS = [str(n) for n in range(12)]


def one_is(cell: str) -> list[str | None]:
    """Twelve prices, of which that in line 6 is this."""
    return [*NUMBERS[:4], cell, *NUMBERS[5:]]


def lines(count: int) -> range:
    return range(2, count + 2)


@pytest.mark.parametrize(
    "word", ["N/A", "n/a", "NA", "nan", "NaN", "NULL", "None", "-", "#N/A", "—"]
)
def test_a_word_for_nothing_is_empty_among_numbers(word: str) -> None:
    values, remarks = typed("price", one_is(word), lines(12))
    assert values == [0, 1, 2, 3, None, 5, 6, 7, 8, 9, 10, 11]
    assert remarks == [f"price: 1 cell counts as empty (line 6: {word!r})"]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.5", "NULL", "-"], [1.5, None, None]),
        (["true", "N/A", "False"], [True, None, False]),
        (["2024-06-01", "N/A", "2024-06"], ["2024-06-01", None, "2024-06"]),
        (["N/A", "Nike", "-"], ["N/A", "Nike", "-"]),  # of a brand it may be the name
        (["N/A", "N/A", None], ["N/A", "N/A", None]),
    ],
)
def test_a_word_for_nothing_is_empty_where_all_else_has_one_type(
    cells: list[str | None], values: list[object]
) -> None:
    assert typed("a", cells, lines(3))[0] == values


AMOUNT = "; write 1299.50 for $1,299.50 or 1 299,50"


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("$12.50", AMOUNT),
        ("12.50 €", AMOUNT),
        ("EUR 12.50", AMOUNT),
        ("1,299.00", AMOUNT),
        ("1 299,00", AMOUNT),
        ("1.299,00", AMOUNT),
        ("1'299.00", AMOUNT),
        ("12,50", AMOUNT),
        ("inf", ""),
        ("red", ""),
        ("007", ""),
    ],
)
def test_a_cell_that_is_no_number_is_told_where_most_are(cell: str, advice: str) -> None:
    values, remarks = typed("price", one_is(cell), lines(12))
    assert values == one_is(cell)
    told = f"price: kept as text, since 1 of 12 cells is no plain number (line 6: {cell!r}){advice}"
    assert remarks == [told]


@pytest.mark.parametrize("form", ["${}.50", "{},50", "{} kr", "1,{}00.00"])
def test_a_column_of_amounts_is_told(form: str) -> None:
    cells = [form.format(n) for n in range(1, 10)]
    values, (remark,) = typed("price", cells, lines(9))
    assert values == cells
    assert remark.startswith("price: kept as text, since 9 of 9 cells are no plain number (line 2 ")


def test_a_whole_number_that_a_decimal_cannot_hold_keeps_its_digits() -> None:
    values, remarks = typed("id", ["9007199254740993", "1.5", "2"], lines(3))
    assert (values, remarks) == ([9007199254740993, 1.5, 2], [])
    values, (remark,) = typed("id", ["18446744073709551617", "1.5", "2"], lines(3))
    assert values == ["18446744073709551617", "1.5", "2"]
    assert "line 2: '18446744073709551617'" in remark


LONG = "; whole numbers of more than 64 bits are text, so that no digit is lost"


@pytest.mark.parametrize(
    "cell",
    [
        "9223372036854775808",  # a float holds it exactly, and so would pass for a number
        "-9223372036854775809",
        "18446744073709551616",
        "12345678901234567890",
        "9223372036854775809.0",
        "1" + "0" * 400,
    ],
)
@pytest.mark.parametrize("other", ["1", "1.5", "9007199254740993", "-9223372036854775808"])
def test_a_whole_number_of_more_than_64_bits_makes_its_column_text_and_is_told(
    cell: str, other: str
) -> None:
    cells = ["7", cell, other, None]
    values, (remark,) = typed("ean", cells, lines(4))
    assert values == cells
    assert remark.startswith("ean: kept as text, since 1 of 3 cells is no plain number (line 3: ")
    assert remark.endswith(LONG)


def test_codes_of_one_length_and_more_than_64_bits_are_told_as_text() -> None:
    cells = ["12345678901234567890", "12345678901234567891"]
    values, (remark,) = typed("ean", cells, lines(2))
    assert (values, remark.endswith(LONG)) == (cells, True)


def test_a_word_for_nothing_is_empty_beside_numbers_that_are_kept_as_text() -> None:
    values, remarks = typed("ean", ["1", "N/A", "9223372036854775808"], lines(3))
    assert values == ["1", None, "9223372036854775808"]
    assert remarks == [
        "ean: 1 cell counts as empty (line 3: 'N/A')",
        "ean: kept as text, since 1 of 2 cells is no plain number (line 4: '9223372036854775808')"
        + LONG,
    ]


@pytest.mark.parametrize("other", ["1.5", "-0.25", "1e300", "3.0", "N/A", "9007199254740993.0"])
@pytest.mark.parametrize("number", [0, 5, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)])
def test_a_whole_number_of_64_bits_stays_itself_whatever_else_its_column_has(
    number: int, other: str
) -> None:
    values, _ = typed("id", [str(number), other], lines(2))
    assert (values[0], type(values[0])) == (number, int)


def test_a_whole_number_written_with_a_point_keeps_its_digits() -> None:
    cells = ["9007199254740993.0", "1152921504606846977.", "2.0"]
    assert typed("id", cells, lines(3)) == ([9007199254740993, 1152921504606846977, 2.0], [])


@pytest.mark.parametrize("code", ["007", "-007", "+0049123", "00", "1_000"])
def test_a_code_makes_its_column_text(code: str) -> None:
    assert typed("code", ["1", code, "Nike"], lines(3)) == (["1", code, "Nike"], [])
    assert typed("code", ["1", code], lines(2))[0] == ["1", code]


def test_codes_are_told_beside_a_word_for_nothing() -> None:
    values, remarks = typed("sku", ["1E2", "N/A", "4"], lines(3))
    assert values == [100, None, 4]
    assert ["may be a code is read as a number (line 2: '1E2')" in one for one in remarks] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            ["03/03/2012", "04/03/2012"],
            "since 2 of 2 cells are no date that compares",
        ),
        (["2012-03-01", "2012-03-02", "3.3.2012"], "1 of 3 cells is no date .*line 4: '3.3.2012'"),
        (["March 3, 2012", "2 April 2012"], "2 of 2 cells are no date"),
        (["20120303", "20120304"], "2 cells are numbers that look like a date .line 2 first: '201"),
        (["yes", "No", "yes"], "yes and no are kept as text .*write true and false"),
        (["true", "false", "oui"], "1 of 3 cells is no true or false .line 4: 'oui'"),
        (["+491234", "+491235"], "2 cells that may be codes are read as a number"),
        (
            ["1E2", "5E6", "2.5"],
            "2 cells that may be codes are read as a number ",
        ),
    ],
)
def test_what_looks_like_something_else_is_told(cells: list[str], said: str) -> None:
    (remark,) = typed("a", cells, lines(len(cells)))[1]
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(remark)


@pytest.mark.parametrize(
    "cells",
    [
        ["2024-06-01", "2024-06-01T12:00:00"],
        ["00001", "90000", "12345"],  # codes, all of one length
        ["Nike Air 10", "Boot", "12"],
        ["38", "M", "L"],
        ["1", "2.5", "-3"],
        ["1e-05", "2.5"],
        ["2011", "2012"],
        ["12345678", "20120304"],
        ["none of these", "yes"],
        [],
        [None, None],
    ],
)
def test_what_is_as_it_looks_is_not_told(cells: list[str | None]) -> None:
    assert typed("a", cells, lines(len(cells)))[1] == []


def test_text_among_the_numbers_of_json_is_told_and_a_word_for_nothing_is_none() -> None:
    values, remarks = checked("price", [1, "N/A", 2.5, "$5", None, True], lines(6))
    assert values == [1, None, 2.5, "$5", None, True]
    assert remarks == [
        "price: 1 cell counts as empty (line 3: 'N/A')",
        "price: 1 value is text among numbers; < and > find numbers only (line 5: '$5')",
    ]


def test_lists_and_text_of_json_are_as_they_are() -> None:
    values = [["a", "b"], "x", {"not": "yet refused"}]
    assert checked("tags", values, lines(3)) == (values, [])
