"""A colour is read as CSS writes it."""

from pathlib import Path

import numpy as np
import pytest

from lookalike.errors import QueryError
from lookalike.search.colour import colour_of, swatch


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("colour:#c0392b", (192, 57, 43)),
        ("colour:#C0392B", (192, 57, 43)),
        ("colour:#f00", (255, 0, 0)),
        ("colour:tomato", (255, 99, 71)),
        ("colour: rgb(1, 2, 3)", (1, 2, 3)),
        ("colour:#c0392b80", (192, 57, 43)),
    ],
)
def test_a_colour_is_read(text: str, colour: tuple[int, int, int]) -> None:
    assert colour_of(text) == colour


@pytest.mark.parametrize("other", ["a.jpg", "id:colour:red", Path("colour:red"), b"colour:red", 3])
def test_what_is_no_colour_is_none(other: object) -> None:
    assert colour_of(other) is None


@pytest.mark.parametrize(
    "text", ["", "reddish", "#12345", "c0392b", "rgb(300,0,0)", "hsl(0,999%,50%)", "x" * 999]
)
def test_a_colour_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(QueryError, match="write colour:#c0392b"):
        colour_of(f"colour:{text}")


def test_a_swatch_is_of_the_colour_alone() -> None:
    assert np.unique(swatch((1, 2, 3)).reshape(-1, 3), axis=0).tolist() == [[1, 2, 3]]
