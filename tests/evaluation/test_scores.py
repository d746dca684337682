"""Every query's values equal independent references, also on ties and lone classes."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

from lookalike.errors import InputError
from lookalike.evaluation.metrics import triplet_success
from lookalike.evaluation.scores import CHUNK, NAMES, score_queries, similarities
from lookalike.evaluation.vectors import LabelledVectors

CLOSE = 1e-6


def labelled(rows: list[list[float]], labels: list[str]) -> LabelledVectors:
    sources = tuple(map(str, range(len(rows))))
    return LabelledVectors(np.array(rows, np.float32), np.array(labels), sources)


def coarse(found: LabelledVectors) -> LabelledVectors:
    """Rounded until many inner products are equal, with a class of one member at the end."""
    rows, labels = np.round(2 * found.vectors), found.labels.astype("<U12")
    labels[-1] = "alone"
    return LabelledVectors(rows, labels, found.sources)


@pytest.mark.parametrize("has_ties", [False, True])
@pytest.mark.parametrize("leaves_one_out", [False, True])
def test_means_equal_pytorch_metric_learning(scatter, has_ties: bool, leaves_one_out: bool) -> None:
    accuracy = pytest.importorskip("pytorch_metric_learning.utils.accuracy_calculator")
    torch = pytest.importorskip("torch")
    gallery, queries = scatter(90, seed=1), scatter(40, seed=2)
    if has_ties:
        gallery, queries = coarse(gallery), coarse(queries)
    asked = None if leaves_one_out else queries

    def nearest(query, k, reference, includes_query):  # ours, where it would want FAISS
        scores = (query.numpy() @ reference.numpy().T).astype(np.float32)
        if includes_query:
            np.fill_diagonal(scores, -np.inf)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return torch.tensor(np.take_along_axis(scores, order, 1)), torch.tensor(order)

    names = {
        "precision_at_1": "precision@1",
        "r_precision": "r_precision",
        "mean_average_precision_at_r": "map@r",
        "mean_average_precision": "map",
    }
    _, numbers = np.unique(np.append(gallery.labels, queries.labels), return_inverse=True)
    of_gallery, of_queries = numbers[: len(gallery)], numbers[len(gallery) :]
    sides = (gallery.vectors, of_gallery, gallery.vectors, of_gallery)
    if not leaves_one_out:
        sides = (queries.vectors, of_queries, gallery.vectors, of_gallery)
    places = len(gallery) - leaves_one_out
    calculator = accuracy.AccuracyCalculator(include=tuple(names), k=places, knn_func=nearest)
    expected = calculator.get_accuracy(*sides, ref_includes_query=leaves_one_out)
    scores = score_queries(gallery, asked)
    ours = {theirs: scores.values[name].mean() for theirs, name in names.items()}
    assert ours == pytest.approx({name: expected[name] for name in names}, abs=CLOSE)


def test_triplet_success_is_the_area_under_the_roc_curve(scatter) -> None:
    gallery, queries = scatter(90, seed=1), scatter(20, seed=2)
    scores = queries.vectors @ gallery.vectors.T
    pairs = zip(scores, queries.labels, strict=True)
    expected = [roc_auc_score(gallery.labels == label, row) for row, label in pairs]
    assert score_queries(gallery, queries).values["triplet_success"] == pytest.approx(
        expected, abs=CLOSE
    )


def test_a_tie_in_a_triplet_is_a_failure(scatter) -> None:
    gallery, queries = coarse(scatter(90, seed=1)), coarse(scatter(20, seed=2)).at(np.arange(19))
    expected = []
    for row, label in zip(queries.vectors @ gallery.vectors.T, queries.labels, strict=True):
        positives, negatives = row[gallery.labels == label], row[gallery.labels != label]
        pairs = np.array([(p, n) for p in positives for n in negatives])
        expected.append(triplet_success(pairs[:, 0], pairs[:, 1]).mean())
    found = score_queries(gallery, queries).values["triplet_success"]
    assert found == pytest.approx(expected, abs=CLOSE)


def test_a_class_of_one_is_no_query_of_leave_one_out() -> None:
    rows = [[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]]
    assert score_queries(labelled(rows, ["hat", "hat", "shoe"])).rows.tolist() == [0, 1]


def test_the_only_member_of_a_class_counts_as_an_item_to_find() -> None:
    gallery = labelled([[1.0, 0.0], [0.0, 1.0]], ["hat", "shoe"])
    found = score_queries(gallery, labelled([[1.0, 0.1]], ["hat"]))
    assert [found.values[name][0] for name in ("map", "map@r", "recall@5")] == [1, 1, 1]


def test_places_beyond_the_gallery_are_misses() -> None:
    gallery = labelled([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]], ["hat", "hat", "shoe"])
    found = score_queries(gallery, labelled([[1.0, 0.0]], ["hat"]))
    assert found.values["precision@5"].tolist() == [2 / 5]


def test_equal_scores_keep_the_gallerys_order() -> None:
    gallery = labelled([[1.0, 0.0]] * 4, ["shoe", "hat", "hat", "hat"])
    found = score_queries(gallery, labelled([[1.0, 0.0]], ["hat"]))
    assert found.nearest.tolist() == [[0, 1, 2, 3]]


def test_queries_in_many_chunks_get_what_each_gets_alone(scatter) -> None:
    gallery, queries = scatter(60, seed=1), scatter(CHUNK + 40, seed=2)
    together = score_queries(gallery, queries)
    alone = [score_queries(gallery, queries.at(np.array([row]))) for row in range(len(queries))]
    expected = np.array([[one.values[name][0] for one in alone] for name in NAMES])
    assert np.array([together.values[name] for name in NAMES]) == pytest.approx(expected)


def test_leave_one_out_finds_no_query_by_itself(scatter) -> None:
    found = score_queries(scatter(CHUNK + 40, seed=1))
    assert not (found.nearest == np.arange(CHUNK + 40)[:, None]).any()


def test_euclidean_neighbours_equal_scikit_learns() -> None:
    random = np.random.default_rng(3)
    gallery, queries = random.normal(size=(50, 4)), random.normal(size=(9, 4))
    distances, _ = NearestNeighbors(n_neighbors=50).fit(gallery).kneighbors(queries)
    ours = -similarities(queries.astype(np.float32), gallery.astype(np.float32), "euclidean")
    assert np.sort(ours, axis=1) == pytest.approx(distances, abs=1e-5)


def test_a_gallery_of_one_class_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to distinguish"):
        score_queries(labelled([[1.0, 0.0], [0.0, 1.0]], ["hat", "hat"]))


def test_queries_of_other_labels_are_refused() -> None:
    gallery = labelled([[1.0, 0.0], [0.0, 1.0]], ["hat", "shoe"])
    with pytest.raises(InputError, match="a relevant image"):
        score_queries(gallery, labelled([[1.0, 0.0]], ["bag"]))
