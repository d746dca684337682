"""Intervals hold the truth as often as they say."""

import numpy as np
import pytest

from lookalike.errors import InputError
from lookalike.evaluation import bootstrap
from lookalike.evaluation.bootstrap import auc_estimate, estimates, resampled_aucs, resampled_means
from lookalike.evaluation.metrics import pair_auc


def test_about_95_in_100_intervals_hold_the_true_mean() -> None:
    random = np.random.default_rng(11)
    trials = random.random((200, 400)) < 0.7  # 400 evaluations of 200 queries, each right at .7
    found = estimates(trials.astype(np.float64), resamples=1000, seed=1)
    held = np.mean([estimate.low <= 0.7 <= estimate.high for estimate in found])
    assert 0.91 <= held <= 0.98


def test_an_interval_is_near_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(5).normal(3, 2, (500, 1))
    (found,) = estimates(values, resamples=4000)
    reach = 1.96 * values.std() / np.sqrt(500)
    expected = [values.mean() - reach, values.mean() + reach]
    assert [found.low, found.high] == pytest.approx(expected, abs=0.02)


def test_the_mean_is_that_of_the_values() -> None:
    (found,) = estimates(np.array([[0.0], [1.0], [1.0]]))
    assert found.mean == pytest.approx(2 / 3)


def test_values_that_are_all_alike_leave_no_doubt() -> None:
    (found,) = estimates(np.full((20, 1), 0.25))
    assert (found.low, found.high) == pytest.approx((0.25, 0.25))


def test_resamples_equal_drawing_rows_with_replacement() -> None:
    values = np.random.default_rng(2).random((30, 2))
    means = resampled_means(values, 5000, seed=0)
    drawn = values[np.random.default_rng(9).integers(0, 30, (5000, 30))].mean(axis=1)
    assert [means.mean(), means.std()] == pytest.approx([drawn.mean(), drawn.std()], rel=0.05)


def test_columns_share_their_resamples() -> None:
    values = np.random.default_rng(2).random((30, 1))
    means = resampled_means(np.hstack([values, 2 * values]), 50, seed=0)
    assert means[:, 1] == pytest.approx(2 * means[:, 0])


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(2).random((30, 1))
    assert estimates(values, seed=4) == estimates(values, seed=4)


def test_many_queries_are_resampled_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "CHUNK", 64)
    values = np.random.default_rng(2).random((30, 1))
    assert len(np.unique(resampled_means(values, 101, seed=0))) == 101


def test_no_query_gives_no_interval() -> None:
    with pytest.raises(InputError, match="an interval from 0 queries"):
        estimates(np.zeros((0, 2)))


@pytest.fixture
def similarities() -> tuple[np.ndarray, np.ndarray]:
    """Of 25 pairs that are the same and 15 that are not, with ties."""
    random = np.random.default_rng(7)
    return random.integers(3, 12, 25) / 10, random.integers(0, 9, 15) / 10


def test_resampled_aucs_equal_drawing_pairs_of_each_answer_with_replacement(
    similarities: tuple[np.ndarray, np.ndarray],
) -> None:
    same, different = similarities
    random = np.random.default_rng(9)
    slow = [pair_auc(random.choice(same, 25), random.choice(different, 15)) for _ in range(4000)]
    fast = resampled_aucs(same, different, 4000, seed=0)
    quantiles = (0.025, 0.25, 0.5, 0.75, 0.975)
    assert np.quantile(fast, quantiles) == pytest.approx(np.quantile(slow, quantiles), abs=0.015)


def test_an_auc_has_its_interval_around_it(similarities: tuple[np.ndarray, np.ndarray]) -> None:
    found = auc_estimate(*similarities)
    assert found.mean == pair_auc(*similarities)
    assert found.low < found.mean < found.high


def test_pairs_that_are_told_apart_leave_no_doubt() -> None:
    found = auc_estimate(np.array([0.8, 0.9]), np.array([0.1, 0.2, 0.3]))
    assert (found.mean, found.low, found.high) == (1.0, 1.0, 1.0)


def test_many_pairs_are_resampled_a_part_at_a_time(
    similarities: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "CHUNK", 100)
    aucs = resampled_aucs(*similarities, 101, seed=0)
    assert aucs.mean() == pytest.approx(pair_auc(*similarities), abs=0.03)
