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
        """Return (n, channels, h, w), the input of the head."""
        return cast("Tensor", self.backbone(images))

    def forward(self, images: Tensor) -> Tensor:
        """Return embeddings as set by the head's output: of length 1, within -1 to 1, or any."""
        return cast("Tensor", self.head(self.feature_map(images)))

    def with_places(self, maps: Tensor, cells: int) -> Tensor:
        """
        Return (n, 1 + cells ** 2, dim) of feature maps: the embedding, then its places.

        InputError if the head is not additive.
        """
        if not self.head.is_additive:
            raise InputError(
                "this head is not linear after the pool, so its embedding is not a sum over "
                "places; use one dense layer without tanh, or leave out the losses of places"
            )
        local = self.head.plain_local(maps)
        whole = self.head.scaled(local.mean(dim=(2, 3)))
        return torch.cat([whole[:, None], averaged(local, cells)], dim=1)


def build_embedder(recipe: Recipe, classes: int = 1) -> Embedder:
    """
    Build backbone and head of the recipe; random weights use torch's current seed.

    `classes` is the number of trained classes, for the classemes of the head if it has any.
    """
    backbone = build_backbone(recipe.backbone)
    return Embedder(backbone, EmbeddingHead(recipe.head, backbone.channels, classes))
