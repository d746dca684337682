"""Labels that the nearest items contradict come first; small labels are not outvoted."""

import numpy as np

from lookalike.health.labels import UNLABELLED, doubts
from lookalike.health.neighbours import Neighbours, nearest
from lookalike.types import Vectors


def among(rows: Vectors) -> Neighbours:
    return nearest(lambda: iter([rows]), len(rows))


def groups(*sizes: int) -> tuple[Vectors, list[int]]:
    """Groups that lie apart, and the number of each row's."""
    rng = np.random.default_rng(0)
    labels = [number for number, size in enumerate(sizes) for _ in range(size)]
    rows = np.eye(len(sizes), 8)[labels] + rng.normal(scale=0.05, size=(len(labels), 8))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), labels


def test_right_labels_raise_no_doubt() -> None:
    rows, labels = groups(30, 40)
    assert doubts(np.array(labels, np.int32), among(rows)) == []


def test_wrong_labels_are_found_with_the_right_ones() -> None:
    rows, labels = groups(30, 40)
    for row in (3, 50):
        labels[row] = 1 - labels[row]
    found = doubts(np.array(labels, np.int32), among(rows))
    assert {(one.row, one.label) for one in found} == {(3, 0), (50, 1)}
    assert all(0.8 < one.score <= 1 for one in found)


def test_a_small_label_is_not_outvoted_by_its_size() -> None:
    rows, labels = groups(60, 4)
    assert doubts(np.array(labels, np.int32), among(rows)) == []


def test_a_label_of_too_few_items_cannot_be_checked() -> None:
    rows, labels = groups(60, 40)
    labels[0], labels[70] = 2, 3
    assert doubts(np.array(labels, np.int32), among(rows)) == []


def test_items_without_a_label_are_neither_asked_nor_doubted() -> None:
    rows, labels = groups(30, 40)
    labels[3] = 1
    for row in range(10, 25):
        labels[row] = UNLABELLED
    (found,) = doubts(np.array(labels, np.int32), among(rows))
    assert (found.row, found.label, found.own) == (3, 0, 0)
    assert found.asked == found.others


def test_the_surest_come_first() -> None:
    rows, labels = groups(40, 40)
    between = (rows[0] + rows[41]) / np.linalg.norm(rows[0] + rows[41])
    rows[0], labels[0], labels[5] = between, 1, 1
    found = [one.row for one in doubts(np.array(labels, np.int32), among(rows))]
    assert found[0] == 5
