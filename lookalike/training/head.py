"""From feature maps to the embedding: global average pool, then dense layers."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.errors import InputError
from lookalike.recipes import recipe

ACTIVATIONS = {"relu": nn.ReLU, "none": nn.Identity}
OUTPUTS = ("l2", "tanh", "none")


class EmbeddingHead(nn.Module):
    """(n, channels, h, w) to (n, dim) float32; without layers, the pooled channels themselves."""

    def __init__(self, settings: recipe.Head, channels: int) -> None:
        super().__init__()
        check(settings)
        self.output = settings.output
        self.dim = settings.layers[-1] if settings.layers else channels
        self.layers = dense_layers(settings, channels)

    def forward(self, maps: Tensor) -> Tensor:
        """Pool, dense layers, output; the output always in float32."""
        pooled = maps.float().mean(dim=(2, 3))
        return self.scaled(self.layers(pooled).float())

    @property
    def is_additive(self) -> bool:
        """Is the image's embedding the mean of what its positions add, but for its length?"""
        has_kinks = any(isinstance(layer, nn.ReLU) for layer in self.layers)
        return self.output != "tanh" and not has_kinks

    def local(self, maps: Tensor) -> Tensor:
        """(n, channels, h, w) to (n, dim, h, w): the embedding of each position, unscaled."""
        n, _, height, width = maps.shape
        positions = maps.float().flatten(2).transpose(1, 2).flatten(0, 1)
        rows: Tensor = self.layers(positions).float()
        return rows.view(n, height * width, -1).transpose(1, 2).reshape(n, -1, height, width)

    def scaled(self, embeddings: Tensor) -> Tensor:
        """(n, dim) as the output says."""
        if self.output == "l2":
            return F.normalize(embeddings, dim=1)
        return torch.tanh(embeddings) if self.output == "tanh" else embeddings


def dense_layers(settings: recipe.Head, channels: int) -> nn.Sequential:
    """Every layer but the last is followed by its activation, and dropout precedes the last."""
    layers: list[nn.Module] = []
    for inner, outer in pairwise((channels, *settings.layers)):
        layers += [nn.Linear(inner, outer), ACTIVATIONS[settings.activation]()]
    if layers:
        layers.pop()
        layers.insert(len(layers) - 1, nn.Dropout(settings.dropout))
    if settings.batch_norm:
        layers.append(nn.BatchNorm1d(settings.layers[-1] if settings.layers else channels))
    return nn.Sequential(*layers)


def check(settings: recipe.Head) -> None:
    """InputError where the recipe asks for a head that there is not."""
    if settings.activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise InputError(f"no activation {settings.activation!r}; there are: {known}")
    if settings.output not in OUTPUTS:
        raise InputError(f"no output {settings.output!r}; there are: {', '.join(OUTPUTS)}")
    if not 0 <= settings.dropout < 1:
        raise InputError(f"dropout must be at least 0 and below 1, not {settings.dropout}")
    if any(layer < 1 for layer in settings.layers):
        raise InputError(f"a dense layer has at least one output, not {min(settings.layers)}")
