"""Distance functions for triplet and pair losses."""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.errors import InputError

DISTANCES = ("euclidean", "squared", "cosine")


def distance_matrix(embeddings: Tensor, name: str) -> Tensor:
    """Return (n, n) distances: Euclidean, its square, or 1 - cosine; vectors are not scaled."""
    check_distance(name)
    if name == "cosine":
        unit = F.normalize(embeddings, dim=1)
        return 1 - unit @ unit.T
    # the faster way, by products, is inaccurate for close vectors
    distances = torch.cdist(embeddings, embeddings, compute_mode="donot_use_mm_for_euclid_dist")
    return distances if name == "euclidean" else distances.square()


def check_distance(name: str) -> None:
    """Raise InputError if there is no such distance."""
    if name not in DISTANCES:
        raise InputError(f"no distance {name!r}; there are: {', '.join(DISTANCES)}")
