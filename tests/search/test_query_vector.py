"""Pictures fill every part of a query, colours the part `colour`; worked out by hand."""

import numpy as np
import pytest

from lookalike.errors import QueryError
from lookalike.images.crop import Crop
from lookalike.search.blend import PUSH
from lookalike.search.example import Example
from lookalike.search.query import Query
from lookalike.search.query_vector import Encode, query_vector
from lookalike.types import Colour, Vectors

PARTS = {"shape": slice(0, 3), "colour": slice(3, 6)}
WEIGHTS = {"shape": 0.75, "colour": 0.25}
SHOE, BAG = np.array([1, 0, 0, 0, 0, 1]), np.array([0, 0.6, 0.8, 0.8, 0.6, 0])
RED, BLUE = np.array([1, 0, 0]), np.array([0, 1, 0])


def picture(example: Example, crop: Crop | str | None) -> Vectors:
    row = {"shoe.jpg": SHOE, "bag.jpg": BAG}[str(example)]
    return np.asarray(row if crop is None else row[::-1], np.float32)


def colour(asked: Colour) -> Vectors:
    return np.asarray({(255, 0, 0): RED, (0, 0, 255): BLUE}[asked], np.float32)


def vector(query: Query) -> Vectors:
    return query_vector(query, WEIGHTS, Encode(PARTS, picture, colour))


def of(shape: Vectors, tint: Vectors, weights: tuple[float, float] = (0.75, 0.25)) -> Vectors:
    """By hand: each part a direction, scaled by its weight."""
    parts = [w * p / (np.linalg.norm(p) or 1) for w, p in zip(weights, (shape, tint), strict=True)]
    return np.concatenate(parts)


def test_a_colour_gives_the_colour_and_pictures_the_rest() -> None:
    expected = of((SHOE + BAG)[:3], RED)
    for like in (["shoe.jpg", "bag.jpg", "colour:red"], ["colour:red", "shoe.jpg", "bag.jpg"]):
        np.testing.assert_allclose(vector(Query(like)), expected, atol=1e-6)


def test_several_colours_are_blended() -> None:
    expected = of(SHOE[:3], RED + BLUE)
    found = vector(Query(["shoe.jpg", "colour:red", "colour:blue"]))
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("weights", [None, {"shape": 1.0}, {"shape": 0.9, "colour": 0.1}])
def test_a_colour_alone_is_all_that_counts(weights: dict[str, float] | None) -> None:
    found = vector(Query("colour:red", weights=weights))
    np.testing.assert_allclose(found, of(np.zeros(3), RED, (0, 1)), atol=1e-6)


def test_weights_keep_their_meaning_beside_pictures() -> None:
    found = vector(Query(["shoe.jpg", "colour:red"], weights={"shape": 1.0}))
    np.testing.assert_allclose(found, of(SHOE[:3], RED, (1, 0)), atol=1e-6)


def test_unlike_a_colour_pushes_the_colour_alone() -> None:
    found = vector(Query("shoe.jpg", unlike="colour:blue"))
    np.testing.assert_allclose(found, of(SHOE[:3], SHOE[3:] - PUSH * BLUE), atol=1e-6)


def test_unlike_a_picture_in_a_colour_pushes_with_that_colour() -> None:
    found = vector(Query("shoe.jpg", unlike=["bag.jpg", "colour:blue"]))
    expected = of(SHOE[:3] - PUSH * BAG[:3], SHOE[3:] - PUSH * BLUE)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_colour_unlike_a_picture_is_by_colour_alone() -> None:
    found = vector(Query("colour:red", unlike="bag.jpg"))
    expected = of(np.zeros(3), RED - PUSH * BAG[3:], (0, 1))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_crop_is_of_the_first_picture() -> None:
    found = vector(Query(["shoe.jpg", "bag.jpg"], crop="0,0,1,1"))
    np.testing.assert_allclose(found, of(SHOE[::-1][:3] + BAG[:3], SHOE[::-1][3:] + BAG[3:]))


@pytest.mark.parametrize("like", ["colour:red", "shoe.jpg"])
def test_weights_without_sense_are_named(like: str) -> None:
    with pytest.raises(QueryError, match="no part 'colr'"):
        vector(Query(like, weights={"colr": 1.0}))
