"""What a terminal is given: names as they are, values as a person writes them."""

import pytest

from lookalike.cli.terminal.hits import BAR, shares
from lookalike.cli.terminal.show import attribute_text, plain, printable, value_text


@pytest.mark.parametrize("text", ["photo.jpg", "[red]x[/red]", ":smile:", "été 東京 ü.jpg", "a b"])
def test_a_name_is_shown_as_it_is(text: str) -> None:
    assert plain(text).plain == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb", "a\\nb"), ("\x1b[31m", "\\x1b[31m"), ("\udcff", "\\udcff"), ("\u202ex", "\\u202ex")],
)
def test_what_would_steer_the_terminal_is_spelled_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (0.5, "0.5"),
        (1234567.25, "1234567.25"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2.0**53, "9007199254740992"),
        (1e300, "1e+300"),
        (True, "True"),
        (["red", "blue"], "red/blue"),
        ("a", "a"),
    ],
)
def test_a_value_is_written_shortly(value: object, shown: str) -> None:
    assert value_text(value) == shown


def test_an_empty_attribute_is_left_out() -> None:
    assert attribute_text({"folder": "", "price": 3.5}) == "price 3.5"


@pytest.mark.parametrize(
    "parts",
    [{"a": 1.0}, {"a": 0.1, "b": 0.2}, {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}, {"a": 0.5, "b": -0.2}],
)
def test_a_bar_is_as_wide_as_any_other(parts: dict[str, float]) -> None:
    assert shares(parts).plain == "█" * BAR


def test_a_bar_of_nothing_good_is_empty() -> None:
    assert shares({"a": -0.1, "b": 0.0}).plain == " " * BAR


def test_a_part_takes_its_share_of_the_bar() -> None:
    first, second = shares({"colour": 0.3, "shape": 0.1}).spans
    assert (first.end - first.start, second.end - second.start) == (12, 4)
