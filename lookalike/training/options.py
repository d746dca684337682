"""The parameters of a training, listed once; knows nothing of PyTorch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.labelled import LabelledImages
from lookalike.datasets.splits import HELD_OUT
from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe

if TYPE_CHECKING:  # these import torch
    from lookalike.training.data_checks.findings import Finding
    from lookalike.training.loop.history import Epoch


# All fields are described here, because the help on `train` shows this text.
@dataclass(frozen=True)
class TrainOptions:
    """
    data: class folders; train, validation and test folders of them; a table (CSV or JSON Lines)
        of `path` and labels; or a .jsonl file of triplets or pairs. Several sets of labelled
        images are joined: their labels become `folder/label`.
    recipe: a name (`lookalike recipes` lists them), a TOML file or a Recipe.
    out: the folder for all results; created if missing.
    label: the label column for training and splitting; default: the first. Images without this
        label are left out; triplets and pairs have no labels.
    minutes: duration of the training, above 0, instead of the recipe's epochs; without decoding,
        validation and export.
    seed: replaces the recipe's.
    go_on: train in spite of failed checks, except for a single class or a loss of NaN;
        training.json lists what was overruled.
    on_progress: called with the stage (`decoding`, `asking the teacher` or `evaluating`), the
        number of finished images, and their total.
    on_epoch: called with each epoch, and the finished share of the training, from 0 to 1.
    on_finding: called once with each finding that does not stop the training.
    should_stop: called after each epoch; if true, training stops, and the same call resumes it.
    processes: number of processes that share each batch, at least 1: one per GPU, or on the CPU
        cores. A script needs `if __name__ == "__main__":` for more than 1.
    held_out: share of each class, or of the lines, for validation and again for test, if the data
        has no splits: above 0, at most .4.
    """

    data: str | Path | Sequence[str | Path] | LabelledImages | ComparedImages
    recipe: str | Path | Recipe
    out: str | Path
    label: str | None = None
    minutes: float | None = None
    seed: int | None = None
    go_on: bool = False
    on_progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    on_epoch: Callable[["Epoch", float], None] = lambda epoch, progress: None
    on_finding: Callable[["Finding"], None] = lambda finding: None
    should_stop: Callable[[], bool] = lambda: False
    processes: int = 1
    held_out: float = HELD_OUT

    def __post_init__(self) -> None:
        if self.minutes is not None and not (isfinite(self.minutes) and self.minutes > 0):
            raise InputError(f"the minutes of a training must be above 0, not {self.minutes}")
