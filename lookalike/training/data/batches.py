"""Sample batches by class; works on indices only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.recipes.recipe import Batches

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Batch:
    """Rows of the data; triplets and pairs are positions in `rows`."""

    rows: Indices
    triplets: tuple[Indices, ...] | None = None
    """Anchors, positives and negatives, (t,) each; for given pairs, both sides of the positive
    pairs, (p,) each, and both sides of the negative ones, (q,) each."""
    group: int = 1
    """Consecutive rows that are not split between processes: the images of a class, if balanced."""


class Batcher:
    """Samples the batches of each epoch; the same seed gives the same batches."""

    def __init__(self, recipe: Batches, labels: NDArray[np.int64], seed: int) -> None:
        self._recipe, self._labels, self._seed = recipe, labels, seed
        self._size = max(1, recipe.size // recipe.views)  # different images
        self._members = [np.flatnonzero(labels == c) for c in np.unique(labels)]
        self._paired = [members for members in self._members if len(members) > 1]
        if recipe.kind not in ("balanced", "shuffled", "random-triplets", "built-triplets"):
            raise InputError(
                f"no batches of kind {recipe.kind!r}; there are: balanced, shuffled, "
                "random-triplets, built-triplets"
            )
        if recipe.views > 1 and recipe.kind.endswith("triplets"):
            raise InputError("triplets have one view of each image; set batches.views to 1")
        if recipe.kind.endswith("triplets") and (len(self._members) < 2 or not self._paired):
            raise InputError("triplets need at least two classes, one of them with two images")
        self._built = (
            self._draw_triplets(recipe.triplets, np.random.default_rng(seed))
            if recipe.kind == "built-triplets"
            else None
        )

    @property
    def steps(self) -> int:
        """Batches in an epoch."""
        if self._recipe.steps:
            return self._recipe.steps
        count = len(self._labels) if self._built is None else len(self._built)
        return max(1, count // self._size)

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of an epoch."""
        rng = np.random.default_rng((self._seed, number))
        kind = self._recipe.kind
        if kind.endswith("triplets"):
            return self._triplets(rng)
        dealt = self._balanced(rng) if kind == "balanced" else self._shuffled(rng)
        return map(self._viewed, dealt)

    def _viewed(self, batch: Batch) -> Batch:
        """Repeat each image for its views, which stay together."""
        views = self._recipe.views
        return Batch(np.repeat(batch.rows, views), group=batch.group * views)

    def _shuffled(self, rng: np.random.Generator) -> Iterator[Batch]:
        return map(Batch, self._dealt(len(self._labels), rng))

    def _dealt(self, count: int, rng: np.random.Generator) -> Iterator[Indices]:
        """Yield an epoch's batches of `count` rows; each row once before any is repeated."""
        return islice(self._orders(count, rng), self.steps)

    def _orders(self, count: int, rng: np.random.Generator) -> Iterator[Indices]:
        """Yield full batches of one random order after another, without end."""
        size = min(self._size, count)
        while True:
            order = rng.permutation(count)
            for start in range(0, count - size + 1, size):
                yield order[start : start + size]

    def _balanced(self, rng: np.random.Generator) -> Iterator[Batch]:
        """P classes x K images; images without replacement until a class is used up."""
        decks: list[list[int]] = [[] for _ in self._members]
        classes = min(len(self._members), max(2, self._size // self._recipe.images))
        for _ in range(self.steps):
            chosen = rng.permutation(len(self._members))[:classes]
            rows = [row for c in chosen for row in self._deal(decks, int(c), rng)]
            yield Batch(np.array(rows, np.intp), group=self._recipe.images)

    def _deal(self, decks: list[list[int]], c: int, rng: np.random.Generator) -> list[int]:
        dealt: list[int] = []
        while len(dealt) < self._recipe.images:
            if not decks[c]:
                decks[c] = rng.permutation(self._members[c]).tolist()
            dealt.append(decks[c].pop())
        return dealt

    def _triplets(self, rng: np.random.Generator) -> Iterator[Batch]:
        if self._built is None:
            size = self._recipe.size
            drawn = iter(self._draw_triplets(self.steps * size, rng).reshape(-1, size, 3))
        else:
            drawn = (self._built[share] for share in self._dealt(len(self._built), rng))
        for rows in drawn:
            first = np.arange(len(rows))
            places = (first, first + len(rows), first + 2 * len(rows))
            yield Batch(np.concatenate([rows[:, 0], rows[:, 1], rows[:, 2]]), places)

    def _draw_triplets(self, count: int, rng: np.random.Generator) -> Indices:
        """Return (count, 3): two images of one class, drawn by its size, and one of another."""
        sizes = np.array([len(members) for members in self._paired], float)
        chosen = rng.choice(len(self._paired), size=count, p=sizes / sizes.sum())
        triplets = np.empty((count, 3), np.intp)
        for row, c in zip(triplets, chosen, strict=True):
            row[:2] = rng.choice(self._paired[c], size=2, replace=False)
            row[2] = rng.integers(len(self._labels))
            while self._labels[row[2]] == self._labels[row[0]]:
                row[2] = rng.integers(len(self._labels))
        return triplets
