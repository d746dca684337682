"""Look losses up by name, and sum them by weight; listing them imports none."""

from collections.abc import Sequence
from importlib import import_module

import torch
from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Loss
from lookalike.training.losses.base import EmbeddingLoss, Pairs, Triplets, Truth
from lookalike.training.losses.miners import build_miner

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
    "distillation": "lookalike.training.losses.distillation:DistillationLoss",
    "local-distillation": "lookalike.training.losses.distillation:LocalDistillationLoss",
    "neighbourhood": "lookalike.training.losses.neighbourhood:NeighbourhoodLoss",
}


class WeightedSum(nn.Module):
    """A recipe's losses, each with its miner and its weight."""

    def __init__(
        self, losses: Sequence[Loss], dim: int, classes: int, images: int | None = None
    ) -> None:
        super().__init__()
        if not losses:
            raise InputError(f"a recipe needs a loss; there are: {', '.join(LOSSES)}")
        counts = {"labels": classes, "images": images or classes}
        unknown = [loss.alike for loss in losses if loss.alike not in counts]
        if unknown:
            raise InputError(f"alike must be labels or images, not {unknown[0]!r}")
        self.terms = nn.ModuleList(build_term(loss, dim, counts[loss.alike]) for loss in losses)
        self.alike = [loss.alike for loss in losses]
        self.weights = [loss.weight for loss in losses]
        self.miners = [build_miner(loss) for loss in losses]

    @property
    def is_local(self) -> bool:
        """Whether a loss uses places."""
        return any(term.is_local for term in self.terms)

    def forward(
        self, embeddings: Tensor, truth: Truth, triplets: Triplets | Pairs | None = None
    ) -> Tensor:
        """
        (n, dim) to a scalar; (n, 1 + p, dim) if a loss is local, with places after the whole.

        Given triplets or pairs have priority over mined triplets.
        """
        embeddings = embeddings.float()  # margins are lost in bfloat16
        places = embeddings
        if self.is_local:
            embeddings, places = embeddings[:, 0], embeddings[:, 1:].flatten(0, 1)
        total = embeddings.new_zeros(())
        for term, alike, weight, mine in zip(
            self.terms, self.alike, self.weights, self.miners, strict=True
        ):
            known = _known(truth, _source(term, alike))
            chosen = triplets
            if triplets is None and mine and not term.distils:
                chosen = mine(embeddings.detach(), known)
            total = total + weight * term(places if term.is_local else embeddings, known, chosen)
        return total


def _source(term: nn.Module, alike: str) -> str:
    """Return the name of a loss's targets."""
    if term.is_local:
        return "places"
    return "teacher" if term.distils else alike


def _known(truth: Truth, what: str) -> Tensor:
    """Return a loss's targets, one per row."""
    if what == "labels":
        return truth.labels
    if what == "images":
        rows = torch.arange(len(truth.labels), device=truth.labels.device)
        return rows if truth.images is None else truth.images
    if truth.teacher is None:
        raise InputError(
            "the recipe has a distillation loss but no teacher; name one with --teacher, or as "
            "teacher.file in the recipe"
        )
    if what == "teacher":
        return truth.teacher
    if truth.places is None:
        raise InputError(
            "the recipe has a loss of places, but no places of its teacher; set teacher.cells"
        )
    return truth.places.flatten(0, 1)


def build_term(loss: Loss, dim: int, classes: int) -> EmbeddingLoss:
    """Build one loss of a recipe; InputError if the name is unknown."""
    if loss.name not in LOSSES:
        raise InputError(f"no loss {loss.name!r}; there are: {', '.join(LOSSES)}")
    if loss.temperature is not None and loss.temperature <= 0:
        raise InputError(f"a temperature must be above 0, not {loss.temperature}")
    module, _, name = LOSSES[loss.name].partition(":")
    term: EmbeddingLoss = getattr(import_module(module), name)(loss, dim, classes)
    return term


def build_loss(
    losses: tuple[Loss, ...], dim: int, classes: int, images: int | None = None
) -> WeightedSum:
    """
    Build the sum of the recipe's losses; call it with embeddings, their truth and any triplets.

    `classes` and `images` are the numbers of classes and images in the data.
    """
    return WeightedSum(losses, dim, classes, images)
