"""Labelled images as training examples: sampled by class, scored by precision."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.pixels import Pixels
from lookalike.evaluation.metrics import judge, precision_at_k, rank
from lookalike.recipes.recipe import Batches
from lookalike.training.data.batches import Batcher
from lookalike.training.data_checks.findings import Watch
from lookalike.training.teacher.embeddings import Taught
from lookalike.types import Vectors

K = 5  # neighbours for precision
GALLERY = 1000  # train images in the gallery of validations during training,
GALLERY_OF_CLASS = 10  # or as many per class, if that is more


@dataclass(frozen=True)
class LabelledPixels:
    """Squares (n, side, side, 3), class numbers (n,), and the teacher's embeddings, if any."""

    pixels: Pixels
    labels: NDArray[np.int64]
    teacher: Taught | None = None
    column = "precision_at_5"

    def over(self, pixels: Pixels) -> "LabelledPixels":
        """Return the same labels with another array of pixels."""
        return replace(self, pixels=pixels)

    def batcher(self, recipe: Batches, seed: int) -> Batcher:
        """Return a sampler of batches by class."""
        return Batcher(recipe, self.labels, seed)

    def watch(self, held: "LabelledPixels") -> Watch:
        """Return the checks, for the precision of `held` among these."""
        among = self.labels if self._knows(held) else held.labels
        lucky = near_chance(among, held.labels)
        return Watch(chance(among, held.labels), len(held.labels), near=lucky)

    def score(
        self, held: "LabelledPixels", vectors: Vectors, embed: Callable[[Pixels], Vectors]
    ) -> float:
        """Return precision@5 of `held` among some of these, or itself if of other classes."""
        if not self._knows(held):
            orders = rank(vectors, vectors, exclude_self=True)
            judgement = judge(orders, held.labels, held.labels, exclude_self=True)
            return float(precision_at_k(judgement, K).mean())
        most = max(GALLERY, GALLERY_OF_CLASS * (int(self.labels.max()) + 1))
        rows = np.random.default_rng(0).permutation(len(self.labels))[:most]
        orders = rank(vectors, embed(self.pixels[rows]))
        return float(precision_at_k(judge(orders, held.labels, self.labels[rows]), K).mean())

    def _knows(self, held: "LabelledPixels") -> bool:
        return bool(np.isin(held.labels, self.labels).any())


def chance(train: NDArray[np.int64], validation: NDArray[np.int64]) -> float:
    """Return the precision of a random ranking: the share of train images of a query's class."""
    asked, found = _shares(train, validation)
    return float(asked @ found)


def near_chance(train: NDArray[np.int64], validation: NDArray[np.int64]) -> float:
    """
    Return the precision@5 that an untrained network may reach: two standard deviations above
    chance.

    If all queries find the same five images, precision depends on the classes of these five; if
    each query finds five of its own, it varies with the number of queries.
    """
    asked, found = _shares(train, validation)
    mean = float(asked @ found)
    alike = max(0.0, float(asked**2 @ found) - mean**2) / K
    apart = mean * (1 - mean) / (K * len(validation))
    return mean + 2 * float(np.sqrt(alike + apart))


def _shares(
    train: NDArray[np.int64], validation: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shares (classes,) of the validation images and of the train images."""
    count = int(max(train.max(), validation.max())) + 1
    asked, found = (np.bincount(side, minlength=count) for side in (validation, train))
    return asked / len(validation), found / len(train)
