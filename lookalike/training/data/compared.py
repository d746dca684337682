"""Triplets or pairs as training examples: sampled and scored by line."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.pixels import PixelCache, Pixels
from lookalike.errors import InputError
from lookalike.evaluation.metrics import pair_auc, triplet_success
from lookalike.recipes.recipe import Batches, Recipe
from lookalike.training.data.batches import Indices
from lookalike.training.data.examples import MEASURES
from lookalike.training.data.line_batches import LineBatcher
from lookalike.training.data_checks.findings import Watch
from lookalike.training.teacher.embeddings import Taught
from lookalike.types import Vectors

CHANCE = 0.5  # triplet success, and AUC of pairs, of random guesses
DISTILLING = ("distillation", "local-distillation", "neighbourhood")
LOSSES = {
    "triplets": ("triplet", "soft-triplet", "contrastive", *DISTILLING),
    "pairs": ("contrastive", *DISTILLING),
}


@dataclass(frozen=True)
class ComparedPixels:
    """Squares (n, side, side, 3), and the lines that compare them."""

    pixels: Pixels
    lines: Indices
    """Rows of `pixels`: (m, 3) for triplets or (m, 2) for pairs."""
    same: NDArray[np.bool_] | None
    """(m,) for pairs; None for triplets."""
    teacher: Taught | None = None

    @property
    def labels(self) -> NDArray[np.int64]:
        """(n,): each image is its own class, as there are no labels."""
        return np.arange(len(self.pixels))

    @property
    def column(self) -> str:
        """The column of training_log.csv with the metric."""
        return "triplet_success" if self.same is None else "pair_auc"

    def over(self, pixels: Pixels) -> "ComparedPixels":
        """Return the same lines with another array of pixels."""
        return replace(self, pixels=pixels)

    def batcher(self, recipe: Batches, seed: int) -> LineBatcher:
        """Return a sampler of shuffled lines."""
        return LineBatcher(recipe, self.lines, self.same, seed)

    def watch(self, held: "ComparedPixels") -> Watch:
        """Return the checks; nothing was learned unless a standard error above chance."""
        judged = len(held.lines)
        if held.same is not None:
            judged = min(int(held.same.sum()), int((~held.same).sum()))
        error = (
            0.5 / judged**0.5
        )  # of random guesses; the AUC of as many pairs of each kind has less
        return Watch(CHANCE, judged, MEASURES[self.column], CHANCE + error, CHANCE + 2 * error)

    def score(
        self, held: "ComparedPixels", vectors: Vectors, embed: Callable[[Pixels], Vectors]
    ) -> float:
        """Return the share of held-out triplets in the right order, or the AUC of pairs."""
        first, *others = (vectors[side] for side in held.lines.T)
        cosines = [(first * other).sum(axis=1) for other in others]
        if held.same is None:
            return float(triplet_success(*cosines).mean())
        return pair_auc(cosines[0][held.same], cosines[0][~held.same])


def compared_pixels(
    images: ComparedImages, cache: PixelCache, split: str, teacher: Taught | None = None
) -> ComparedPixels:
    """Return the lines of a split whose images could all be read, with those images."""
    failed = np.isin(images.lines, list(cache.failures)).any(axis=1)
    kept = (images.split == split) & ~failed
    used, lines = np.unique(images.lines[kept], return_inverse=True)
    same = None if images.same is None else images.same[kept]
    known = None if teacher is None else teacher.at(used)
    return ComparedPixels(cache.pixels[used], lines.reshape(images.lines[kept].shape), same, known)


def check_comparable(recipe: Recipe, kind: str) -> None:
    """Raise InputError if the recipe does not work with `triplets` or `pairs`, or needs labels."""
    for loss in recipe.losses:
        if loss.name not in LOSSES[kind]:
            works = ", ".join(LOSSES[kind])
            raise InputError(
                f"the recipe {recipe.name} has the loss {loss.name!r}, which does not work with "
                f"{kind}; these do: {works} (see the recipe from-{kind})"
            )
    if recipe.head.classemes:
        raise InputError(
            f"{kind} have no class labels, which classemes need; set head.classemes to 0"
        )
    if recipe.head.within_class:
        raise InputError(
            f"{kind} have no class labels, which within_class needs; set head.within_class to 0"
        )
    if recipe.batches.kind == "balanced":
        raise InputError(
            f"the recipe {recipe.name} has balanced batches, which need class labels; for {kind}, "
            "set batches.kind to shuffled"
        )
    if recipe.batches.views > 1:
        raise InputError(f"{kind} have one view of each image; set batches.views to 1")
    if recipe.augment.mix:
        raise InputError(f"CutMix does not work with {kind}; set augment.mix to 0")
