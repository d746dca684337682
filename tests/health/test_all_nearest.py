"""The nearest items are those that a plain search finds, also in parts and among a sample."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from lookalike.health import neighbours
from lookalike.health.neighbours import NEAREST, gallery_of, nearest
from lookalike.types import Vectors


def drawn(count: int, dim: int = 6) -> Vectors:
    rows = np.random.default_rng(0).normal(size=(count, dim)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def pages(rows: Vectors, length: int) -> Callable[[], Iterator[Vectors]]:
    return lambda: (rows[at : at + length] for at in range(0, len(rows), length))


@pytest.mark.parametrize("length", [1, 7, 300])
def test_they_equal_those_of_a_sort(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "BLOCK", 32)
    rows = drawn(100)
    found = nearest(pages(rows, length), 100)
    for row in range(100):
        scores = rows @ rows[row]
        order = [other for other in np.argsort(-scores, kind="stable") if other != row][:NEAREST]
        assert found.rows[row].tolist() == order
        assert found.scores[row] == pytest.approx(scores[order], abs=1e-6)


def test_few_items_have_fewer_nearest() -> None:
    found = nearest(pages(drawn(3), 2), 3)
    assert (found.rows[:, :2] >= 0).all()
    assert (found.rows[:, 2:] == -1).all()
    assert (found.scores[:, 2:] == -2).all()
    assert nearest(pages(drawn(1), 2), 1).rows.max() == -1
    assert len(nearest(pages(drawn(0), 2), 0).rows) == 0


def test_many_items_are_compared_with_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "GALLERY", 50)
    monkeypatch.setattr(neighbours, "SAMPLE", 30)
    rows = drawn(100)
    gallery = gallery_of(100).tolist()
    assert len(set(gallery)) == 30
    assert gallery == sorted(gallery)
    found = nearest(pages(rows, 9), 100)
    for row in range(100):
        scores = rows @ rows[row]
        order = sorted((other for other in gallery if other != row), key=lambda i: -scores[i])
        assert found.rows[row].tolist() == order[:NEAREST]


def test_progress_is_told_to_the_end() -> None:
    told: list[int] = []
    nearest(pages(drawn(50), 20), 50, told.append)
    assert told == [20, 40, 50]
