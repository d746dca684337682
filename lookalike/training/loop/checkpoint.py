"""Save and load the state of a training, atomically."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

NAME = "checkpoint.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Replace the checkpoint atomically."""
    temporary = folder / f".{NAME}.tmp"
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / NAME)


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """Return the last checkpoint, or None."""
    path = folder / NAME
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def gpu_states(device: str) -> list[Tensor]:
    """Return the random states of all GPUs; none if training on the CPU."""
    return torch.cuda.get_rng_state_all() if device == "cuda" else []


def set_gpu_states(states: Sequence[Tensor], device: str) -> None:
    """Restore the random states; there may be fewer if it began on another machine."""
    if device == "cuda":
        torch.cuda.set_rng_state_all(list(states[: torch.cuda.device_count()]))
