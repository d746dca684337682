"""Neighbourhood distillation: whom the teacher finds near, the network finds near (SEED, 2021).

For each image, the teacher's cosines to the others of its batch are made a distribution by a
softmax, and so are the network's; the loss is their Kullback-Leibler divergence. SEED (Fang et al.)
measures against a queue of earlier images, this against the batch itself.
"""

import torch
from torch import Tensor
from torch.nn.functional import kl_div, log_softmax, normalize

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

TEMPERATURE = 0.1  # of both distributions: the tenth of a cosine is a factor of e


class NeighbourhoodLoss(EmbeddingLoss):
    """An image is no neighbour of itself; triplets change nothing."""

    distils = True

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        self.temperature = or_default(settings.temperature, TEMPERATURE)

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """`labels` are the teacher's embeddings of the same images."""
        return kl_div(
            self._neighbours(embeddings),
            self._neighbours(labels),
            reduction="batchmean",
            log_target=True,
        )

    def _neighbours(self, rows: Tensor) -> Tensor:
        """(n, dim) to (n, n - 1) logarithms of shares that sum to 1."""
        n = len(rows)
        unit = normalize(rows, dim=1)
        others = ~torch.eye(n, dtype=torch.bool, device=rows.device)
        cosines = (unit @ unit.T)[others].view(n, n - 1)
        return log_softmax(cosines / self.temperature, dim=1)
