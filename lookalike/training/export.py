"""From a trained embedder to the files that serve: float32, and int8 where it is as good."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.network import NetworkEncoder
from lookalike.recipes.recipe import Recipe
from lookalike.training.agreement import Agreement, agreement, precision
from lookalike.training.embedding import Embedder
from lookalike.training.graph import write_graph
from lookalike.training.quantise import SCHEMES, Quantiser
from lookalike.training.speed import speed_ratio
from lookalike.types import ImageArray

FLOAT, INT8 = "model.onnx", "model.int8.onnx"
CALIBRATED_AT_ONCE = 8  # images: bounds the memory that their activations take
LEAST = 11  # validation images: fewer have no ten neighbours each


@dataclass(frozen=True)
class Attempt:
    """One scheme and what it came to."""

    scheme: str
    top_10_agreement: float
    precision_at_5: float
    accepted: bool


@dataclass(frozen=True)
class ExportReport:
    """What was written, and why."""

    scheme: str
    """Of the int8 file; `float32` where none was good enough."""
    reason: str
    precision_at_5: float
    """Of the float32 network, each validation image among the others."""
    attempts: tuple[Attempt, ...]
    float32_bytes: int
    int8_bytes: int | None
    speed_ratio: float | None
    """How many times as fast int8 is, on one thread with one image."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def export_onnx(
    embedder: Embedder,
    recipe: Recipe,
    folder: Path,
    classes: Sequence[str],
    calibration: NDArray[np.uint8],
    validation: NDArray[np.uint8],
    labels: NDArray[Any],
) -> ExportReport:
    """
    Write model.onnx, and model.int8.onnx where it passes `Agreement.is_enough`.

    `calibration` (m, s, s, 3) sets the ranges of the int8 network and should be training images;
    `validation` (v, s, s, 3) with `labels` (v,) judges it. An int8 file of before is removed.
    """
    (folder / INT8).unlink(missing_ok=True)
    new = folder / ".export.onnx"
    write_graph(embedder, recipe, classes, new)
    new.replace(folder / FLOAT)
    return quantise_checked(folder / FLOAT, folder / INT8, calibration, validation, labels)


def quantise_checked(
    path: Path,
    target: Path,
    calibration: Sequence[ImageArray] | NDArray[np.uint8],
    validation: Sequence[ImageArray] | NDArray[np.uint8],
    labels: NDArray[Any],
) -> ExportReport:
    """Try the schemes in turn; `target` is the first that is good enough, or does not exist."""
    encoder = NetworkEncoder(path)
    reference = encoder.encode(list(validation))
    before = precision(reference, labels) if len(validation) > 1 else 0.0
    attempts: list[Attempt] = []
    if len(validation) < LEAST or not len(calibration):
        reason = f"int8 needs {LEAST} validation images to be judged by, and some to calibrate on"
        return _report(path, None, before, attempts, reason)
    quantiser = Quantiser(path, _batches(encoder, calibration))
    new = target.with_name(".quantised.onnx")
    for scheme in SCHEMES:
        quantiser.write(new, scheme)
        found = agreement(reference, NetworkEncoder(new).encode(list(validation)), labels)
        attempts.append(_attempt(scheme.name, found))
        if found.is_enough:
            new.replace(target)
            return _report(path, target, before, attempts, "the first scheme that was good enough")
    new.unlink()
    return _report(path, None, before, attempts, "no int8 network was close enough to float32")


def _batches(
    encoder: NetworkEncoder, images: Sequence[ImageArray] | NDArray[np.uint8]
) -> list[NDArray[np.float32]]:
    starts = range(0, len(images), CALIBRATED_AT_ONCE)
    chunks = [list(images[start : start + CALIBRATED_AT_ONCE]) for start in starts]
    return [encoder.preprocessing.apply(chunk) for chunk in chunks]


def _attempt(scheme: str, found: Agreement) -> Attempt:
    return Attempt(scheme, found.top_10, found.precision_at_5, found.is_enough)


def _report(
    path: Path, int8: Path | None, before: float, attempts: Sequence[Attempt], reason: str
) -> ExportReport:
    return ExportReport(
        attempts[-1].scheme if int8 else "float32",
        reason,
        before,
        tuple(attempts),
        path.stat().st_size,
        int8.stat().st_size if int8 else None,
        speed_ratio(path, int8) if int8 else None,
    )
