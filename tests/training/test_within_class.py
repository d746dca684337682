"""What varies within classes counts for less, and all else of the network stays as it was."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lookalike.errors import InputError
from lookalike.recipes.recipe import Backbone, Head, Input, Recipe
from lookalike.training.network.embedding import build_embedder
from lookalike.training.network.head import EmbeddingHead
from lookalike.training.network.within_class import (
    normalise_within_classes,
    rows_of,
    within_class_turn,
)
from lookalike.training.views.augment import Views

RECIPE = Recipe(
    "tiny",
    input=Input(size=32),
    backbone=Backbone(width=0.25),
    head=Head((6,), classemes=4, within_class=0.5),
)
CLASSES = np.array(["goods/a", "goods/b", "thumbs/c"])


def test_the_turned_covariance_within_classes_is_one_in_all_directions() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    vectors = (rng.normal(size=(90, 4)) * [1, 2, 3, 4] + labels[:, None]).astype(np.float32)
    mean, turn = within_class_turn(vectors, labels, 0.25)
    assert np.allclose(mean, vectors.mean(axis=0), atol=1e-5)
    inside = np.stack([v - vectors[labels == c].mean(axis=0) for v, c in zip(vectors, labels)])  # noqa: B905
    covariance = sum(np.outer(row, row) for row in inside) / 90
    covariance += 0.25 * np.trace(covariance) / 4 * np.eye(4)
    assert np.allclose(turn @ covariance @ turn.T, np.eye(4), atol=1e-3)


def test_classes_are_found_that_lie_across_what_varies_within_them() -> None:
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1], 50)
    sides = np.stack([np.where(labels, 1.0, -1.0), rng.normal(size=100) * 5], axis=1)
    vectors = (sides + rng.normal(size=(100, 2)) * 0.1).astype(np.float32)
    mean, turn = within_class_turn(vectors, labels, 0.01)

    def found(rows: np.ndarray) -> float:
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        cosines = unit @ unit.T
        same = labels[:, None] == labels
        return float(cosines[same].mean() - cosines[~same].mean())

    assert found((vectors - mean) @ turn) > found(vectors) + 0.5


def test_the_network_makes_what_its_vectors_are_turned_to() -> None:
    torch.manual_seed(0)
    embedder = build_embedder(RECIPE, classes=3).eval()
    rng = np.random.default_rng(2)
    pixels, labels = rng.integers(0, 256, (30, 32, 32, 3), np.uint8), np.arange(30) % 3
    images = Views(RECIPE.augment, RECIPE.input, 0).plain(torch.from_numpy(pixels))
    with torch.no_grad():
        maps = embedder.feature_map(images)
        before = embedder.head.unscaled(maps).numpy()
        known = embedder(images)[:, 6:] / embedder(images)[:, :6].norm(dim=1, keepdim=True)
        normalise_within_classes(embedder, pixels, labels, CLASSES, RECIPE)
        after, whole = embedder.head.unscaled(maps).numpy(), embedder(images)
        local = embedder.head.local(maps).mean(dim=(2, 3))
    mean, turn = within_class_turn(before, labels, 0.5)
    assert np.allclose(after, (before - mean) @ turn, atol=1e-3)
    assert torch.allclose(whole[:, 6:] / whole[:, :6].norm(dim=1, keepdim=True), known, atol=1e-4)
    assert torch.allclose(embedder.head.scaled(local), whole, atol=1e-4)


def test_folders_say_which_images_count() -> None:
    labels = CLASSES[[2, 0, 1, 2]]
    assert rows_of((), labels).tolist() == [0, 1, 2, 3]
    assert rows_of(("goods",), labels).tolist() == [1, 2]
    assert rows_of(("thumbs", "goods"), labels).tolist() == [0, 1, 2, 3]
    with pytest.raises(InputError, match="'good', but no training image is in that folder"):
        rows_of(("goods", "good"), labels)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (Head((), within_class=1.0), "set head.layers"),
        (Head((6,), batch_norm=True, within_class=1.0), "without batch_norm"),
        (Head((6,), within_class=-1.0), "at least 0, not -1.0"),
    ],
)
def test_a_head_that_cannot_be_turned_is_refused(head: Head, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        EmbeddingHead(replace(head), channels=8)
