"""A colour is read as CSS writes it."""

import numpy as np
import pytest

from lookalike.errors import QueryError
from lookalike.search.colour import read_colour, swatch


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#c0392b", (192, 57, 43)),
        ("#C0392B", (192, 57, 43)),
        ("#f00", (255, 0, 0)),
        ("tomato", (255, 99, 71)),
        (" rgb(1, 2, 3)", (1, 2, 3)),
        ("#c0392b80", (192, 57, 43)),
    ],
)
def test_a_colour_is_read(text: str, colour: tuple[int, int, int]) -> None:
    assert read_colour(text) == colour


@pytest.mark.parametrize(
    "text", ["", "reddish", "#12345", "c0392b", "rgb(300,0,0)", "hsl(0,999%,50%)", "x" * 999]
)
def test_a_colour_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(QueryError, match="write colour:#c0392b"):
        read_colour(text)


def test_a_swatch_is_of_the_colour_alone() -> None:
    assert np.unique(swatch((1, 2, 3)).reshape(-1, 3), axis=0).tolist() == [[1, 2, 3]]
