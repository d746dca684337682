"""Running average of a network's weights."""

import copy
from typing import Generic, TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


class RunningMean(Generic[Network]):
    """Exponential moving average of a network's weights (Polyak & Juditsky, 1992)."""

    def __init__(self, network: Network, decay: float) -> None:
        self._decay, self.steps = decay, 0
        self.network = copy.deepcopy(network).eval()
        for parameter in self.network.parameters():
            parameter.requires_grad_(False)

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take one step towards the network; early steps are longer, to forget the start."""
        self.steps += 1
        decay = min(self._decay, self.steps / (10 + self.steps))
        mine, theirs = self.network.state_dict(), network.state_dict()
        for name, value in mine.items():
            if value.dtype.is_floating_point:
                value.lerp_(theirs[name], 1 - decay)
            else:
                value.copy_(theirs[name])
