"""The backbone interface: images to feature maps, with batch norm that can be frozen."""

from collections.abc import Sequence

from torch import Tensor, nn


class FeatureNetwork(nn.Module):
    """(n, 3, s, s) float32 normalised images to (n, channels, h, w) feature maps."""

    channels: int
    frozen_statistics = False
    """True keeps batch norm in eval mode while training: for weights whose norm is folded away."""
    hub: tuple[str, str] | None = None
    """Repository and file of public ImageNet weights, where there are any."""

    def train(self, mode: bool = True) -> "FeatureNetwork":
        """As in torch, but for the batch norm layers where their statistics are frozen."""
        super().train(mode)
        if self.frozen_statistics:
            for module in self.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()
        return self


class ResidualBlock(nn.Module):
    """What it makes is added to what its shortcut hands on."""

    @property
    def last_norm(self) -> nn.BatchNorm2d | None:
        """What scales the one before it is added to the other; None without a shortcut."""
        raise NotImplementedError


class StagedNetwork(FeatureNetwork):
    """One whose stages hand on narrow maps, which something else may stand in for."""

    narrow: tuple[int, ...]
    """Channels of these maps, first to last."""

    def staged(self, images: Tensor, given: Sequence[Tensor] = ()) -> tuple[list[Tensor], Tensor]:
        """
        The narrow maps, and what `forward` returns.

        `given`, (n, channels, h, w) of any size each, are handed on in place of what was made.
        """
        raise NotImplementedError

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, channels, h, w)."""
        return self.staged(images)[1]


def start_convolutions(network: nn.Module) -> None:
    """Random weights that keep the variance of ReLU layers (He et al., 2015)."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def start_as_identity(network: nn.Module) -> None:
    """Zero the last gamma of each block, so that it begins as its shortcut (Goyal et al., 2017)."""
    for module in network.modules():
        if isinstance(module, ResidualBlock) and module.last_norm is not None:
            nn.init.zeros_(module.last_norm.weight)
