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

if TYPE_CHECKING:  # these bring torch
    from lookalike.training.data_checks.findings import Finding
    from lookalike.training.loop.history import Epoch


# The fields are described here and not below each of them, so that the help on `train`, which takes
# its signature and this text from here, can show them.
@dataclass(frozen=True)
class TrainOptions:
    """
    data: class folders; train, validation and test folders of them; a table (CSV or JSON Lines)
        of `path` and labels; or a .jsonl file of triplets or pairs. Several of labelled images
        are learned from together: their labels become `folder/label`.
    recipe: a name (`lookalike recipes` lists them), a TOML file or a Recipe.
    out: the folder for all that a training writes; made where there is none.
    label: the column of labels that counts, by which images are split too. Images without one
        are left out. Unless told, the first column; triplets and pairs have none.
    minutes: how long to train, above 0, instead of the recipe's epochs. Decoding, validation and
        export come on top.
    seed: instead of the recipe's.
    go_on: train although the data checks or the checks of the run would stop it, but for one
        class or a loss that is no number; training.json says what was overruled.
    on_progress: hears the stage, `decoding`, `asking the teacher` or `evaluating`, and how many
        images are done, of how many.
    on_epoch: hears each epoch, and the share of the training that is done, from 0 to 1.
    on_finding: hears once of each finding that does not stop the training.
    should_stop: asked after each epoch; the same call later goes on from there.
    processes: how many share each batch, 1 or more: on GPUs of their own, or on the cores. A
        script needs `if __name__ == "__main__":` for more than 1.
    held_out: the share of each class, or of the lines, for validation, and as much for test,
        where the data does not say its splits: above 0, at most .4.
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
