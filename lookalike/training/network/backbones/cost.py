"""Count a network's parameters, and its multiply-adds for one image."""

import torch
from torch import Tensor, nn


def parameter_count(network: nn.Module) -> int:
    """Return the number of learned parameters, without the statistics of batch norm."""
    return sum(parameter.numel() for parameter in network.parameters())


@torch.no_grad()
def multiply_adds(network: nn.Module, size: int) -> int:
    """Count those of convolutions and dense layers for one (3, size, size) image."""
    counts: list[int] = []

    def count(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        assert isinstance(layer, nn.Conv2d | nn.Linear)
        counts.append(output.numel() * layer.weight[0].numel())

    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    was_training = network.training
    network.eval()(torch.zeros(1, 3, size, size, device=next(network.parameters()).device))
    network.train(was_training)
    for hook in hooks:
        hook.remove()
    return sum(counts)
