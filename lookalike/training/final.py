"""Evaluate the exported network of a finished training on held-out images."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.labelled import LabelledImages
from lookalike.encoders.catalogue import load_encoder
from lookalike.evaluation.compared import evaluate_compared
from lookalike.evaluation.evaluate import evaluate
from lookalike.evaluation.result import ComparedReport, EvaluationReport
from lookalike.evaluation.save import save_report


def evaluate_run(
    folder: Path,
    images: LabelledImages,
    label: str | None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> EvaluationReport | None:
    """
    Evaluate the exported network, and save the report in `folder`; None without held-out images.

    Queries are the test images, or validation images if there is no test split; the gallery is the
    train images, or the queries themselves if their classes were not trained. The protocol names
    the split.
    """
    sides = _sides(images, label)
    if sides is None:
        return None
    split, gallery, queries = sides
    report = evaluate(load_encoder(folder), gallery, queries, label, on_progress=on_progress)
    report = replace(report, protocol=replace(report.protocol, split=split))
    save_report(report, folder)
    return report


def evaluate_compared_run(
    folder: Path,
    images: ComparedImages,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> ComparedReport | None:
    """Do the same for triplets or pairs: those of the test split, or else of validation."""
    for split in ("test", "validation"):
        held = images.split == split
        if held.any() and (images.same is None or len(np.unique(images.same[held])) > 1):
            report = evaluate_compared(load_encoder(folder), images, split, on_progress)
            save_report(report, folder)
            return report
    return None


def _sides(
    images: LabelledImages, label: str | None
) -> tuple[str, LabelledImages, LabelledImages | None] | None:
    """Return the split, the gallery, and the queries; no queries for leave-one-out."""
    train = images.only("train")
    for split in ("test", "validation"):
        held = images.only(split)
        if np.isin(held.column(label), train.column(label)).any():
            return split, train, held
        if _has_pairs(held, label):
            return split, held, None
    return None


def _has_pairs(images: LabelledImages, label: str | None) -> bool:
    """Whether there are two classes, and two images of one class."""
    classes, counts = np.unique(images.column(label), return_counts=True)
    return len(classes) > 1 and bool((counts > 1).any())
