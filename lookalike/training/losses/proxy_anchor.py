"""Proxy-anchor loss: a learned vector per class attracts or repels images (Kim et al., 2020)."""

from typing import cast

from pytorch_metric_learning import losses
from torch import Tensor

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

MARGIN = 0.1  # of the cosine; margin and alpha of the paper
ALPHA = 32.0


class ProxyAnchorLoss(EmbeddingLoss):
    """`temperature` is the inverse of the paper's alpha; ignores triplets."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        margin = or_default(settings.margin, MARGIN)
        alpha = 1 / or_default(settings.temperature, 1 / ALPHA)
        self.inner = losses.ProxyAnchorLoss(classes, dim, margin=margin, alpha=alpha)

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """Mean over the classes."""
        return cast("Tensor", self.inner(embeddings, labels))
