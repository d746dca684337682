"""The optimiser and schedules of a recipe, over the network and its losses."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Optimiser
from lookalike.training.network.embedding import Embedder

Group: TypeAlias = dict[str, Any]
"""Parameter group of torch's optimisers, with `full_rate` added."""
COLOURS = 3  # channels of the images


class Muon:
    """
    Muon for the backbone's kernels, AdamW for all other weights.

    A kernel is a matrix with a row for each output; its step is the orthogonal matrix nearest to
    the momentum (Jordan et al., 2024), scaled to the length of AdamW's step, so that both share a
    rate (Liu et al., 2025). Convolutions of colours or of single channels (depthwise) are too
    narrow, and use AdamW. Kernels must have the memory format `torch.channels_last`.
    """

    def __init__(self, kernels: Group, rest: list[Group]) -> None:
        self._kernels: list[nn.Parameter] = kernels["params"]
        self._matrices = [_as_matrix(kernel) for kernel in self._kernels]
        self._adamw = torch.optim.AdamW(rest)
        self._muon = torch.optim.Muon(
            [{**kernels, "params": self._matrices}], adjust_lr_fn="match_rms_adamw"
        )

    @property
    def param_groups(self) -> list[Group]:
        """The groups of both; the schedule sets their rates."""
        return [*self._muon.param_groups, *self._adamw.param_groups]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients."""
        for kernel in self._kernels:
            kernel.grad = None
        self._adamw.zero_grad(set_to_none)

    def step(self) -> None:
        """Update all weights that have a gradient."""
        for kernel, matrix in zip(self._kernels, self._matrices, strict=True):
            matrix.grad = None if kernel.grad is None else _as_matrix(_channels_last(kernel.grad))
        self._muon.step()  # type: ignore[no-untyped-call]  # torch gives it no types
        self._adamw.step()

    def state_dict(self) -> dict[str, Any]:
        """Of both."""
        return {"muon": self._muon.state_dict(), "adamw": self._adamw.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Load a state; ValueError if it has other weights, KeyError if another optimiser."""
        self._muon.load_state_dict(state["muon"])
        self._adamw.load_state_dict(state["adamw"])


AnyOptimiser: TypeAlias = torch.optim.Optimizer | Muon


def _channels_last(gradient: Tensor) -> Tensor:
    return gradient.contiguous(memory_format=torch.channels_last)


def _as_matrix(kernel: Tensor) -> Tensor:
    """View (out, in, h, w) as (out, h * w * in), without copying."""
    return kernel.detach().permute(0, 2, 3, 1).view(len(kernel), -1)


def build_optimiser(recipe: Optimiser, embedder: Embedder, loss: nn.Module) -> AnyOptimiser:
    """Weight decay for matrices and kernels only; the backbone at its own rate."""
    others: dict[str, Callable[[list[Group]], torch.optim.Optimizer]] = {
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "sgd": partial(torch.optim.SGD, momentum=0.9, nesterov=True),
    }
    if recipe.name not in [*others, "muon"]:
        known = ", ".join(sorted([*others, "muon"]))
        raise InputError(f"no optimiser {recipe.name!r}; there are: {known}")
    backbone, rate = list(embedder.backbone.parameters()), recipe.rate * recipe.backbone_rate
    is_muon = recipe.name == "muon"
    kernels = [p for p in backbone if is_muon and _is_wide(p)]
    parts = [
        ([p for p in backbone if not (is_muon and _is_wide(p))], rate),
        (list(embedder.head.parameters()), recipe.rate),
        (list(loss.parameters()), recipe.rate),
    ]
    groups = []
    for parameters, full in parts:
        groups.append(_group([p for p in parameters if p.ndim < 2], full, 0.0))
        groups.append(_group([p for p in parameters if p.ndim >= 2], full, recipe.weight_decay))
    groups = [group for group in groups if group["params"]]
    if not is_muon:
        return others[recipe.name](groups)
    if not kernels:
        raise InputError(
            "muon needs wide convolutions, which this backbone does not have; use adamw"
        )
    return Muon(_group(kernels, rate, recipe.weight_decay), groups)


def _is_wide(parameter: nn.Parameter) -> bool:
    """Whether it is a kernel with more input channels than colours, and not depthwise."""
    return parameter.ndim == 4 and parameter.shape[1] > COLOURS


def _group(parameters: list[nn.Parameter], rate: float, decay: float) -> Group:
    return {"params": parameters, "lr": rate, "full_rate": rate, "weight_decay": decay}
