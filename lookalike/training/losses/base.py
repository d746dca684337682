"""What every loss is: embeddings and labels to one number."""

from typing import TypeAlias

from torch import Tensor, nn

from lookalike.recipes import recipe

Triplets: TypeAlias = tuple[Tensor, Tensor, Tensor]
"""Rows of the anchors, the positives and the negatives, (t,) int64 each."""

Pairs: TypeAlias = tuple[Tensor, Tensor, Tensor, Tensor]
"""Rows of both sides of the alike pairs, (p,) int64 each, then of the different ones, (q,)."""


class EmbeddingLoss(nn.Module):
    """One term of a recipe; may own parameters, such as a vector for each class."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__()

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """(n, dim) and (n,) to a scalar; `triplets` are those dealt or mined, None for all."""
        raise NotImplementedError


def or_default(value: float | None, default: float) -> float:
    """The recipe's number, or the loss's own."""
    return default if value is None else value
