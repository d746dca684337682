"""The loss interface: embeddings, and labels or targets of their images, to one number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from torch import Tensor, nn

from lookalike.recipes import recipe

Triplets: TypeAlias = tuple[Tensor, Tensor, Tensor]
"""Rows of the anchors, the positives and the negatives, (t,) int64 each."""

Pairs: TypeAlias = tuple[Tensor, Tensor, Tensor, Tensor]
"""Rows of both sides of the positive pairs, (p,) int64 each, then of the negative ones, (q,)."""


@dataclass(frozen=True)
class Truth:
    """Labels and targets of the images of a batch; one row per image."""

    labels: Tensor
    """(n,) class numbers."""
    images: Tensor | None = None
    """(n,) image numbers, equal for views of one image; None if all rows are different images."""
    teacher: Tensor | None = None
    """(n, dim) the teacher's embeddings, of length 1; None without a teacher."""
    places: Tensor | None = None
    """(n, p, dim) the teacher's contributions of each place to them; None if not needed."""

    def to(self, device: str) -> "Truth":
        """Move to another device."""
        return self._each(lambda known: known.to(device))

    def at(self, rows: Tensor) -> "Truth":
        """Return other rows."""
        return self._each(lambda known: known[rows])

    def _each(self, change: Callable[[Tensor], Tensor]) -> "Truth":
        known = (self.images, self.teacher, self.places)
        return Truth(change(self.labels), *(k if k is None else change(k) for k in known))


class EmbeddingLoss(nn.Module):
    """One term of a recipe; may have parameters, such as a vector for each class."""

    distils = False
    """If true, `forward` gets the teacher's (n, dim) embeddings instead of labels."""
    is_local = False
    """If true, it gets those of places, of network and teacher, (n * p, dim)."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__()

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """(n, dim) and (n,) to a scalar; `triplets` are given or mined, None for all."""
        raise NotImplementedError


def or_default(value: float | None, default: float) -> float:
    """Return the recipe's value, or the loss's default."""
    return default if value is None else value
