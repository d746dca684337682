"""Within-class covariance normalisation: scale down directions that vary within classes."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from lookalike.datasets.pixels import Pixels
from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe
from lookalike.training.network.embedding import Embedder
from lookalike.training.views.augment import Views
from lookalike.types import Vectors

MOST = 8192  # most images for the covariance; random ones if there are more


def normalise_within_classes(
    embedder: Embedder,
    pixels: Pixels,
    labels: NDArray[np.int64],
    classes: NDArray[np.str_],
    recipe: Recipe,
) -> None:
    """
    Change the last dense layer so that images of one class vary equally in all directions.

    `pixels` (n, s, s, 3) and `labels` (n,), numbers of `classes`, are training images, of which
    those in `recipe.head.within_class_of` are used. The mean of the embeddings is subtracted, and
    the rest multiplied by the inverse square root of the within-class covariance (Hatch, Kajarekar
    & Stolcke, 2006), with `recipe.head.within_class` times its mean variance added on the diagonal.
    Classemes are not changed.
    """
    rows = rows_of(recipe.head.within_class_of, classes[labels])
    some = np.sort(np.random.default_rng(0).permutation(rows)[:MOST])
    mean, turn = within_class_turn(
        _unscaled(embedder, pixels, some, recipe), labels[some], recipe.head.within_class
    )
    dense = cast("nn.Linear", embedder.head.layers[-1])
    with torch.no_grad():
        matrix, offset = (torch.from_numpy(part).to(dense.weight) for part in (turn.T, mean))
        dense.weight.copy_(matrix @ dense.weight)
        dense.bias.copy_(matrix @ (dense.bias - offset))


def rows_of(folders: Sequence[str], labels: NDArray[np.str_]) -> NDArray[np.intp]:
    """Return rows labelled `folder/...`, or all without folders; InputError if one has none."""
    if not folders:
        return np.arange(len(labels))
    members = [np.char.startswith(labels, f"{folder}/") for folder in folders]
    for folder, inside in zip(folders, members, strict=True):
        if not inside.any():
            raise InputError(
                f"head.within_class_of names {folder!r}, but no training image is in that folder; "
                "name folders of the training, or none to use all"
            )
    return np.flatnonzero(np.any(members, axis=0))


def within_class_turn(
    vectors: Vectors, labels: NDArray[np.int64], shrinkage: float
) -> tuple[Vectors, Vectors]:
    """Return the mean (dim,) of (n, dim) rows, and the matrix (dim, dim) for the rest."""
    _, numbers, counts = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), vectors.shape[1]), np.float64)
    np.add.at(sums, numbers, vectors)
    inside = vectors - (sums / counts[:, None])[numbers]
    covariance = inside.T @ inside / len(vectors)
    ridge = max(shrinkage * float(np.trace(covariance)) / len(covariance), 1e-12)
    values, axes = np.linalg.eigh(covariance + ridge * np.eye(len(covariance)))
    turn: Vectors = ((axes / np.sqrt(values)) @ axes.T).astype(np.float32)
    mean: Vectors = vectors.mean(axis=0).astype(np.float32)
    return mean, turn


@torch.no_grad()
def _unscaled(
    embedder: Embedder, pixels: Pixels, rows: NDArray[np.intp], recipe: Recipe
) -> Vectors:
    """Return (len(rows), plain_dim) outputs of the dense layers."""
    embedder.eval()
    views = Views(recipe.augment, recipe.input, recipe.seed)
    runs = views.plain_runs(pixels, rows, device=next(embedder.parameters()).device)
    made = [embedder.head.unscaled(embedder.feature_map(images)).cpu() for images in runs]
    vectors: Vectors = torch.cat(made).numpy()
    return vectors
