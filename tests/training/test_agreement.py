"""Whether one network may stand in for another."""

import numpy as np
import pytest

from lookalike.encoders.base import unit_rows
from lookalike.training.export.agreement import Agreement, agreement, precision, top_agreement


def circle(degrees: list[float]) -> np.ndarray:
    angles = np.radians(degrees)
    return unit_rows(np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))


def test_a_network_agrees_with_itself() -> None:
    rows = unit_rows(np.random.default_rng(0).standard_normal((40, 8)).astype(np.float32))
    found = agreement(rows, rows, np.arange(40) % 4)
    assert (found.top_10, found.lost, found.is_enough) == (1, 0, True)


def test_places_in_common_are_counted_in_any_order() -> None:
    # Nearest two of each, by eye: 0: 10 20 | 10: 0 20 | 20: 10 0 | 90: 20 10, and 90 moves to 0.
    before, after = circle([0, 10, 20, 90]), circle([0, 10, 20, 1])
    # 0 has 1 and 10 now (one of two), 10 has 1 and 0 (one of two), 20: 10 1 (one), 90: 0 10 (one).
    assert top_agreement(before, after, k=2) == 0.5


def test_precision_is_over_five_places_and_leaves_the_image_itself_out() -> None:
    rows = circle([0, 1, 2, 3, 4, 5, 100, 101, 102])
    labels = ["a"] * 6 + ["b"] * 3
    assert precision(rows, labels) == pytest.approx((6 * 1 + 3 * 2 / 5) / 9)


def test_where_every_label_is_alone_nothing_can_be_lost() -> None:
    rows = circle([0, 10, 20, 30])
    assert agreement(rows, rows, ["a", "b", "c", "d"]).lost == 0


@pytest.mark.parametrize(
    ("top_10", "lost", "enough"),
    [
        (0.90, 0.0, True),
        (0.89, 0.0, False),
        (0.95, 0.01, False),
        (0.95, 0.009, True),
        (1, -1, True),
    ],
)
def test_the_bar_is_where_it_is_said_to_be(top_10: float, lost: float, enough: bool) -> None:
    assert Agreement(top_10, 0.8, lost).is_enough == enough
