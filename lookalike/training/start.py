"""The door to a training, from Python and the command line: torch is loaded when one begins."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.labelled import LabelledImages
from lookalike.datasets.splits import HELD_OUT
from lookalike.extras import need
from lookalike.recipes.recipe import Recipe

if TYPE_CHECKING:  # torch takes seconds to load, and is an extra
    from lookalike.training.data_checks.findings import Finding
    from lookalike.training.loop.history import Epoch
    from lookalike.training.train import TrainingRun


def train(
    data: str | Path | Sequence[str | Path] | LabelledImages | ComparedImages,
    recipe: str | Path | Recipe,
    out: str | Path,
    label: str | None = None,
    minutes: float | None = None,
    seed: int | None = None,
    go_on: bool = False,
    on_progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
    on_epoch: Callable[["Epoch", float], None] = lambda epoch, progress: None,
    on_finding: Callable[["Finding"], None] = lambda finding: None,
    should_stop: Callable[[], bool] = lambda: False,
    processes: int = 1,
    held_out: float = HELD_OUT,
) -> "TrainingRun":
    """
    Learn an embedding from labelled images into the folder `out`, export and evaluate it.

    `data`: class folders; train, validation and test folders of them; a table (CSV or JSON Lines)
    of `path` and labels, of which `label` is the column that counts: images without one are left
    out; or a .jsonl file of triplets or pairs. Several of labelled images are learned from
    together: their labels become `folder/label`.
    `recipe`: a name, a TOML file or a Recipe.
    `held_out` is the share for validation, and for test, of data that does not say its splits.
    `minutes` and `seed` stand in for the recipe's epochs and seed. A training that was stopped
    goes on from its last epoch. `on_progress` hears the stage, `decoding`, `asking the teacher`
    or `evaluating`, with (done, total) images, `on_epoch` each epoch and the share of the training
    that is done, `on_finding` what the doctor remarks. `go_on` overrules the doctor, but for one
    class or a loss that is no number; training.json says what was overruled. Several `processes`
    share each batch, on GPUs of their own or on the cores; a script needs
    `if __name__ == "__main__":` then.

    MissingExtra where PyTorch is not installed, TrainingStopped where the doctor finds something
    fatal, InputError where data or recipe are not as they must be, ProcessLost where one of
    several processes ends too early.
    """
    need("torch", extra="train")
    from lookalike.training.loop.history import Limits
    from lookalike.training.train import train as run_training

    limits = Limits(minutes, on_epoch, should_stop, go_on, on_finding)
    return run_training(data, recipe, out, label, limits, seed, on_progress, processes, held_out)
