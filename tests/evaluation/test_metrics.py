"""The metrics equal a hand-worked case, slow loops and scikit-learn."""

from collections.abc import Callable
from math import log2

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, ndcg_score, roc_auc_score

from lookalike.errors import InputError
from lookalike.evaluation import metrics
from lookalike.evaluation.metrics import Judgement, Values, judge, rank

CLOSE = 1e-6


def judged(places: str, total: int) -> Judgement:
    """One query whose places are `1` relevant or `0` not."""
    return Judgement(np.array([[mark == "1" for mark in places]]), np.array([total]))


@pytest.fixture
def scored() -> tuple[np.ndarray, Judgement]:
    """Forty queries over sixty items of five labels: the scores, and their judged rankings."""
    random = np.random.default_rng(7)
    queries = random.normal(size=(40, 8)).astype(np.float32)
    gallery = random.normal(size=(60, 8)).astype(np.float32)
    labels, wanted = random.integers(0, 5, 60), random.integers(0, 5, 40)
    truth = labels[None] == wanted[:, None]
    return np.stack([queries @ gallery.T, truth]), judge(rank(queries, gallery), wanted, labels)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (lambda j: metrics.precision_at_k(j, 5), 2 / 5),
        (lambda j: metrics.recall_at_k(j, 5), 2 / 4),
        (lambda j: metrics.hit_at_k(j, 1), 0),
        (lambda j: metrics.hit_at_k(j, 2), 1),
        (metrics.average_precision, (1 / 2 + 2 / 4 + 3 / 6) / 4),
        (metrics.r_precision, 2 / 4),
        (metrics.map_at_r, (1 / 2 + 2 / 4) / 4),
        (
            lambda j: metrics.ndcg_at_k(j, 4),
            (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3) + 1 / 2 + 1 / log2(5)),
        ),
    ],
)
def test_a_ranking_worked_by_hand(metric: Callable[[Judgement], Values], expected: float) -> None:
    assert metric(judged("010101", total=4)) == pytest.approx([expected], abs=CLOSE)


def test_average_precision_equals_scikit_learn(scored: tuple[np.ndarray, Judgement]) -> None:
    (scores, truth), judgement = scored
    expected = [average_precision_score(t, s) for t, s in zip(truth, scores, strict=True)]
    assert metrics.average_precision(judgement) == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("k", [1, 10, 60])
def test_ndcg_equals_scikit_learn(scored: tuple[np.ndarray, Judgement], k: int) -> None:
    (scores, truth), judgement = scored
    expected = [ndcg_score([t], [s], k=k) for t, s in zip(truth, scores, strict=True)]
    assert metrics.ndcg_at_k(judgement, k) == pytest.approx(expected, abs=CLOSE)


def test_map_at_r_equals_the_papers_sum(scored: tuple[np.ndarray, Judgement]) -> None:
    _, judgement = scored
    expected = []
    for relevant, total in zip(judgement.relevant, judgement.totals, strict=True):
        terms = [relevant[: i + 1].mean() for i in range(total) if relevant[i]]
        expected.append(sum(terms) / total)
    assert metrics.map_at_r(judgement) == pytest.approx(expected, abs=CLOSE)


def test_r_precision_equals_precision_at_each_querys_own_r(
    scored: tuple[np.ndarray, Judgement],
) -> None:
    _, judgement = scored
    pairs = zip(judgement.relevant, judgement.totals, strict=True)
    expected = [relevant[:total].mean() for relevant, total in pairs]
    assert metrics.r_precision(judgement) == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("metric", [metrics.precision_at_k, metrics.ndcg_at_k])
def test_places_beyond_the_gallery_are_misses(metric: Callable[..., Values]) -> None:
    short, padded = judged("11", total=3), judged("1100", total=3)
    assert metric(short, 4) == pytest.approx(metric(padded, 4), abs=CLOSE)


def test_a_perfect_ranking_scores_one_everywhere() -> None:
    best = judged("111000", total=3)
    values = [metrics.average_precision, metrics.r_precision, metrics.map_at_r]
    assert [float(metric(best)[0]) for metric in values] == [1, 1, 1]


def test_k_below_one_is_refused() -> None:
    with pytest.raises(InputError, match="not 0"):
        metrics.precision_at_k(judged("1", total=1), 0)


def test_equal_scores_keep_the_gallerys_order() -> None:
    gallery = np.array([[0, 1], [1, 0], [1, 0], [1, 0]], np.float32)
    assert rank(gallery[1:2], gallery).tolist() == [[1, 2, 3, 0]]


def test_leave_one_out_never_finds_the_query_itself() -> None:
    rows = np.random.default_rng(1).normal(size=(300, 4)).astype(np.float32)  # over one chunk
    orders = rank(rows, rows, exclude_self=True)
    assert all(i not in order and len(set(order)) == 299 for i, order in enumerate(orders.tolist()))


def test_leave_one_out_of_different_rows_is_refused() -> None:
    with pytest.raises(InputError, match="3 and 4"):
        rank(np.ones((3, 2), np.float32), np.ones((4, 2), np.float32), exclude_self=True)


def test_many_queries_rank_as_one_does() -> None:
    rows = np.random.default_rng(2).normal(size=(600, 16)).astype(np.float32)
    alone = np.concatenate([rank(row[None], rows) for row in rows])
    assert np.array_equal(rank(rows, rows)[:, :5], alone[:, :5])


def test_a_query_with_nothing_to_find_is_left_out_and_counted() -> None:
    judgement = judge(np.array([[0, 1], [0, 1]]), ["shoe", "hat"], ["shoe", "bag"])
    assert (judgement.excluded, judgement.totals.tolist()) == (1, [1])


def test_the_only_member_of_a_class_is_left_out_of_leave_one_out() -> None:
    orders = np.array([[1, 2], [0, 2], [0, 1]])
    labels = ["shoe", "shoe", "hat"]
    judgement = judge(orders, labels, labels, exclude_self=True)
    assert (judgement.excluded, judgement.totals.tolist()) == (1, [1, 1])


def test_a_tie_is_no_triplet_success() -> None:
    assert metrics.triplet_success([0.9, 0.5, 0.1], [0.1, 0.5, 0.9]).tolist() == [1, 0, 0]


def test_the_auc_of_pairs_is_scikit_learns() -> None:
    random = np.random.default_rng(3)
    same, different = random.integers(2, 9, 30) / 10, random.integers(0, 7, 50) / 10  # with ties
    truth = [1] * len(same) + [0] * len(different)
    expected = roc_auc_score(truth, np.concatenate([same, different]))
    assert metrics.pair_auc(same, different) == pytest.approx(expected)


def test_pairs_that_all_look_the_same_are_told_apart_by_chance() -> None:
    assert metrics.pair_auc([1, 1], [1, 1, 1]) == 0.5
