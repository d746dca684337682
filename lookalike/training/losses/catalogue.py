"""The losses by name, and their weighted sum; listing them imports none."""

from collections.abc import Sequence
from importlib import import_module

from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Loss
from lookalike.training.losses.base import EmbeddingLoss, Pairs, Triplets
from lookalike.training.miners import build_miner

LOSSES = {
    "triplet": "lookalike.training.losses.triplet:TripletLoss",
    "soft-triplet": "lookalike.training.losses.triplet:SoftTripletLoss",
    "contrastive": "lookalike.training.losses.contrastive:ContrastiveLoss",
    "multi-similarity": "lookalike.training.losses.multi_similarity:MultiSimilarityLoss",
    "supervised-contrastive": (
        "lookalike.training.losses.supervised_contrastive:SupervisedContrastiveLoss"
    ),
    "normalised-softmax": "lookalike.training.losses.normalised_softmax:NormalisedSoftmaxLoss",
    "arcface": "lookalike.training.losses.arcface:ArcFaceLoss",
    "proxy-anchor": "lookalike.training.losses.proxy_anchor:ProxyAnchorLoss",
}


class WeightedSum(nn.Module):
    """A recipe's losses, each with its miner and its weight."""

    def __init__(self, losses: Sequence[Loss], dim: int, classes: int) -> None:
        super().__init__()
        if not losses:
            raise InputError(f"a recipe needs a loss; there are: {', '.join(LOSSES)}")
        self.terms = nn.ModuleList(build_term(loss, dim, classes) for loss in losses)
        self.weights = [loss.weight for loss in losses]
        self.miners = [build_miner(loss) for loss in losses]

    def forward(
        self, embeddings: Tensor, labels: Tensor, triplets: Triplets | Pairs | None = None
    ) -> Tensor:
        """(n, dim) and (n,) int64 to a scalar; what was dealt comes before mined triplets."""
        embeddings = embeddings.float()  # margins are lost in bfloat16
        total = embeddings.new_zeros(())
        for term, weight, mine in zip(self.terms, self.weights, self.miners, strict=True):
            chosen = mine(embeddings.detach(), labels) if triplets is None and mine else triplets
            total = total + weight * term(embeddings, labels, chosen)
        return total


def build_term(loss: Loss, dim: int, classes: int) -> EmbeddingLoss:
    """One loss of a recipe; InputError where there is none of that name."""
    if loss.name not in LOSSES:
        raise InputError(f"no loss {loss.name!r}; there are: {', '.join(LOSSES)}")
    if loss.temperature is not None and loss.temperature <= 0:
        raise InputError(f"a temperature must be above 0, not {loss.temperature}")
    module, _, name = LOSSES[loss.name].partition(":")
    term: EmbeddingLoss = getattr(import_module(module), name)(loss, dim, classes)
    return term


def build_loss(losses: tuple[Loss, ...], dim: int, classes: int) -> WeightedSum:
    """The recipe's losses as one; call it with embeddings, labels and, if dealt, triplets."""
    return WeightedSum(losses, dim, classes)
