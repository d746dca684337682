"""Neighbourhood distillation: match the teacher's similarities within a batch (SEED, 2021).

For each image, a softmax turns the teacher's cosines to the others of its batch into a
distribution, and likewise the network's; the loss is their Kullback-Leibler divergence. SEED (Fang
et al.) compares with a queue of earlier images, this with the batch itself.
"""

from torch import Tensor
from torch.nn.functional import kl_div, log_softmax, normalize

from lookalike.recipes import recipe
from lookalike.training.losses.base import EmbeddingLoss, Triplets, or_default

TEMPERATURE = 0.1  # of both distributions: a difference of .1 in cosine is a factor of e
ITSELF = 1 - 1e-5  # the teacher's cosine from which two rows are the same image
FAR = -1e4  # replaces a cosine: its softmax is 0, without the NaN of infinity


class NeighbourhoodLoss(EmbeddingLoss):
    """An image and its other views are not its neighbours; ignores triplets."""

    distils = True

    def __init__(self, settings: recipe.Loss, dim: int, classes: int) -> None:
        super().__init__(settings, dim, classes)
        self.temperature = or_default(settings.temperature, TEMPERATURE)

    def forward(self, embeddings: Tensor, labels: Tensor, triplets: Triplets | None) -> Tensor:
        """`labels` are the teacher's embeddings of the same images."""
        wanted, found = _cosines(labels), _cosines(embeddings)
        itself = wanted >= ITSELF
        return kl_div(
            self._shares(found.masked_fill(itself, FAR)),
            self._shares(wanted.masked_fill(itself, FAR)),
            reduction="batchmean",
            log_target=True,
        )

    def _shares(self, cosines: Tensor) -> Tensor:
        """Return (n, n) logarithms of shares that sum to 1 in each row."""
        return log_softmax(cosines / self.temperature, dim=1)


def _cosines(rows: Tensor) -> Tensor:
    """(n, dim) to (n, n)."""
    unit = normalize(rows, dim=1)
    return unit @ unit.T
