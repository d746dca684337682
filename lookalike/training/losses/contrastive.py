"""Contrastive loss: pulls same-class pairs together, pushes others apart (Hadsell et al., 2006)."""

from typing import cast

from pytorch_metric_learning import distances, losses
from torch import Tensor

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Pairs, Triplets, or_default
from lookalike.training.losses.distance import check_distance

MARGIN = 1.0


class ContrastiveLoss(EmbeddingLoss):
    """Mean distance of positive pairs, and mean violation of the margin by negative pairs."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        check_distance(settings.distance)
        margin = or_default(settings.margin, MARGIN)
        if settings.distance == "cosine":  # a similarity there: 1 - the distance
            cosine = distances.CosineSimilarity()
            self.inner = losses.ContrastiveLoss(1, 1 - margin, distance=cosine)
        else:
            power = 2 if settings.distance == "squared" else 1
            measure = distances.LpDistance(normalize_embeddings=False, power=power)
            self.inner = losses.ContrastiveLoss(0, margin, distance=measure)

    def forward(
        self, embeddings: Tensor, labels: Tensor, triplets: Triplets | Pairs | None
    ) -> Tensor:
        """Use the given pairs, those within the triplets, or all pairs."""
        return cast("Tensor", self.inner(embeddings, labels, triplets))
