"""Triplet miners: choose which triplets of a batch the loss uses."""

from collections.abc import Callable
from typing import TypeAlias, cast

from pytorch_metric_learning import distances, miners
from pytorch_metric_learning.utils import loss_and_miner_utils as indices
from torch import Tensor

from lookalike.errors import InputError
from lookalike.recipes.recipe import Loss

Mined: TypeAlias = tuple[Tensor, Tensor, Tensor]
Miner: TypeAlias = Callable[[Tensor, Tensor], Mined]
"""(n, dim) embeddings and (n,) labels to rows of anchors, positives and negatives, (t,) each."""

MARGIN = 0.2  # of semi-hard triplets, if the loss has none


def build_miner(loss: Loss) -> Miner | None:
    """Return the loss's miner; None if it uses all triplets."""
    if loss.miner == "none":
        return None
    if loss.miner not in MINERS:
        raise InputError(f"no miner {loss.miner!r}; there are: none, {', '.join(MINERS)}")
    return MINERS[loss.miner](loss)


def random(loss: Loss) -> Miner:
    """One random positive and one random negative for each anchor."""

    def mine(embeddings: Tensor, labels: Tensor) -> Mined:
        return cast("Mined", indices.get_random_triplet_indices(labels, t_per_anchor=1))

    return mine


def semi_hard(loss: Loss) -> Miner:
    """Every negative that is further than the positive, but within the margin (FaceNet)."""
    margin = MARGIN if loss.margin is None else loss.margin
    return cast("Miner", miners.TripletMarginMiner(margin, "semihard", distance=measure(loss)))


def hardest(loss: Loss) -> Miner:
    """For each anchor, the furthest positive and the nearest negative (Hermans et al., 2017)."""
    return cast("Miner", miners.BatchHardMiner(distance=measure(loss)))


def distance_weighted(loss: Loss) -> Miner:
    """Negatives drawn evenly over distance, on unit vectors (Wu et al., 2017)."""
    return cast("Miner", miners.DistanceWeightedMiner())


def batch_all(loss: Loss) -> Miner:
    """All triplets of the batch."""
    return lambda embeddings, labels: all_triplets(labels)


def all_triplets(labels: Tensor) -> Mined:
    """Every anchor with every positive and every negative."""
    return cast("Mined", indices.get_all_triplets_indices(labels))


def measure(loss: Loss) -> distances.BaseDistance:
    """Return the loss's distance as an object for the miners."""
    if loss.distance == "cosine":
        return distances.CosineSimilarity()
    power = 2 if loss.distance == "squared" else 1
    return distances.LpDistance(normalize_embeddings=False, power=power)


MINERS: dict[str, Callable[[Loss], Miner]] = {
    "random": random,
    "semi-hard": semi_hard,
    "hardest": hardest,
    "distance-weighted": distance_weighted,
    "batch-all": batch_all,
}
