"""What every backbone is: a network to feature maps, whose batch norm can be held still."""

from torch import nn


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


def start_convolutions(network: nn.Module) -> None:
    """Random weights that keep the variance of ReLU layers (He et al., 2015)."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
