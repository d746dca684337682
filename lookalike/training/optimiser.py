"""How gradients move the weights: the recipe's optimiser, over the network and its losses."""

from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from lookalike.errors import InputError
from lookalike.recipes.recipe import Optimiser
from lookalike.training.embedding import Embedder

Group: TypeAlias = dict[str, Any]
"""Parameters and their settings, as torch's optimisers have them, and `full_rate`."""
COLOURS = 3  # channels of the images


class Muon:
    """
    The backbone's kernels by the directions of their momentum, all else by AdamW.

    A kernel is a matrix of a row for each output, and its step is the nearest orthogonal matrix to
    the momentum (Jordan et al., 2024), as long as AdamW's would be, so that both share a rate (Liu
    et al., 2025). Convolutions of colours or of single channels (depthwise) are too narrow for
    that, and left to AdamW. Kernels must lie in memory as `torch.channels_last`.
    """

    def __init__(self, groups: list[Group], backbone: nn.Module) -> None:
        self._kernels = [p for p in backbone.parameters() if p.ndim == 4 and p.shape[1] > COLOURS]
        if not self._kernels:
            raise InputError(
                "muon is for convolutions, and this backbone has none that are wide "
                "enough; take adamw"
            )
        self._matrices = [_as_matrix(kernel) for kernel in self._kernels]
        taken = {id(kernel) for kernel in self._kernels}
        (settings,) = (g for g in groups if any(id(p) in taken for p in g["params"]))
        rest = [{**g, "params": [p for p in g["params"] if id(p) not in taken]} for g in groups]
        self._adamw = torch.optim.AdamW([group for group in rest if group["params"]])
        self._muon = torch.optim.Muon(
            [{**settings, "params": self._matrices}], adjust_lr_fn="match_rms_adamw"
        )

    @property
    def param_groups(self) -> list[Group]:
        """Of both; the rate of each is set here."""
        return [*self._muon.param_groups, *self._adamw.param_groups]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        for kernel in self._kernels:
            kernel.grad = None
        self._adamw.zero_grad(set_to_none)

    def step(self) -> None:
        """Move all that has a gradient."""
        for kernel, matrix in zip(self._kernels, self._matrices, strict=True):
            matrix.grad = None if kernel.grad is None else _as_matrix(_channels_last(kernel.grad))
        self._muon.step()  # type: ignore[no-untyped-call]  # torch gives it no types
        self._adamw.step()

    def state_dict(self) -> dict[str, Any]:
        """Of both."""
        return {"muon": self._muon.state_dict(), "adamw": self._adamw.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """ValueError where it is of other weights, KeyError where of another optimiser."""
        self._muon.load_state_dict(state["muon"])
        self._adamw.load_state_dict(state["adamw"])


AnyOptimiser: TypeAlias = torch.optim.Optimizer | Muon


def _channels_last(gradient: Tensor) -> Tensor:
    return gradient.contiguous(memory_format=torch.channels_last)


def _as_matrix(kernel: Tensor) -> Tensor:
    """(out, in, h, w) to (out, h * w * in), the same numbers in the same memory."""
    return kernel.detach().permute(0, 2, 3, 1).view(len(kernel), -1)


def build_optimiser(recipe: Optimiser, embedder: Embedder, loss: nn.Module) -> AnyOptimiser:
    """Weight decay for matrices and kernels only; the backbone at its own rate."""
    kinds: dict[str, Callable[[list[Group]], AnyOptimiser]] = {
        "adam": lambda groups: torch.optim.Adam(groups),
        "adamw": lambda groups: torch.optim.AdamW(groups),
        "muon": lambda groups: Muon(groups, embedder.backbone),
        "sgd": lambda groups: torch.optim.SGD(groups, momentum=0.9, nesterov=True),
    }
    if recipe.name not in kinds:
        raise InputError(f"no optimiser {recipe.name!r}; there are: {', '.join(kinds)}")
    groups = []
    parts = [(embedder.backbone, recipe.backbone_rate), (embedder.head, 1.0), (loss, 1.0)]
    for module, factor in parts:
        for is_flat in (True, False):
            chosen = [p for p in module.parameters() if (p.ndim < 2) == is_flat]
            if chosen:
                decay = 0.0 if is_flat else recipe.weight_decay
                full = recipe.rate * factor
                groups.append(
                    {"params": chosen, "lr": full, "full_rate": full, "weight_decay": decay}
                )
    return kinds[recipe.name](groups)
