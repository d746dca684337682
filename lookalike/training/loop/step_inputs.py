"""The network's input for a batch, and the teacher's targets for it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe
from lookalike.training.data.batches import Batch
from lookalike.training.data.examples import Examples
from lookalike.training.loop.processes import Processes, Share
from lookalike.training.network.backbones.base import StagedNetwork
from lookalike.training.network.embedding import Embedder
from lookalike.training.teacher.live_teacher import LiveTeacher
from lookalike.training.views.augment import Views
from lookalike.training.views.grid import averaged, mirrored

LEARNED_FROM = 4096  # images for a teacher's principal components


@dataclass(frozen=True)
class StepInput:
    """The inputs and targets of one training step; this process embeds k of the n rows."""

    images: Tensor
    """(k, 3, s, s): the network's input for this process's rows."""
    vectors: Tensor | None = None
    """(n, dim) the teacher's embeddings of all views; None without a teacher."""
    places: Tensor | None = None
    """(n, cells ** 2, dim) of their places; None if not needed."""
    narrow: tuple[Tensor, ...] = ()
    """(k, channels, h, w) each: its inner maps."""


class FromViews:
    """Random views; with a teacher, of crops that it has embedded before."""

    def __init__(
        self, train: Examples, views: Views, processes: Processes, is_local: bool, device: str
    ) -> None:
        """`is_local` is whether a loss uses places."""
        self._train, self._views, self._processes = train, views, processes
        self._is_local, self._device = is_local, device

    def give(self, batch: Batch, share: Share, progress: float) -> StepInput:
        """Return views of the drawn crops, or of random ones."""
        pixels = torch.from_numpy(self._train.pixels[batch.rows[share.rows]]).to(self._device)
        vectors, crops, places = self._parts(batch)
        own = None if crops is None else crops[share.rows]
        return StepInput(self._views.random(pixels, own, progress), vectors, places)

    def _parts(self, batch: Batch) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
        """Return vectors, crops and places for all images; crops are None for random ones."""
        teacher = self._train.teacher
        if teacher is None:
            return None, None, None
        count = teacher.vectors.shape[1]
        if count == 1 and not self._is_local:
            return torch.from_numpy(teacher.vectors[batch.rows, 0]), None, None
        drawn = self._processes.common(self._views.drawn(len(batch.rows), count)).numpy()
        vectors, crops = (
            torch.from_numpy(part[batch.rows, drawn]) for part in (teacher.vectors, teacher.crops)
        )
        crops = self._processes.common(self._views.mirrored(crops))
        if teacher.places is None:
            return vectors, crops, None
        places = torch.from_numpy(teacher.places[batch.rows, drawn]).float()
        return vectors, crops, mirrored(places, crops[:, 0] < 0)


class FromTeacher:
    """Random views that the teacher embeds too, at its own side."""

    def __init__(
        self,
        teacher: LiveTeacher,
        train: Examples,
        views: Views,
        processes: Processes,
        cells: int,
        device: str,
    ) -> None:
        """`cells` is the side of the grid of places, 0 for none."""
        self.teacher, self._train, self._views = teacher, train, views
        self._processes, self._cells, self._device = processes, cells, device

    def prepare(self) -> None:
        """Learn the teacher's components; all processes use those of the first."""
        rows = np.random.default_rng(0).permutation(len(self._train.pixels))[:LEARNED_FROM]
        side = self.teacher.side(1.0)
        self.teacher.learn(self._views.plain_runs(self._train.pixels, rows, side))
        self._processes.align(self.teacher.projection)

    def give(self, batch: Batch, share: Share, progress: float) -> StepInput:
        """Return new random views, the same for the network and the teacher."""
        pixels = torch.from_numpy(self._train.pixels[batch.rows[share.rows]]).to(self._device)
        seen = self._views.random(pixels, side=self.teacher.side(progress))
        said = self.teacher.look(seen)
        vectors = self._processes.whole(said.vectors, share)
        places = None
        if self._cells:
            places = self._processes.whole(averaged(said.maps, self._cells), share)
        return StepInput(self._views.resized(seen, progress), vectors, places, tuple(said.narrow))


def build_inputs(
    recipe: Recipe,
    embedder: Embedder,
    train: Examples,
    views: Views,
    processes: Processes,
    is_local: bool,
    device: str,
) -> FromViews | FromTeacher:
    """Build the inputs for the recipe's teacher; InputError if it does not fit the network."""
    asked = recipe.teacher
    if not (asked.backbone and asked.file):
        return FromViews(train, views, processes, is_local, device)
    if recipe.augment.mix:
        raise InputError(
            "a teacher with teacher.backbone does not work with CutMix; set augment.mix to 0, or "
            'teacher.backbone to ""'
        )
    backbone = embedder.backbone
    narrow = backbone.narrow if asked.maps and isinstance(backbone, StagedNetwork) else ()
    if asked.maps and not narrow:
        raise InputError(
            f"the backbone {recipe.backbone.name} has no narrow maps to compare with the "
            "teacher's; set teacher.maps to [], or use staged-mobilenet"
        )
    teacher = LiveTeacher(asked, embedder.head.plain_dim, narrow, device)
    cells = asked.cells if is_local else 0
    return FromTeacher(teacher, train, views, processes, cells, device)
