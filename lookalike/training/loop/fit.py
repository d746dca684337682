"""The training loop: batches, views, loss, step; until the recipe's epochs or time are done."""

import time
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lookalike.datasets.pixels import Pixels
from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe
from lookalike.training.data.batches import Batch
from lookalike.training.data.examples import Examples
from lookalike.training.data_checks.findings import Finding, stop_if_fatal
from lookalike.training.loop.checkpoint import (
    gpu_states,
    load_checkpoint,
    save_checkpoint,
    set_gpu_states,
)
from lookalike.training.loop.history import Epoch, Limits
from lookalike.training.loop.memory import kept_memory
from lookalike.training.loop.optimiser import build_optimiser
from lookalike.training.loop.processes import Alone, Processes
from lookalike.training.loop.schedule import rate_factor
from lookalike.training.loop.step_inputs import FromTeacher, StepInput, build_inputs
from lookalike.training.loop.student import own_loss, student_output
from lookalike.training.losses.base import Truth
from lookalike.training.losses.catalogue import build_loss
from lookalike.training.network.average import RunningMean
from lookalike.training.network.embedding import Embedder, build_embedder
from lookalike.training.network.precision import computes_in_bfloat16
from lookalike.training.views.augment import Views
from lookalike.types import Vectors

ALONE = Alone()


class Fit:
    """
    One training; `run` resumes from the last checkpoint in `folder`.

    With several processes, this is the first: it validates, decides, reports and saves.
    """

    def __init__(
        self,
        recipe: Recipe,
        train: Examples,
        validation: Examples,
        folder: Path,
        limits: Limits,
        processes: Processes = ALONE,
    ) -> None:
        if recipe.augment.mix and recipe.batches.kind.endswith("triplets"):
            raise InputError("CutMix does not work with triplets; set augment.mix to 0")
        if recipe.augment.mix and recipe.head.classemes:
            raise InputError(
                "classemes do not work with CutMix; set head.classemes or augment.mix to 0"
            )
        torch.manual_seed(recipe.seed)
        self._recipe, self._train, self._validation = recipe, train, validation
        self._folder, self._limits, self._processes = folder, limits, processes
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        classes = int(train.labels.max()) + 1
        self.embedder = build_embedder(recipe, classes).to(self._device)
        self.embedder.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it
        dim = self.embedder.head.plain_dim
        self._loss = build_loss(recipe.losses, dim, classes, len(train.labels))
        self._loss.to(self._device)
        self._mean = RunningMean(self.embedder, recipe.optimiser.average)
        self._optimiser = build_optimiser(recipe.optimiser, self.embedder, self._loss)
        self._batcher = train.batcher(recipe.batches, recipe.seed)
        self._views = Views(recipe.augment, recipe.input, recipe.seed)
        self._randomise(self._views.state(), torch.get_rng_state())
        self._inputs = build_inputs(
            recipe, self.embedder, train, self._views, processes, self._loss.is_local, self._device
        )
        self._watch = train.watch(validation)
        self.history: list[Epoch] = []
        self.findings: list[Finding] = []
        self._told: set[str] = set()
        self._seconds = 0.0

    @property
    def best(self) -> Embedder:
        """The network to keep: the running average if the recipe has one."""
        return self._mean.network if self._recipe.optimiser.average > 0 else self.embedder

    @property
    def _projection(self) -> nn.Module | None:
        """The learned projection of a live teacher; None without one."""
        return self._inputs.teacher.projection if isinstance(self._inputs, FromTeacher) else None

    @property
    def progress(self) -> float:
        """Share of the training that is finished, 0 to 1."""
        return self._share(self._seconds, len(self.history))

    def _share(self, seconds: float, epochs: int) -> float:
        if self._limits.minutes is not None:
            return min(1.0, seconds / (60 * self._limits.minutes))
        return epochs / self._recipe.epochs

    def run(self) -> list[Epoch]:
        """Train until finished or stopped; raises TrainingStopped if a check fails."""
        if not self._resume() and isinstance(self._inputs, FromTeacher):
            self._inputs.prepare()
        with kept_memory():
            while self._goes_on():
                self._close(self._epoch(len(self.history)))
        return self.history

    def _goes_on(self) -> bool:
        wanted = self.progress < 1 and not self._limits.should_stop()
        (agreed,) = self._processes.heard(wanted)
        return bool(agreed)

    def _close(self, loss: float) -> None:
        """End an epoch: validate, save, report, and stop if a check fails."""
        epoch = self._measure(loss)
        self.history.append(epoch)
        found = self._watch.look(self.progress, loss, epoch.measured[1], epoch.spread)
        noted = {finding.name for finding in self.findings}
        self.findings += [finding for finding in found if finding.name not in noted]
        self._save()
        self._limits.on_epoch(epoch, self.progress)
        stop_if_fatal(found, self._limits.go_on, self._tell)

    def _tell(self, finding: Finding) -> None:
        """Report a finding once, as most are repeated in every epoch."""
        if finding.name not in self._told:
            self._told.add(finding.name)
            self._limits.on_finding(finding)

    def _epoch(self, number: int) -> float:
        self._processes.align(self.embedder)
        self.embedder.train()
        is_frozen = number < self._recipe.frozen_epochs
        self.embedder.backbone.requires_grad_(not is_frozen).train(not is_frozen)
        losses: list[float] = []
        for step, batch in enumerate(self._batcher.epoch(number)):
            began = time.perf_counter()
            loss = self._step(batch, number + step / self._batcher.steps)
            seconds = self._seconds + time.perf_counter() - began
            loss, self._seconds = self._processes.heard(loss, seconds)
            losses.append(loss)
            if not np.isfinite(losses[-1]) or self._is_over():
                break
        return float(np.mean(losses))

    def _is_over(self) -> bool:
        return self._limits.minutes is not None and self.progress >= 1

    def _step(self, batch: Batch, epochs: float) -> float:
        timed = self._limits.minutes is not None
        progress = self.progress if timed else epochs / self._recipe.epochs
        self._set_rate(rate_factor(self._recipe.optimiser, progress))
        share = self._processes.share(batch)
        inputs = self._inputs.give(batch, share, progress)
        mixed = self._views.mixed(inputs.images, self._processes.common)
        partners = mixed.partners + share.rows.start
        if mixed.share < 1:  # equal in all processes
            partners = self._processes.whole(partners, share)
        inputs = replace(inputs, images=mixed.images)
        with self._precision():
            made = student_output(
                self.embedder, self._recipe, inputs, progress, self._loss.is_local
            )
        labels = torch.from_numpy(self._train.labels[batch.rows[share.rows]]).to(self._device)
        whole = partial(self._processes.whole, share=share)
        own = own_loss(made, self._recipe, inputs, labels, whole)
        self._optimiser.zero_grad(set_to_none=True)
        truth = self._truth(batch, inputs)
        judge = partial(self._judge, batch=batch, truth=truth, partners=partners, own=mixed.share)
        loss = self._processes.learn(made.embeddings.float(), share, judge, own)
        self._processes.sum_gradients(self.embedder)
        if self._recipe.optimiser.clip:
            nn.utils.clip_grad_norm_(self.embedder.parameters(), self._recipe.optimiser.clip)
        self._optimiser.step()
        if self._recipe.optimiser.average > 0:
            self._mean.update(self.embedder)
        return loss

    def _judge(
        self, embeddings: Tensor, batch: Batch, truth: Truth, partners: Tensor, own: float
    ) -> Tensor:
        """Return the loss of a whole batch's embeddings; `own` and `partners` as in Mixed."""
        triplets = None
        if batch.triplets is not None:
            triplets = tuple(torch.from_numpy(i).to(self._device) for i in batch.triplets)
        loss: Tensor = self._loss(embeddings, truth, triplets=triplets)
        if own < 1:
            others: Tensor = self._loss(embeddings, truth.at(partners), triplets=triplets)
            loss = own * loss + (1 - own) * others
        return loss

    def _truth(self, batch: Batch, inputs: StepInput) -> Truth:
        rows = batch.rows
        labels, images = torch.from_numpy(self._train.labels[rows]), torch.from_numpy(rows)
        return Truth(labels, images, inputs.vectors, inputs.places).to(self._device)

    def _randomise(self, views: Tensor, drawn: Tensor) -> None:
        """Restore the random states of the views and of torch."""
        self._views.set_state(self._processes.own(views))
        torch.set_rng_state(self._processes.own(drawn))

    def _precision(self) -> Any:
        if not _is_bfloat16(self._recipe, self._device):
            return nullcontext()
        return torch.autocast(self._device, dtype=torch.bfloat16)

    def _set_rate(self, factor: float) -> None:
        for group in self._optimiser.param_groups:
            group["lr"] = group["full_rate"] * factor

    def _measure(self, loss: float) -> Epoch:
        queries = self.embed(self._validation.pixels)
        score = self._train.score(self._validation, queries, self.embed)
        measured = {"precision_at_5": None, self._train.column: score}
        cosines = (queries @ queries.T)[np.triu_indices(len(queries), 1)]
        rate = float(self._optimiser.param_groups[-1]["lr"])
        number = len(self.history) + 1
        spread = float(cosines.std())
        return Epoch(number, self._seconds, loss, rate, spread=spread, **measured)

    def embed(self, pixels: Pixels) -> Vectors:
        """Embed (n, s, s, 3) as (n, dim) rows of length 1, with the network to keep."""
        return embed(self.best, pixels, self._views, self._recipe)

    def _state(self) -> dict[str, Any]:
        """Return everything that is needed to resume."""
        return {
            "embedder": self.embedder.state_dict(),
            "mean": self._mean.network.state_dict(),
            "mean_steps": self._mean.steps,
            "loss": self._loss.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "teacher": {} if self._projection is None else self._projection.state_dict(),
            "views": self._views.state(),
            "history": [asdict(epoch) for epoch in self.history],
            "findings": [asdict(finding) for finding in self.findings],
            "seconds": self._seconds,
            "random": torch.get_rng_state(),
            "cuda_random": gpu_states(self._device),
        }

    def _save(self) -> None:
        save_checkpoint(self._folder, self._state())

    def _resume(self) -> bool:
        """Resume from the checkpoint; return whether there was one."""
        state = load_checkpoint(self._folder)
        if state is None:
            return False
        missing = ", ".join(name for name in self._state() if name not in state)
        if missing:
            raise InputError(
                f"{self._folder} has a training of another version, whose checkpoint lacks "
                f"{missing}; name a new folder with --out"
            )
        try:
            self.embedder.load_state_dict(state["embedder"])
            self._mean.network.load_state_dict(state["mean"])
            self._loss.load_state_dict(state["loss"])
            self._optimiser.load_state_dict(state["optimiser"])
            if self._projection is not None:
                self._projection.load_state_dict(state["teacher"])
        except (RuntimeError, ValueError, KeyError) as error:
            raise InputError(
                f"{self._folder} has a training of another recipe; name a new folder with --out"
            ) from error
        self._mean.steps = state["mean_steps"]
        self._randomise(state["views"], state["random"])
        set_gpu_states(state["cuda_random"], self._device)
        self.history = [Epoch(**epoch) for epoch in state["history"]]
        if any(getattr(epoch, self._train.column) is None for epoch in self.history):
            raise InputError(
                f"{self._folder} has a training on another kind of data; name a new folder with "
                "--out"
            )
        self.findings = [Finding(**finding) for finding in state["findings"]]
        for epoch in self.history:  # restore the state of the checks
            share = self._share(epoch.seconds, epoch.epoch)
            self._watch.look(share, epoch.loss, epoch.measured[1], epoch.spread)
        self._seconds = state["seconds"]
        return True


def _is_bfloat16(recipe: Recipe, device: str) -> bool:
    return recipe.precision == "bf16" and computes_in_bfloat16(device)


@torch.no_grad()
def embed(embedder: Embedder, pixels: Pixels, views: Views, recipe: Recipe) -> Vectors:
    """Embed (n, size, size, 3) or larger squares as (n, dim) float32 rows of length 1."""
    embedder.eval()
    device = next(embedder.parameters()).device
    rows = []
    for images in views.plain_runs(pixels, device=device):
        with torch.autocast(device.type, torch.bfloat16, enabled=_is_bfloat16(recipe, device.type)):
            rows.append(embedder(images).float())
    vectors: Vectors = nn.functional.normalize(torch.cat(rows), dim=1).cpu().numpy()
    return vectors
