"""From feature maps to the embedding: global average pool, then dense layers."""

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from lookalike.encoders.base import EPSILON
from lookalike.errors import InputError
from lookalike.recipes import recipe

ACTIVATIONS = {"relu": nn.ReLU, "none": nn.Identity}
OUTPUTS = ("l2", "tanh", "none")


class Classemes(nn.Module):
    """
    The predicted classes of an image, as a vector beside its embedding (Torresani et al., 2010).

    The sum of a code for each trained class, weighted by its probability. The codes are random unit
    vectors, which are nearly orthogonal in a few dozen dimensions. If the network is uncertain,
    they nearly cancel, so images of unknown classes are compared by the other dimensions.
    """

    codes: Tensor

    def __init__(self, settings: recipe.Head, channels: int, classes: int) -> None:
        super().__init__()
        self.weight, self.temperature = settings.classeme_weight, settings.classeme_temperature
        self.logits = nn.Linear(channels, classes)
        self.register_buffer("codes", F.normalize(torch.randn(classes, settings.classemes), dim=1))

    def forward(self, pooled: Tensor) -> Tensor:
        """(n, channels) to (n, dim), of length `weight` at most."""
        beliefs = torch.softmax(self.logits(pooled) / self.temperature, dim=1)
        return self.weight * (beliefs @ self.codes)


class EmbeddingHead(nn.Module):
    """
    (n, channels, h, w) to (n, dim) float32; without layers, the pooled channels themselves.

    If the recipe has classemes, they are the last dimensions; losses get the other `plain_dim`.
    """

    def __init__(self, settings: recipe.Head, channels: int, classes: int = 1) -> None:
        super().__init__()
        check(settings)
        self.output = settings.output
        self.plain_dim = settings.layers[-1] if settings.layers else channels
        self.dim = self.plain_dim + settings.classemes
        self.layers = dense_layers(settings, channels)
        self.classemes = Classemes(settings, channels, classes) if settings.classemes else None

    def forward(self, maps: Tensor) -> Tensor:
        """Pool, dense layers, output; the output always in float32."""
        plain = self.plain(maps)
        if self.classemes is None:
            return plain
        known = self.classemes(pooled(maps)).float()
        return self.scaled(torch.cat([plain, known], dim=1))

    def plain(self, maps: Tensor) -> Tensor:
        """Return (n, plain_dim), the embedding without classemes, for the losses."""
        return self.scaled(self.unscaled(maps))

    def unscaled(self, maps: Tensor) -> Tensor:
        """Return (n, plain_dim) float32, the output of the dense layers."""
        return cast("Tensor", self.layers(pooled(maps)).float())

    def logits(self, maps: Tensor) -> Tensor | None:
        """Return (n, classes) logits of the classemes; None without them."""
        known = self.classemes
        return None if known is None else cast("Tensor", known.logits(pooled(maps)))

    @property
    def is_additive(self) -> bool:
        """Whether the embedding is the mean over positions, except for its length."""
        has_kinks = any(isinstance(layer, nn.ReLU) for layer in self.layers)
        return self.output != "tanh" and not has_kinks

    def local(self, maps: Tensor) -> Tensor:
        """
        Return (n, dim, h, w): what each position adds to the embedding, not scaled.

        All positions of an image have its classemes.
        """
        local = self.plain_local(maps)
        if self.classemes is None:
            return local
        lengths = local.mean(dim=(2, 3), keepdim=True).norm(dim=1, keepdim=True)
        known = self.classemes(pooled(maps)).float()
        everywhere = known[:, :, None, None].expand(-1, -1, *maps.shape[2:])
        return torch.cat([local / lengths.clamp(min=EPSILON), everywhere], dim=1)

    def plain_local(self, maps: Tensor) -> Tensor:
        """(n, channels, h, w) to (n, plain_dim, h, w), without classemes."""
        n, _, height, width = maps.shape
        positions = maps.float().flatten(2).transpose(1, 2).flatten(0, 1)
        rows: Tensor = self.layers(positions).float()
        return rows.view(n, height * width, -1).transpose(1, 2).reshape(n, -1, height, width)

    def scaled(self, embeddings: Tensor) -> Tensor:
        """Scale (n, dim) as set by `output`."""
        if self.output == "l2":
            return F.normalize(embeddings, dim=1)
        return torch.tanh(embeddings) if self.output == "tanh" else embeddings


def pooled(maps: Tensor) -> Tensor:
    """(n, channels, h, w) to (n, channels) float32."""
    return maps.float().mean(dim=(2, 3))


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
    """Raise InputError if the settings are invalid."""
    if settings.activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise InputError(f"no activation {settings.activation!r}; there are: {known}")
    if settings.output not in OUTPUTS:
        raise InputError(f"no output {settings.output!r}; there are: {', '.join(OUTPUTS)}")
    if settings.classeme_temperature <= 0:
        raise InputError(
            f"classeme_temperature must be above 0, not {settings.classeme_temperature}"
        )
    if settings.classemes and settings.output != "l2":
        raise InputError(f"classemes need the output l2, not {settings.output}")
    if settings.within_class and (not settings.layers or settings.batch_norm):
        raise InputError(
            "within_class changes the last dense layer; set head.layers, without batch_norm"
        )
    if settings.within_class < 0:
        raise InputError(f"within_class must be at least 0, not {settings.within_class}")
    if not 0 <= settings.dropout < 1:
        raise InputError(f"dropout must be at least 0 and below 1, not {settings.dropout}")
    if any(layer < 1 for layer in settings.layers):
        raise InputError(f"a dense layer must have at least one output, not {min(settings.layers)}")
