"""The network that is trained and exported: a backbone and a head."""

from typing import cast

import torch
from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe
from lookalike.training.network.backbones.base import FeatureNetwork
from lookalike.training.network.backbones.catalogue import build_backbone
from lookalike.training.network.head import EmbeddingHead
from lookalike.training.views.grid import averaged


class Embedder(nn.Module):
    """(n, 3, s, s) float32 normalised images to (n, dim) float32 embeddings."""

    def __init__(self, backbone: FeatureNetwork, head: EmbeddingHead) -> None:
        super().__init__()
        self.backbone, self.head = backbone, head
        self.dim = head.dim

    def feature_map(self, images: Tensor) -> Tensor:
        """(n, channels, h, w): what the head is given."""
        return cast("Tensor", self.backbone(images))

    def forward(self, images: Tensor) -> Tensor:
        """As the head's output says: of length 1, within -1 to 1, or anything."""
        return cast("Tensor", self.head(self.feature_map(images)))

    def with_places(self, maps: Tensor, cells: int) -> Tensor:
        """
        Of feature maps, (n, 1 + cells ** 2, dim): the embedding, then what each place adds to it.

        InputError where the head is not additive.
        """
        if not self.head.is_additive:
            raise InputError(
                "this head has a kink or a tanh behind the pool, so that places add nothing to its "
                "embedding; take one dense layer, or leave out the losses of places"
            )
        local = self.head.plain_local(maps)
        whole = self.head.scaled(local.mean(dim=(2, 3)))
        return torch.cat([whole[:, None], averaged(local, cells)], dim=1)


def build_embedder(recipe: Recipe, classes: int = 1) -> Embedder:
    """
    Backbone and head of the recipe; random weights come from torch's current seed.

    `classes` are those trained on, for the classemes of the head if it has any.
    """
    backbone = build_backbone(recipe.backbone)
    return Embedder(backbone, EmbeddingHead(recipe.head, backbone.channels, classes))
