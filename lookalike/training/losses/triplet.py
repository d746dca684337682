"""Triplet loss: positives nearer than negatives by a margin (Schroff et al., 2015)."""

from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default
from lookalike.training.losses.distance import check_distance, distance_matrix
from lookalike.training.losses.miners import all_triplets

MARGIN = 0.2  # of the five reference systems, if they name one


class TripletLoss(EmbeddingLoss):
    """Mean of max(0, d(anchor, positive) - d(anchor, negative) + margin); no triplets give 0."""

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        check_distance(settings.distance)
        self.distance = settings.distance
        self.margin = or_default(settings.margin, MARGIN)
        self.over_violating = settings.miner == "batch-all"  # easy ones would dominate the mean

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """Use the given triplets, or all of the batch."""
        anchor, positive, negative = triplets or all_triplets(labels)
        if not len(anchor):
            return embeddings.sum() * 0
        distances = distance_matrix(embeddings, self.distance)
        losses = self.penalty(distances[anchor, positive] - distances[anchor, negative])
        if self.over_violating:
            return losses.sum() / (losses > 0).sum().clamp_min(1)
        return losses.mean()

    def penalty(self, excess: Tensor) -> Tensor:
        """(t,) of how much further the positive is, to (t,) losses."""
        return F.relu(excess + self.margin)


class SoftTripletLoss(TripletLoss):
    """With log(1 + exp(x)) instead of a margin, so the loss is never 0 (Hermans et al., 2017)."""

    def penalty(self, excess: Tensor) -> Tensor:
        """(t,) of how much further the positive is, to (t,) losses."""
        return F.softplus(excess)
