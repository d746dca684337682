"""Whitening equals scikit-learn's, and survives being saved."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA

from lookalike.encoders.classical.whitening import (
    Whitening,
    learn_whitening,
    load_whitening,
    save_whitening,
)


@pytest.fixture
def rows() -> np.ndarray:
    random = np.random.default_rng(8)
    return (random.normal(size=(200, 6)) * [9, 5, 3, 2, 1, 0.5] + 4).astype(np.float32)


def test_full_whitening_equals_scikit_learns(rows: np.ndarray) -> None:
    expected = PCA(4, whiten=True).fit_transform(rows)
    found = learn_whitening(rows, 4, power=1).apply(rows)
    assert np.abs(found) == pytest.approx(np.abs(expected), abs=1e-4)  # an axis may point back


def test_axes_point_to_their_largest_entry(rows: np.ndarray) -> None:
    projection = learn_whitening(rows, 4).projection
    assert np.array_equal(projection.max(axis=0), np.abs(projection).max(axis=0))


def test_half_whitening_leaves_the_root_of_each_deviation(rows: np.ndarray) -> None:
    deviations = PCA(4).fit_transform(rows).std(axis=0, ddof=1)
    found = learn_whitening(rows, 4).apply(rows).std(axis=0, ddof=1)
    assert found == pytest.approx(np.sqrt(deviations), rel=1e-4)


def test_a_saved_whitening_is_within_a_thousandth(rows: np.ndarray, tmp_path: Path) -> None:
    whitening = learn_whitening(rows, 4)
    save_whitening(whitening, tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz") as arrays:
        again = Whitening(arrays["mean"].astype(np.float32), arrays["projection"])
    assert again.apply(rows) == pytest.approx(whitening.apply(rows), rel=2e-3, abs=2e-2)


@pytest.mark.parametrize(("name", "dim"), [("texture", 48), ("shape", 128)])
def test_the_shipped_constants_are_whole(name: str, dim: int) -> None:
    whitening = load_whitening(name)
    assert whitening.dim == dim
    assert np.isfinite(whitening.projection).all()
