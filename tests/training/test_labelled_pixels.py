"""What validation images are measured by while a network learns, and what luck alone would give."""

import numpy as np
import pytest

from lookalike.encoders.base import unit_rows
from lookalike.training.data.labelled import LabelledPixels, chance, near_chance

SHARES = ([60, 20, 20], [100, 100, 100], [240, 30, 30])


def drawn(shares: list[int], queries: int) -> tuple[LabelledPixels, LabelledPixels]:
    """Train and validation images of classes in these shares; each picture says its number."""
    labels = np.repeat(np.arange(len(shares)), shares)
    held = np.random.default_rng(0).choice(labels, queries)
    pixels = np.zeros((len(labels), 1, 1, 3), np.uint8)
    return LabelledPixels(pixels, labels), LabelledPixels(pixels[:queries], held)


@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("queries", [20, 200])
def test_networks_that_know_nothing_are_near_chance(shares: list[int], queries: int) -> None:
    """Both kinds, as often as two standard deviations say: five shared neighbours, and any five."""
    train, held = drawn(shares, queries)
    near, mean = near_chance(train.labels, held.labels), chance(train.labels, held.labels)
    random = np.random.default_rng(1)
    alike, apart = [], []
    for _ in range(300):
        five = train.labels[random.choice(len(train.labels), 5, replace=False)]
        alike.append((held.labels[:, None] == five).mean())
        any_five = random.choice(train.labels, (queries, 5))
        apart.append((held.labels[:, None] == any_five).mean())
    for found in (alike, apart):
        assert np.mean(found) == pytest.approx(mean, abs=0.02)
        assert np.mean(np.array(found) <= near) > 0.93


def test_a_network_that_gives_every_image_the_same_vector_has_collapsed() -> None:
    train, held = drawn([240, 30, 30], 60)
    watch = train.watch(held)

    def same(pixels: np.ndarray) -> np.ndarray:
        vectors = 1 + 1e-5 * np.random.default_rng(len(pixels)).normal(size=(len(pixels), 16))
        return unit_rows(vectors.astype(np.float32))

    queries = same(held.pixels)
    score = train.score(held, queries, same)
    spread = float((queries @ queries.T)[np.triu_indices(len(queries), 1)].std())
    found = [watch.look(progress, 1.0, score, spread) for progress in (0.25, 0.3)]
    assert [finding.name for finding in found[1]] == ["collapse"]


def test_a_network_that_tells_products_on_white_apart_by_little_has_not() -> None:
    """Forty of each of five kinds, of which a fraction of the vector tells."""
    train, held = drawn([40] * 5, 20)
    random = np.random.default_rng(2)

    def nearly(labels: np.ndarray) -> np.ndarray:
        vectors = np.concatenate([np.full((len(labels), 1), 20.0), np.eye(5)[labels]], axis=1)
        noise = random.normal(size=vectors.shape) * 0.5
        return unit_rows((vectors + noise).astype(np.float32))

    queries, gallery = nearly(held.labels), nearly(train.labels)
    order = np.random.default_rng(0).permutation(len(train.labels))
    score = train.score(held, queries, lambda _: gallery[order])
    spread = float((queries @ queries.T)[np.triu_indices(len(queries), 1)].std())
    assert spread < 0.02 < 0.35 < score
    watch = train.watch(held)
    found = [watch.look(p / 10, 1.0, score, spread) for p in range(1, 11)]
    assert not any(found)
