"""A training's state on disk: the old one or the new one, whatever happens in between."""

import os
from pathlib import Path
from typing import Any

import torch

NAME = "checkpoint.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Replace the checkpoint, all or nothing."""
    temporary = folder / f".{NAME}.tmp"
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / NAME)


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """What was saved last, or None."""
    path = folder / NAME
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
