"""The numbers of a comparison, against slow and known ways to compute them."""

import numpy as np
import pytest

from lookalike.map import agreement
from lookalike.map.agreement import judged, nearest_in_plane, sample, turned
from lookalike.map.comparison import Rows, same_value
from lookalike.map.embed import fitted
from lookalike.types import Vectors


def unit_rows(count: int, dim: int = 12, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def of(rows: Vectors, plane: Vectors, asked: Rows) -> tuple[Rows, float | None]:
    parts = [rows[start : start + 37] for start in range(0, len(rows), 37)]
    return judged(plane, asked, lambda some: rows[some], lambda: parts)


def test_trustworthiness_is_that_of_scikit_learn() -> None:
    manifold = pytest.importorskip("sklearn.manifold")
    rows = unit_rows(200)
    for plane in (rows[:, :2], rows[:, 2:4] + rows[:, :2], fitted(unit_rows(200, 2, 1))):
        _, found = of(rows, plane, sample(200))
        expected = manifold.trustworthiness(rows, plane, n_neighbors=10)
        assert found == pytest.approx(expected, abs=1e-5)


def test_the_nearest_are_those_of_a_full_sort() -> None:
    rows = unit_rows(150)
    asked = np.array([0, 36, 37, 149], np.int32)
    nearest, _ = of(rows, rows[:, :2], asked)
    for row, found in zip(asked, nearest, strict=True):
        order = [i for i in np.argsort(-(rows @ rows[row])) if i != row]
        assert sorted(found) == sorted(order[:10])
        far = ((rows[:, :2] - rows[row, :2]) ** 2).sum(axis=1)
        near = [i for i in np.argsort(far) if i != row][:10]
        assert sorted(nearest_in_plane(rows[:, :2], np.array([row]))[0]) == sorted(near)


def test_copies_are_strangers_to_nobody() -> None:
    rows = unit_rows(30).repeat(20, axis=0)
    _, found = of(rows, rows[:, :2], sample(600))
    assert found == 1


def test_a_sample_of_many_is_near_the_number_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = unit_rows(1500)
    everything = of(rows, rows[:, :2], sample(1500))[1]
    monkeypatch.setattr(agreement, "ASKED", 400)
    asked = sample(1500)
    assert (len(asked), len(set(asked.tolist()))) == (400, 400)
    assert of(rows, rows[:, :2], asked)[1] == pytest.approx(everything, abs=0.02)


def test_of_too_few_items_nothing_is_said() -> None:
    rows = unit_rows(21)
    nearest, found = of(rows, rows[:, :2], sample(21))
    assert (nearest.shape, found) == ((0, 10), None)


def test_a_plane_is_turned_and_mirrored_like_another() -> None:
    plane = fitted(unit_rows(60, 2))
    angle = 2.1
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    away = (plane @ turn) * (1, -1) + 0.3
    expected = fitted(plane - plane.mean(axis=0))
    assert fitted(turned(away, plane)) == pytest.approx(expected, abs=1e-5)


def test_the_share_of_the_same_value() -> None:
    values = ["a", "a", "b", None, "a"]
    asked, nearest = np.array([0, 2, 3]), np.array([[1, 2], [0, 4], [0, 1]])
    assert same_value(values, asked, nearest) == pytest.approx((1 + 0) / 4)
    assert same_value([None] * 5, asked, nearest) is None
    assert same_value(values, asked[:0], nearest[:0]) is None
