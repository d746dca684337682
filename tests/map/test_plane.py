"""Principal components, t-SNE and the places of new items: as computed the slow way."""

from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from lookalike import extras
from lookalike.errors import MissingExtra
from lookalike.map.embed import embed
from lookalike.map.placing import CLOSER, NEAREST, places
from lookalike.map.principal import Blocks, principal_components
from lookalike.types import Vectors


def points(count: int = 240, dim: int = 20, kinds: int = 6) -> Vectors:
    """Unit vectors about a few centres."""
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(kinds, dim))[np.arange(count) % kinds] * 2
    rows = rows + rng.normal(size=(count, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def blocks(rows: Vectors, size: int = 50) -> Blocks:
    def read() -> Iterator[Vectors]:
        return (rows[start : start + size] for start in range(0, len(rows), size))

    return read


def test_components_are_those_of_scikit_learn_but_for_signs() -> None:
    rows = points()
    expected = PCA(5, svd_solver="full").fit_transform(rows)
    found = principal_components(blocks(rows), 5)
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-4)
    np.testing.assert_allclose(principal_components(blocks(rows, 7), 5), found, atol=1e-4)


def test_components_that_do_not_vary_are_zero() -> None:
    found = principal_components(blocks(np.eye(3, dtype=np.float32)[[0, 1, 0]]), 5)
    assert found.shape == (3, 5)
    assert np.abs(found[:, 1:]).max() < 1e-6
    assert principal_components(blocks(np.empty((0, 3), np.float32)), 2).shape == (0, 2)


@pytest.mark.slow(seconds=10)
def test_tsne_keeps_neighbours_repeats_and_follows_an_earlier_layout() -> None:
    rows = principal_components(blocks(points()), 10)
    rounds = list[tuple[int, int]]()

    def tell(done: int, total: int) -> bool:
        rounds.append((done, total))
        return False

    laid = embed(rows, "tsne", on_round=tell)
    flat = embed(rows, "pca")
    assert trustworthiness(rows, laid, n_neighbors=10) > trustworthiness(rows, flat, n_neighbors=10)
    assert (laid.dtype, float(np.abs(laid).max())) == (np.float32, pytest.approx(1))
    np.testing.assert_array_equal(embed(rows, "tsne"), laid)
    assert rounds[-1][0] == rounds[-1][1]
    again = embed(rows, "tsne", laid[:, ::-1])
    turned = np.corrcoef(again[:, 0], laid[:, 1])[0, 1]
    assert turned > 0.9


def test_few_items_and_components_are_laid_out_by_their_components() -> None:
    rows = principal_components(blocks(points(8)), 5)
    np.testing.assert_array_equal(embed(rows, "tsne"), embed(rows, "pca"))
    laid = embed(rows, "pca")
    np.testing.assert_array_equal(embed(rows, "pca", -laid), -laid)
    assert np.abs(laid).max() == pytest.approx(1)
    one = np.zeros((1, 5), np.float32)
    assert embed(one, "tsne").tolist() == [[0, 0]]


def test_tsne_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(module: str) -> None:
        raise ModuleNotFoundError(module)

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(MissingExtra, match=r"openTSNE.*lookalike\[map\]"):
        embed(points(20), "tsne")


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """Where half of the weight is reached, from the lowest value on."""
    reached = 0.0
    for value, weight in sorted(zip(values.tolist(), weights.tolist(), strict=True)):
        reached += weight
        if reached >= weights.sum() / 2:
            return float(value)
    raise AssertionError


def test_new_items_lie_at_the_median_of_their_nearest() -> None:
    rows, new = points(60), points(70)[60:]
    plane = np.random.default_rng(2).uniform(-1, 1, (60, 2)).astype(np.float32)
    found = places(new, ((rows[i : i + 7], plane[i : i + 7]) for i in range(0, 60, 7)))
    for vector, place in zip(new, found, strict=True):
        scores = rows @ vector
        near = sorted(range(60), key=lambda i: -float(scores[i]))[:NEAREST]
        weights = np.exp(scores[near] / CLOSER)
        expected = [weighted_median(plane[near, axis], weights) for axis in range(2)]
        np.testing.assert_allclose(place, expected, atol=1e-6)
    twin = places(rows[:1], iter([(rows, plane)]))
    np.testing.assert_array_equal(twin[0], plane[0])
    few = places(new[:1], iter([(rows[:1], plane[:1])]))
    np.testing.assert_array_equal(few[0], plane[0])
