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

CHANCE = 0.5  # of a triplet in the right order, and the AUC of pairs told apart by a coin
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
    """Rows of `pixels`: (m, 3) of triplets or (m, 2) of pairs."""
    same: NDArray[np.bool_] | None
    """(m,) of pairs; None for triplets."""
    teacher: Taught | None = None

    @property
    def labels(self) -> NDArray[np.int64]:
        """(n,): each image a class of its own, since no more is known of it."""
        return np.arange(len(self.pixels))

    @property
    def column(self) -> str:
        """What is measured, as training_log.csv calls it."""
        return "triplet_success" if self.same is None else "pair_auc"

    def over(self, pixels: Pixels) -> "ComparedPixels":
        """The same lines, with their pixels elsewhere."""
        return replace(self, pixels=pixels)

    def batcher(self, recipe: Batches, seed: int) -> LineBatcher:
        """Shuffled lines."""
        return LineBatcher(recipe, self.lines, self.same, seed)

    def watch(self, held: "ComparedPixels") -> Watch:
        """Nothing is learned where the measure is not a standard error above chance."""
        judged = len(held.lines)
        if held.same is not None:
            judged = min(int(held.same.sum()), int((~held.same).sum()))
        error = 0.5 / judged**0.5  # of a coin's mean; an AUC of so many pairs each has less
        return Watch(CHANCE, judged, MEASURES[self.column], CHANCE + error, CHANCE + 2 * error)

    def score(
        self, held: "ComparedPixels", vectors: Vectors, embed: Callable[[Pixels], Vectors]
    ) -> float:
        """Share of held-out triplets in the right order; or the AUC of pairs by their cosines."""
        first, *others = (vectors[side] for side in held.lines.T)
        cosines = [(first * other).sum(axis=1) for other in others]
        if held.same is None:
            return float(triplet_success(*cosines).mean())
        return pair_auc(cosines[0][held.same], cosines[0][~held.same])


def compared_pixels(
    images: ComparedImages, cache: PixelCache, split: str, teacher: Taught | None = None
) -> ComparedPixels:
    """The lines of a split all of whose images could be read, and those images."""
    failed = np.isin(images.lines, list(cache.failures)).any(axis=1)
    kept = (images.split == split) & ~failed
    used, lines = np.unique(images.lines[kept], return_inverse=True)
    same = None if images.same is None else images.same[kept]
    known = None if teacher is None else teacher.at(used)
    return ComparedPixels(cache.pixels[used], lines.reshape(images.lines[kept].shape), same, known)


def check_comparable(recipe: Recipe, kind: str) -> None:
    """InputError where the recipe cannot learn from `triplets` or `pairs`, or needs labels."""
    for loss in recipe.losses:
        if loss.name not in LOSSES[kind]:
            works = ", ".join(LOSSES[kind])
            raise InputError(
                f"the recipe {recipe.name} has the loss {loss.name!r}, which cannot learn from "
                f"{kind}; these can: {works} (as in the recipe from-{kind})"
            )
    if recipe.head.classemes:
        raise InputError(f"{kind} have no classes to know again; set head.classemes to 0")
    if recipe.head.within_class:
        raise InputError(f"{kind} have no classes to vary within; set head.within_class to 0")
    if recipe.batches.kind == "balanced":
        raise InputError(
            f"the recipe {recipe.name} deals balanced batches, which need class labels; set "
            f"batches.kind to shuffled to deal {kind}"
        )
    if recipe.batches.views > 1:
        raise InputError(f"given {kind} are dealt in one view; set batches.views to 1")
    if recipe.augment.mix:
        raise InputError(f"images of given {kind} cannot be mixed; set augment.mix to 0")
