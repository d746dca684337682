"""Multi-similarity loss: pairs weighted by how they compare with others (Wang et al., 2019)."""

from typing import cast

from pytorch_metric_learning import losses
from torch import Tensor

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

ALPHA, BETA, BASE = 2.0, 50.0, 0.5  # the paper's


class MultiSimilarityLoss(EmbeddingLoss):
    """On cosines; `margin` is the paper's lambda, `temperature` the inverse of its beta."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        beta = 1 / or_default(settings.temperature, 1 / BETA)
        self.inner = losses.MultiSimilarityLoss(ALPHA, beta, or_default(settings.margin, BASE))

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """Use the pairs within the triplets, or all pairs."""
        return cast("Tensor", self.inner(embeddings, labels, triplets))
