"""Typicality: the Mahalanobis distance, computed the slow way."""

import numpy as np
import pytest

from lookalike.relevance import typicality as module
from lookalike.relevance.typicality import outline, typicality


@pytest.fixture
def rows() -> np.ndarray:
    chance = np.random.default_rng(0)
    return (chance.normal(size=(200, 8)) * np.arange(1, 9)).astype(np.float32)


def test_it_is_the_mahalanobis_distance_of_a_shrunk_covariance(rows: np.ndarray) -> None:
    where, new = outline(rows), rows[:5] + 1
    covariance = np.cov(rows.T)
    shrunk = covariance + module.FLOOR * np.trace(covariance) / 8 * np.eye(8)
    apart = new - rows.mean(axis=0)
    slow = [-(row @ np.linalg.inv(shrunk) @ row) / 8 for row in apart]
    assert typicality(where, new) == pytest.approx(slow, rel=1e-3)


def test_beyond_its_rank_all_directions_count_alike(
    rows: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RANK", 3)
    where = outline(rows)
    assert where.basis.shape == (8, 3)
    covariance = np.cov(rows.T)
    values, vectors = np.linalg.eigh(covariance)
    values[:5] = values[:5].mean()
    shrunk = (vectors * (values + module.FLOOR * values.sum() / 8)) @ vectors.T
    apart = rows[:5] - rows.mean(axis=0)
    slow = [-(row @ np.linalg.inv(shrunk) @ row) / 8 for row in apart]
    assert typicality(where, rows[:5]) == pytest.approx(slow, rel=1e-3)


def test_more_directions_than_pictures_are_no_problem() -> None:
    few = np.random.default_rng(1).normal(size=(10, 64)).astype(np.float32)
    assert np.isfinite(typicality(outline(few), few)).all()
