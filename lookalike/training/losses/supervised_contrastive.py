"""Supervised contrastive loss: a softmax over the batch for each image (Khosla et al., 2020)."""

from typing import cast

from pytorch_metric_learning import losses
from torch import Tensor

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

TEMPERATURE = 0.1  # the paper's


class SupervisedContrastiveLoss(EmbeddingLoss):
    """On cosines; the paper's L_out."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        self.inner = losses.SupConLoss(or_default(settings.temperature, TEMPERATURE))

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """Use the pairs within the triplets, or all pairs."""
        return cast("Tensor", self.inner(embeddings, labels, triplets))
