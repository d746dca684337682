"""Sample batches of lines of a file of triplets or pairs; works on indices only."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lookalike.recipes.recipe import Batches
from lookalike.training.data.batches import Batch, Indices


class LineBatcher:
    """Samples shuffled lines, reproducible by seed; an image in several lines is embedded once."""

    def __init__(
        self, recipe: Batches, lines: Indices, same: NDArray[np.bool_] | None, seed: int
    ) -> None:
        """`lines` are (n, 3) triplets, or (n, 2) pairs with (n,) `same`."""
        self._recipe, self._lines, self._same, self._seed = recipe, lines, same, seed
        self._size = min(recipe.size, len(lines))

    @property
    def steps(self) -> int:
        """Batches in an epoch."""
        return self._recipe.steps or len(self._lines) // self._size

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of an epoch; no line is repeated before all were used."""
        rng = np.random.default_rng((self._seed, number))
        wanted = self.steps * self._size
        decks = [rng.permutation(len(self._lines)) for _ in range(-(-wanted // len(self._lines)))]
        for chosen in np.concatenate(decks)[:wanted].reshape(self.steps, self._size):
            yield self._batch(chosen)

    def _batch(self, chosen: Indices) -> Batch:
        lines = self._lines[chosen]
        rows, places = np.unique(lines, return_inverse=True)
        sides = places.reshape(lines.shape).T
        if self._same is None:
            return Batch(rows, tuple(sides))
        same = self._same[chosen]
        return Batch(rows, (*sides[:, same], *sides[:, ~same]))
