"""Write the ONNX files of a trained embedder: float32, and int8 if accepted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from lookalike.datasets.pixels import Pixels
from lookalike.recipes.recipe import Recipe
from lookalike.training.export.acceptance import Attempt, Judge, accepted_int8, as_fed, best
from lookalike.training.export.adapt import adapt
from lookalike.training.export.graph import write_graph
from lookalike.training.export.quantise import Scheme
from lookalike.training.network.embedding import Embedder

FLOAT, INT8 = "model.onnx", "model.int8.onnx"
SLOWER = "the int8 network was as good, but slower on this machine"
SPARED = 3  # first convolutions that stay in float32 in the last scheme


@dataclass(frozen=True)
class ExportReport:
    """What was written, and why."""

    scheme: str
    """Scheme of the int8 file; `float32` if there is none."""
    reason: str
    precision_at_5: float | None
    """P@5 of the float32 network on validation images (leave-one-out); None without labels."""
    attempts: tuple[Attempt, ...]
    """In the order tried; of the accepted ones, the one that agrees most was kept."""
    float32_bytes: int
    int8_bytes: int | None
    speed_ratio: float | None
    """Speed of the int8 network relative to float32, on one thread with one image; of the last one
    tried if none was kept, and None if none was as good."""

    def to_dict(self) -> dict[str, Any]:
        """Convert to JSON values."""
        return asdict(self)


def export_onnx(
    embedder: Embedder,
    recipe: Recipe,
    folder: Path,
    classes: Sequence[str] | None,
    calibration: Pixels,
    validation: Pixels,
    labels: NDArray[Any] | None,
) -> ExportReport:
    """
    Write model.onnx, and model.int8.onnx if it is as good (defined in agreement.py) and not slower
    on this machine.

    `calibration` (m, s, s, 3) are training images for the ranges of the int8 network, and for
    training it if needed; `validation` (v, s, s, 3) with `labels` (v,) judges it; without labels,
    only by neighbours. The files of an earlier export are replaced or removed.
    """
    path, target, trial = folder / FLOAT, folder / INT8, folder / ".trial.onnx"
    target.unlink(missing_ok=True)
    write_graph(embedder, recipe, classes, trial)
    trial.replace(path)
    judge = Judge(path, validation, labels)
    if not judge.can_tell or not len(calibration):
        return _report(path, target, judge, "too few images to judge an int8 network")
    batches = as_fed(judge.encoder, calibration)
    if accepted_int8(judge, path, target, batches):
        return _report(path, target, judge, "as good as float32")
    if judge.attempts[-1].is_slower:
        return _report(path, target, judge, SLOWER)
    write_graph(adapt(embedder, batches, SPARED), recipe, classes, trial)
    last = (Scheme(spared=SPARED),)
    found = accepted_int8(judge, trial, target, batches, last, prefix="adapted by training, ")
    trial.unlink()
    reason = "as good as float32 after training" if found else _why_none(judge.attempts[-1])
    return _report(path, target, judge, reason)


def _why_none(last: Attempt) -> str:
    return SLOWER if last.is_slower else "no int8 network was as good"


def _report(path: Path, int8: Path, judge: Judge, reason: str) -> ExportReport:
    kept = best(judge.attempts)
    last = kept or (judge.attempts[-1] if judge.attempts else None)
    if judge.precision_at_5 is None:
        reason += " (judged by neighbours only: without labels there is no P@5)"
    return ExportReport(
        kept.scheme if kept else "float32",
        reason,
        judge.precision_at_5,
        tuple(judge.attempts),
        path.stat().st_size,
        int8.stat().st_size if kept else None,
        last.speed_ratio if last else None,
    )
