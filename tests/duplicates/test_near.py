"""All pairs of near thumbprints, as by comparing each with each."""

import numpy as np
import pytest

from lookalike.duplicates import near as module
from lookalike.duplicates.groups import Sets
from lookalike.duplicates.near import Near, Prints, near, reduced, unit
from lookalike.duplicates.orientation import ORIENTATIONS, turned
from lookalike.images.thumbprint import SIDE


def prints(count: int, seed: int = 0) -> Prints:
    """Random pictures, of which every third is a changed copy of an earlier one."""
    rng = np.random.default_rng(seed)
    found = rng.integers(0, 256, (count, SIDE * SIDE), dtype=np.uint8)
    for at in range(2, count, 3):
        square = found[rng.integers(0, at)].reshape(SIDE, SIDE)
        orientation = int(rng.integers(0, ORIENTATIONS)) if at % 2 else 0
        copy = turned(square, orientation).astype(int).ravel()
        found[at] = np.clip(copy + rng.normal(0, rng.uniform(2, 30), copy.shape), 0, 255)
    return found


def slowly(given: Prints, least: float, orientations: int) -> dict[tuple[int, int], float]:
    rows, best = unit(given), dict[tuple[int, int], float]()
    for orientation in range(orientations):
        squares = [turned(p.reshape(SIDE, SIDE), orientation).ravel() for p in given]
        scores = unit(np.stack(squares)) @ rows.T
        for other, one in zip(*np.nonzero(scores >= least), strict=True):
            if one < other:
                pair = int(one), int(other)
                best[pair] = max(best.get(pair, -1), float(scores[other, one]))
    return best


@pytest.mark.parametrize("leaf", [10, 4096], ids=["in leaves", "each with each"])
@pytest.mark.parametrize("orientations", [1, ORIENTATIONS])
@pytest.mark.parametrize("least", [0.96, 0.8])
def test_no_pair_is_missed_or_found_twice(
    monkeypatch: pytest.MonkeyPatch, leaf: int, orientations: int, least: float
) -> None:
    monkeypatch.setattr(module, "LEAF", leaf)
    given = prints(300)
    found = near(given, least, orientations)
    pairs = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
    expected = slowly(given, least, orientations)
    assert len(expected) > 20
    assert sorted(pairs) == sorted(expected)
    slanted = unit(given)
    laid = [
        unit(np.stack([turned(p.reshape(SIDE, SIDE), orientation).ravel() for p in given]))
        for orientation in range(orientations)
    ]
    for one, other, orientation in zip(*found_rows(found), strict=True):
        score = float(laid[orientation][other] @ slanted[one])
        assert abs(score - expected[one, other]) <= 1e-5  # the nearest of all
    told = [expected[pair] for pair in pairs]
    assert found.correlation.tolist() == pytest.approx(told, abs=1e-5)


def test_few_numbers_of_a_print_are_never_less_alike_than_all() -> None:
    given = prints(200)
    few, every = reduced(given), unit(given)
    assert few.shape[1] < every.shape[1] / 5
    assert np.linalg.norm(few, axis=1) == pytest.approx(1, abs=1e-5)
    assert (few @ few.T >= every @ every.T - 1e-5).all()


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    near(prints(300), 0.96, 2, 50, lambda *step: told.append(step))
    assert told[-1] == (500, 500)
    assert told == sorted(told)


@pytest.mark.parametrize("leaf", [10, 4096], ids=["in leaves", "each with each"])
def test_old_ones_are_not_compared_with_each_other(
    monkeypatch: pytest.MonkeyPatch, leaf: int
) -> None:
    monkeypatch.setattr(module, "LEAF", leaf)
    given = prints(300)
    every, new = (near(given, 0.96, ORIENTATIONS, old) for old in (0, 250))
    expected = [pair for pair in zip(*found_rows(every), strict=True) if pair[1] >= 250]
    assert list(zip(*found_rows(new), strict=True)) == expected
    assert 0 < len(expected) < len(every.one)
    assert len(near(given, 0.96, ORIENTATIONS, 300).one) == 0


def found_rows(found: Near) -> tuple[list[int], list[int], list[int]]:
    return found.one.tolist(), found.other.tolist(), found.orientation.tolist()


def test_the_orientation_lays_the_other_on_the_one() -> None:
    square = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    for orientation in range(ORIENTATIONS):
        other = next(
            candidate
            for o in range(ORIENTATIONS)
            if (turned(candidate := turned(square, o), orientation) == square).all()
        )
        found = near(np.stack([square.ravel(), other.ravel()]), 0.99, ORIENTATIONS)
        assert found.orientation.tolist() == [orientation]


def test_blank_pictures_are_near_to_none() -> None:
    blank = np.full((3, SIDE * SIDE), 200, np.uint8)
    blank[1, 5] = 201
    assert len(near(blank, 0.5, ORIENTATIONS).one) == 0


def test_of_none_there_are_no_pairs() -> None:
    assert len(near(np.empty((0, SIDE * SIDE), np.uint8), 0.9).one) == 0


@pytest.mark.parametrize("orientation", [0, 1, 6])
def test_of_many_that_are_alike_some_pairs_are_told_that_join_all(
    monkeypatch: pytest.MonkeyPatch, orientation: int
) -> None:
    monkeypatch.setattr(module, "MOST", 8)
    monkeypatch.setattr(module, "LEAF", 16)
    rng = np.random.default_rng(3)
    square = rng.integers(40, 200, (SIDE, SIDE), dtype=np.uint8)
    kinds = [square.ravel(), turned(square, orientation).ravel()]
    # Two clusters of copies, each much more like its own than like the other.
    noise = [rng.normal(0, 8, (2, SIDE * SIDE))[at % 2] for at in range(120)]
    given = np.stack(
        [np.clip(kinds[at % 2] + noise[at] + rng.normal(0, 1, 256), 0, 255) for at in range(120)]
    ).astype(np.uint8)
    found = near(given, 0.9, ORIENTATIONS)
    assert len(found.one) <= 120 * 8 * 2 < 120 * 119 / 2
    assert (found.one < found.other).all()
    sets = Sets()
    for one, other in zip(found.one.tolist(), found.other.tolist(), strict=True):
        sets.unite(str(one), str(other))
    assert len({sets.root(str(at)) for at in range(120)}) == 1
    for one, other, how in zip(*found_rows(found), strict=True):
        laid = turned(given[other].reshape(SIDE, SIDE), how).ravel()
        assert float(unit(laid[None])[0] @ unit(given[one][None])[0]) >= 0.9 - 1e-5
