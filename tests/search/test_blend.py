import numpy as np
import pytest

from lookalike.errors import QueryError
from lookalike.search.blend import PUSH, blend, normalise, parse_weights, roots
from lookalike.search.explain import contributions
from lookalike.types import Vectors, Weights

PARTS = {"colour": slice(0, 3), "texture": slice(3, 5), "shape": slice(5, 9)}


def joined(count: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, 9)).astype(np.float32)
    for where in PARTS.values():
        rows[:, where] /= np.linalg.norm(rows[:, where], axis=1, keepdims=True)
    return rows


def blended(weights: Weights, like: Vectors, unlike: Vectors | None = None) -> Vectors:
    return blend(PARTS, normalise(PARTS, weights), like, unlike)


def test_the_score_is_the_weighted_mean_of_the_parts_cosines() -> None:
    query, item = joined(2)
    weights = {"colour": 35, "texture": 15, "shape": 10}
    expected = sum(
        weights[name] / 60 * float(query[where] @ item[where]) for name, where in PARTS.items()
    )
    assert blended(weights, query[None]) @ item == pytest.approx(expected, abs=1e-6)


def test_an_item_is_like_itself_by_one_whatever_the_weights() -> None:
    (item,) = joined(1)
    for weights in ({"colour": 1.0}, {"colour": 2.0, "shape": 0.3}, dict.fromkeys(PARTS, 7.0)):
        assert blended(weights, item[None]) @ item == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    "weights",
    [{"colour": 35, "texture": 15, "shape": 10}, {"shape": 2.0}, {"colour": 0, "shape": 1}],
)
def test_rows_scaled_by_the_roots_multiply_to_the_score_and_have_length_1(
    weights: dict[str, float],
) -> None:
    query, item = joined(2)
    scale = roots(PARTS, normalise(PARTS, weights))
    slow, total = 0.0, sum(weights.values())
    for name, where in PARTS.items():
        for mine, other in zip(query[where].tolist(), item[where].tolist(), strict=True):
            slow += weights.get(name, 0) / total * mine * other
    assert (scale * query) @ (scale * item) == pytest.approx(slow, abs=1e-6)
    assert blended(weights, query[None]) @ item == pytest.approx(slow, abs=1e-6)
    assert np.linalg.norm(scale * item) == pytest.approx(1, abs=1e-6)
    assert (scale.shape, scale.dtype) == ((9,), np.float32)


def test_contributions_sum_to_the_score_and_leave_out_parts_without_weight() -> None:
    first, *others = joined(3)
    query = blended({"colour": 0.7, "shape": 0.3, "texture": 0.0}, first[None])
    found = contributions(PARTS, query, np.stack(others))
    for item, parts in zip(others, found, strict=True):
        assert list(parts) == ["colour", "shape"]
        assert sum(parts.values()) == pytest.approx(float(query @ item), abs=1e-6)


def test_no_items_have_no_contributions() -> None:
    (query,) = joined(1)
    assert contributions(PARTS, query, np.zeros((0, len(query)), np.float32)) == []


def test_several_examples_blend_to_the_direction_of_their_mean() -> None:
    rows = joined(3)
    query = blended({"colour": 1.0}, rows)
    mean = rows[:, PARTS["colour"]].mean(axis=0)
    np.testing.assert_allclose(query[PARTS["colour"]], mean / np.linalg.norm(mean), atol=1e-6)


def test_unlike_lowers_what_it_names() -> None:
    like, other = joined(2)
    weights = dict.fromkeys(PARTS, 1.0)
    before = blended(weights, like[None]) @ other
    after = blended(weights, like[None], other[None]) @ other
    assert after < before


def test_unlike_is_rocchio_by_hand() -> None:
    like, other = joined(2)
    query = blended({"shape": 1.0}, like[None], other[None])
    wanted = like[PARTS["shape"]] - PUSH * other[PARTS["shape"]]
    np.testing.assert_allclose(query[PARTS["shape"]], wanted / np.linalg.norm(wanted), atol=1e-6)


def test_examples_that_cancel_leave_a_part_silent() -> None:
    (row,) = joined(1)
    query = blended({"colour": 1.0}, np.stack([row, -row]))
    assert not query.any()


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"colr": 1.0}, "no part 'colr'; there are: colour, texture, shape"),
        ({"colour": -1.0}, "0 or more"),
        ({"colour": float("nan")}, "0 or more"),
        ({"colour": 0.0}, "above 0"),
        ({}, "above 0"),
    ],
)
def test_weights_without_sense_are_refused(weights: dict[str, float], said: str) -> None:
    with pytest.raises(QueryError, match=said):
        normalise(PARTS, weights)


def test_weights_are_read_from_text() -> None:
    assert parse_weights("colour=.35, texture = 2") == {"colour": 0.35, "texture": 2.0}


@pytest.mark.parametrize("text", ["colour", "colour=", "=1", "colour=red", "colour=1,,", ""])
def test_unreadable_weights_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="write colour="):
        parse_weights(text)


def test_weights_whose_sum_is_no_number_are_an_error() -> None:
    with pytest.raises(QueryError, match="too large to be added up"):
        normalise({"a": slice(0, 1), "b": slice(1, 2)}, {"a": 1e308, "b": 1e308})
