"""Normalised softmax: classify by cosine to one learned vector per class (Zhai & Wu, 2019)."""

from typing import cast

from pytorch_metric_learning import losses
from torch import Tensor

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

TEMPERATURE = 0.05  # the paper's


class NormalisedSoftmaxLoss(EmbeddingLoss):
    """Cross-entropy of the cosines divided by the temperature; ignores triplets."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        temperature = or_default(settings.temperature, TEMPERATURE)
        self.inner = losses.NormalizedSoftmaxLoss(classes, dim, temperature)

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """Mean over the batch."""
        return cast("Tensor", self.inner(embeddings, labels))
