"""Run one training on several processes: what each receives and does."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import distributed

from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe, started_from
from lookalike.training.data.examples import Examples
from lookalike.training.loop.fit import Fit
from lookalike.training.loop.history import Epoch, Limits
from lookalike.training.loop.processes import Alone, Group, Processes
from lookalike.training.loop.workers import Workers

NOT_MEASURED = float("nan")


@dataclass(frozen=True)
class Work:
    """The data sent to each worker process."""

    recipe: Recipe
    train: Examples
    """Without pixels, which are too large to send."""
    pixels: Path
    """The .npy file of the pixels."""
    folder: Path
    minutes: float | None
    threads: int


class WorkerFit(Fit):
    """The training loop of a worker process: processes only its share of each batch."""

    def _close(self, loss: float) -> None:
        number = len(self.history) + 1
        values = {"precision_at_5": None, self._train.column: NOT_MEASURED}
        epoch = Epoch(number, self._seconds, loss, NOT_MEASURED, spread=NOT_MEASURED, **values)
        self.history.append(epoch)


@contextmanager
def started(
    count: int, recipe: Recipe, train: Examples, folder: Path, minutes: float | None
) -> Iterator[Processes]:
    """
    Run the others of `count` processes until the end of the block; this process is the first.

    With GPUs, each process has its own; otherwise they share the cores. They are spawned, so a
    script that trains needs `if __name__ == "__main__":`. Raises InputError if there are too few
    GPUs, ProcessLost if one of the others ends too early.
    """
    if count == 1:
        yield Alone()
        return
    _check(count)
    threads = torch.get_num_threads()
    own = max(1, threads // count)
    pixels = folder / "cache" / "shared.npy"
    pixels.parent.mkdir(parents=True, exist_ok=True)
    np.save(pixels, train.pixels)
    work = Work(_worker_recipe(recipe), train.over(train.pixels[:0]), pixels, folder, minutes, own)
    with tempfile.TemporaryDirectory() as place:
        workers = Workers(count, Path(place) / "meeting", train_worker, work)
        try:
            group = workers.start()
            torch.set_num_threads(own)
            yield group
            workers.join()
        except RuntimeError as error:  # torch's, when a connection breaks
            lost = workers.lost()
            if lost is None:
                raise
            raise lost from error
        finally:
            workers.end()
            torch.set_num_threads(threads)
            pixels.unlink(missing_ok=True)


def _check(count: int) -> None:
    if count < 1:
        raise InputError(f"a training needs at least one process, not {count}")
    if not distributed.is_available():
        raise InputError("this PyTorch has no torch.distributed; train with one process")
    devices = torch.cuda.device_count()
    if torch.cuda.is_available() and count > devices:
        raise InputError(f"{count} processes need as many GPUs, but there are {devices}")


def _worker_recipe(recipe: Recipe) -> Recipe:
    """Workers receive weights from the first process, and keep no running average."""
    return replace(started_from(recipe, "random"), optimiser=replace(recipe.optimiser, average=0.0))


def train_worker(group: Group, work: Work) -> None:
    """Entry point of a worker process."""
    torch.set_num_threads(work.threads)
    train = work.train.over(np.load(work.pixels, mmap_mode="r"))
    WorkerFit(work.recipe, train, train, work.folder, Limits(work.minutes), group).run()
