"""Clusters of the plane, and their names."""

import numpy as np
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score

from lookalike.map.density import clusters_of
from lookalike.map.naming import Columns, name_of, traits
from lookalike.map.result import NO_CLUSTER
from lookalike.types import Item


def test_blobs_are_the_clusters_and_the_largest_is_first() -> None:
    centres = [(-0.7, -0.7), (0.7, -0.6), (0, 0.7), (0.8, 0.8)]
    rows, truth = make_blobs(
        [400, 300, 200, 100], 2, centers=centres, cluster_std=0.1, random_state=0
    )
    found = clusters_of(rows.astype(np.float32))
    assert found.max() == 3
    assert adjusted_rand_score(truth, found) > 0.98
    assert np.all(np.diff(np.bincount(found[found >= 0])) <= 0)


def test_one_gaussian_is_not_cut_into_many_and_a_few_items_are_no_cluster() -> None:
    rng = np.random.default_rng(0)
    cloud = rng.normal(size=(2000, 2)).astype(np.float32) / 5
    assert (clusters_of(cloud) == 0).mean() > 0.5
    alone = np.concatenate([cloud, np.array([[1.5, 1.5], [1.5, 1.51]], np.float32)])
    assert clusters_of(alone)[-2:].tolist() == [NO_CLUSTER, NO_CLUSTER]
    assert clusters_of(np.empty((0, 2), np.float32)).shape == (0,)
    assert clusters_of(np.zeros((5, 2), np.float32)).tolist() == [0] * 5


def item(number: int, **attributes: object) -> Item:
    return Item(f"i{number}", "", {"name": f"{number}.jpg", **attributes})  # type: ignore[arg-type]


def test_names_are_values_that_most_of_a_cluster_have_and_few_others() -> None:
    columns, rows = Columns(), []
    for number in range(40):
        kind = "boot" if number < 10 else "shirt"
        rows.append(
            item(
                number,
                kind=kind,
                colours=["red"] if number < 8 else ["blue", "grey"],
                price=number,
                made="here",
                folder=f"train/{kind}s",
            )
        )
        columns.add(number, rows[-1])
    cluster_of = np.array([0] * 10 + [1] * 26 + [NO_CLUSTER] * 4, np.int32)
    first, second = traits(columns.by_name, cluster_of, 2)
    assert [(one.attribute, one.value, one.share, one.lift) for one in first] == [
        ("folder", "boots", 1.0, 4.0),
        ("kind", "boot", 1.0, 4.0),
        ("colours", "red", 0.8, 4.0),
    ]
    named = name_of(first, rows[0])
    assert named == ("boots, red", "100 % have folder boots; 80 % have colours red")
    assert second == []  # what 30 of 40 have tells nothing
    alone = "like 20.jpg", "no attribute tells them from the others"
    assert name_of(second, rows[20]) == alone
