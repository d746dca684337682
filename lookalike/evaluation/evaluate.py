"""Evaluate an encoder, a training folder or a collection by image labels."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from lookalike.collection import Collection
from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import load_encoder
from lookalike.errors import InputError
from lookalike.evaluation.collected import evaluate_collection
from lookalike.evaluation.evaluate_files import evaluate_files
from lookalike.evaluation.protocol import EvaluationSettings, trained_classes
from lookalike.evaluation.result import EvaluationReport

Labelled: TypeAlias = str | Path | LabelledImages
"""Class folders, or a table of path and label; or what was read of them."""


def evaluate(
    subject: str | Path | Encoder | Collection,
    gallery: Labelled | None = None,
    queries: Labelled | None = None,
    label: str | None = None,
    where: str | None = None,
    classes: str = "all",
    without_duplicates: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> EvaluationReport:
    """
    Evaluate the rankings of all queries by labels, with 95 % intervals.

    `subject` is an encoder, its name, an ONNX file, the folder of a training, or an open
    collection. The gallery is ranked for each query; without queries, for each image of the
    gallery, without itself (leave-one-out), as with a collection's items. `label` is the column of
    the table (default: the first), or the attribute of the collection; images without a label are
    left out and counted; `where` selects items. `classes` is `all`, or `seen` or `unseen` in
    training. InputError if these do not fit together. `on_progress` is called with (done, total)
    images.
    """
    if isinstance(subject, Collection):
        if gallery is not None or queries is not None:
            raise InputError("a collection has its own images; leave out gallery and queries")
        if label is None:
            raise InputError("name the attribute that is the label, such as category")
        settings = EvaluationSettings(classes=classes, exclude_duplicates=without_duplicates)
        return evaluate_collection(subject, label, where, settings)
    if gallery is None:
        raise InputError("name the images: a gallery of class folders, or a table with labels")
    if where is not None:
        raise InputError("a condition (where) works only with a collection; leave it out")
    encoder = load_encoder(subject) if isinstance(subject, str | Path) else subject
    settings = EvaluationSettings(
        label,
        exclude_duplicates=without_duplicates,
        trained_on=trained_classes(encoder),
        classes=classes,
    )
    asked = None if queries is None else _read(queries, label)
    report = evaluate_files(encoder, _read(gallery, label), asked, settings, on_progress)
    return replace(report, encoder=str(subject)) if subject is not encoder else report


def _read(images: Labelled, label: str | None) -> LabelledImages:
    if isinstance(images, LabelledImages):
        return images
    return read_labelled(images, label=label)
