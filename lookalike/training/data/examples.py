"""The interface of training examples, for labelled and for compared images."""

from collections.abc import Callable, Iterator
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.pixels import Pixels
from lookalike.recipes.recipe import Batches
from lookalike.training.data.batches import Batch
from lookalike.training.data_checks.findings import Watch
from lookalike.training.teacher.embeddings import Taught
from lookalike.types import Vectors

MEASURES = {
    "precision_at_5": "precision@5",
    "triplet_success": "triplet success",
    "pair_auc": "pair AUC",
}
"""Metrics on validation images: columns of training_log.csv, and their names."""


class Dealer(Protocol):
    """Samples the batches of each epoch."""

    @property
    def steps(self) -> int:
        """Batches in an epoch."""

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of an epoch."""


class Examples(Protocol):
    """One split of the data."""

    @property
    def pixels(self) -> Pixels:
        """(n, side, side, 3)."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """(n,) class numbers; without labels, each image is its own class."""

    @property
    def teacher(self) -> Taught | None:
        """The teacher's embeddings of these n images; None without a teacher."""

    @property
    def column(self) -> str:
        """The metric's column: one of MEASURES."""

    def over(self, pixels: Pixels) -> Self:
        """Return the same examples with another array of pixels."""

    def batcher(self, recipe: Batches, seed: int) -> Dealer:
        """Return a sampler of training batches."""

    def watch(self, held: Self) -> Watch:
        """Return the checks of a training on these that is validated on `held`."""

    def score(self, held: Self, vectors: Vectors, embed: Callable[[Pixels], Vectors]) -> float:
        """Return the metric of `held`, with its (n, dim) unit vectors."""
