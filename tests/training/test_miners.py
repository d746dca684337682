"""Which triplets are taken from a batch."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

import pytest

torch = pytest.importorskip("torch")

from lookalike.errors import InputError
from lookalike.recipes.recipe import Loss
from lookalike.training.losses.miners import MINERS, all_triplets, build_miner

LINE = torch.tensor([[0.0], [1.0], [1.15], [5.0], [0.9]])  # on a line: distances are differences
LABELS = torch.tensor([0, 0, 1, 1, 1])


def mined(
    name: str, points: torch.Tensor = LINE, margin: float | None = None, distance: str = "euclidean"
) -> set[tuple[int, ...]]:
    miner = build_miner(Loss("triplet", miner=name, margin=margin, distance=distance))
    assert miner is not None
    return {tuple(map(int, row)) for row in zip(*miner(points, LABELS), strict=True)}


def in_order(a: int, p: int, n: int) -> bool:
    return a != p and LABELS[a] == LABELS[p] and LABELS[a] != LABELS[n]


EVERY = {(a, p, n) for a in range(5) for p in range(5) for n in range(5) if in_order(a, p, n)}


def excess(a: int, p: int, n: int) -> float:
    """How much further the negative is than the positive."""
    return float((LINE[a] - LINE[n]).abs() - (LINE[a] - LINE[p]).abs())


def test_batch_all_takes_every_triplet() -> None:
    assert mined("batch-all") == EVERY


def test_semi_hard_takes_negatives_beyond_the_positive_and_within_the_margin() -> None:
    slow = {triplet for triplet in EVERY if 0 < excess(*triplet) <= 0.2}
    assert slow == {(0, 1, 2), (3, 2, 1)}
    assert mined("semi-hard") == slow


def test_semi_hard_goes_by_the_losss_own_margin() -> None:
    assert mined("semi-hard", margin=0.8) == {t for t in EVERY if 0 < excess(*t) <= 0.8}


def test_semi_hard_goes_by_the_losss_own_distance() -> None:
    squares = {
        (a, p, n): float((LINE[a] - LINE[n]) ** 2 - (LINE[a] - LINE[p]) ** 2) for a, p, n in EVERY
    }
    expected = {triplet for triplet, value in squares.items() if 0 < value <= 0.8}
    assert mined("semi-hard", margin=0.8, distance="squared") == expected


def test_hardest_takes_the_furthest_positive_and_the_nearest_negative_of_each_anchor() -> None:
    assert mined("hardest") == {(0, 1, 4), (1, 0, 4), (2, 3, 1), (3, 4, 1), (4, 3, 1)}


def test_random_takes_one_triplet_an_anchor() -> None:
    triplets = mined("random")
    assert sorted(a for a, _, _ in triplets) == [0, 1, 2, 3, 4]
    assert triplets <= EVERY


@pytest.mark.parametrize("name", ["random", "distance-weighted"])
def test_chance_follows_the_seed(name: str) -> None:
    points = torch.randn(5, 4)
    torch.manual_seed(3)
    first = mined(name, points)
    torch.manual_seed(3)
    assert mined(name, points) == first


def test_distance_weighted_takes_triplets_of_the_batch() -> None:
    assert mined("distance-weighted", torch.randn(5, 4)) <= EVERY


def test_distance_weighted_prefers_rare_distances() -> None:
    """In many dimensions most are sqrt(2) apart: a nearer negative is rare, so it is drawn."""
    points = torch.eye(128)[:5].clone()
    points[2] = points[0] + 0.8 * points[2]
    counts = [
        sum(t[2] == 2 for t in mined("distance-weighted", points) if t[0] == 0) for _ in range(20)
    ]
    assert sum(counts) == 20


@pytest.mark.parametrize("name", MINERS)
def test_a_batch_of_one_class_has_no_triplets(name: str) -> None:
    miner = build_miner(Loss("triplet", miner=name))
    assert miner is not None
    assert [len(rows) for rows in miner(torch.randn(6, 4), torch.zeros(6, dtype=int))] == [0, 0, 0]


@pytest.mark.parametrize("name", MINERS)
def test_a_collapsed_batch_is_mined_without_a_fault(name: str) -> None:
    assert mined(name, torch.ones(5, 4)) <= EVERY


def test_none_mines_nothing() -> None:
    assert build_miner(Loss("triplet")) is None


def test_all_triplets_of_singles_are_none() -> None:
    assert [len(rows) for rows in all_triplets(torch.arange(4))] == [0, 0, 0]


def test_an_unknown_miner_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no miner 'gold'; there are: none, random"):
        build_miner(Loss("triplet", miner="gold"))
