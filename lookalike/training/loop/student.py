"""The network's output for a batch, and the losses that each image has by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from lookalike.recipes.recipe import Recipe
from lookalike.training.loop.step_inputs import StepInput
from lookalike.training.network.backbones.base import StagedNetwork
from lookalike.training.network.embedding import Embedder
from lookalike.training.views.grid import resized


@dataclass(frozen=True)
class StudentOutput:
    """The network's output for the k rows of a step."""

    embeddings: Tensor
    """(k, dim), or (k, 1 + cells ** 2, dim) if a loss uses places; without classemes."""
    narrow: Sequence[Tensor]
    """(k, channels, h, w) each: the maps between its stages, if there are targets for them."""
    logits: Tensor | None
    """(k, classes), if the head has classemes."""


def student_output(
    embedder: Embedder, recipe: Recipe, inputs: StepInput, progress: float, is_local: bool
) -> StudentOutput:
    """Run the network, at this progress of the training; `is_local` if a loss uses places."""
    inner: Sequence[Tensor] = ()
    if inputs.narrow:
        is_forced = progress < recipe.teacher.forced
        backbone = cast("StagedNetwork", embedder.backbone)
        inner, maps = backbone.staged(inputs.images, inputs.narrow if is_forced else ())
    else:
        maps = embedder.feature_map(inputs.images)
    logits = embedder.head.logits(maps)
    if is_local:
        return StudentOutput(embedder.with_places(maps, recipe.teacher.cells), inner, logits)
    return StudentOutput(embedder.head.plain(maps), inner, logits)


def own_loss(
    made: StudentOutput,
    recipe: Recipe,
    inputs: StepInput,
    labels: Tensor,
    whole: Callable[[Tensor], Tensor],
) -> Tensor | None:
    """
    Return the losses of narrow maps and of classes, (k,) `labels`, as a mean; None if neither.

    `whole` gathers values of these rows into those of the whole batch.
    """
    parts = []
    for maps, target in zip(made.narrow, inputs.narrow, strict=False):
        wanted = resized(target, maps.shape[2:])
        scale = whole(wanted.square().mean(dim=(1, 2, 3))).mean()
        parts.append(recipe.teacher.map_weight * mse_loss(maps.float(), wanted) / scale)
    if made.logits is not None:
        parts.append(recipe.head.classeme_loss * cross_entropy(made.logits.float(), labels))
    return torch.stack(parts).sum() if parts else None
