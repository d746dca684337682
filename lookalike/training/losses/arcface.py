"""ArcFace: normalised softmax with a margin on the angle to the own class (Deng et al., 2019)."""

from math import degrees
from typing import cast

from pytorch_metric_learning import losses
from torch import Tensor

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

MARGIN = 0.5  # radians; margin and scale of the paper
SCALE = 64.0


class ArcFaceLoss(EmbeddingLoss):
    """`margin` in radians, `temperature` the inverse of the scale; ignores triplets."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        margin = degrees(or_default(settings.margin, MARGIN))
        scale = 1 / or_default(settings.temperature, 1 / SCALE)
        self.inner = losses.ArcFaceLoss(classes, dim, margin=margin, scale=scale)

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """Mean over the batch."""
        return cast("Tensor", self.inner(embeddings, labels))
