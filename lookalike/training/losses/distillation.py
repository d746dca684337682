"""Distillation loss: cosine of the network's embedding to the teacher's (Hinton et al., 2015)."""

from torch import Tensor
from torch.nn.functional import cosine_similarity

from lookalike.training.losses.base import EmbeddingLoss, Triplets


class DistillationLoss(EmbeddingLoss):
    """Mean of 1 - cosine; ignores triplets."""

    distils = True

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """`labels` are the teacher's embeddings of the same images."""
        return 1 - cosine_similarity(embeddings, labels).mean()


class LocalDistillationLoss(DistillationLoss):
    """The same loss for what each place of an image adds to the embedding (cf. FitNets, 2015)."""

    is_local = True
