"""The backbone interface: images to feature maps, with batch norm that can be frozen."""

from collections.abc import Sequence

from torch import Tensor, nn


class FeatureNetwork(nn.Module):
    """(n, 3, s, s) float32 normalised images to (n, channels, h, w) feature maps."""

    channels: int
    frozen_statistics = False
    """Keeps batch norm in eval mode during training: for weights with folded batch norm."""
    hub: tuple[str, str] | None = None
    """Repository and file of public ImageNet weights, if there are any."""

    def train(self, mode: bool = True) -> "FeatureNetwork":
        """Set the mode as in torch, except for frozen batch norm layers."""
        super().train(mode)
        if self.frozen_statistics:
            for module in self.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()
        return self


class ResidualBlock(nn.Module):
    """A block whose output is added to its shortcut."""

    @property
    def last_norm(self) -> nn.BatchNorm2d | None:
        """The batch norm that scales the output before the addition; None without a shortcut."""
        raise NotImplementedError


class StagedNetwork(FeatureNetwork):
    """A network with narrow maps between its stages, which can be replaced by given maps."""

    narrow: tuple[int, ...]
    """Channels of these maps, first to last."""

    def staged(self, images: Tensor, given: Sequence[Tensor] = ()) -> tuple[list[Tensor], Tensor]:
        """
        Return the narrow maps, and the result of `forward`.

        `given`, (n, channels, h, w) of any size each, replace the inputs of the next stages.
        """
        raise NotImplementedError

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, channels, h, w)."""
        return self.staged(images)[1]


def start_convolutions(network: nn.Module) -> None:
    """Set random weights that keep the variance of ReLU layers (He et al., 2015)."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def start_as_identity(network: nn.Module) -> None:
    """Zero the last gamma of each block, so it starts as the identity (Goyal et al., 2017)."""
    for module in network.modules():
        if isinstance(module, ResidualBlock) and module.last_norm is not None:
            nn.init.zeros_(module.last_norm.weight)
