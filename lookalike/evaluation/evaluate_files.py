"""Evaluate an encoder on image files: encode, score, and report unreadable files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lookalike.datasets.labelled import LabelledImages
from lookalike.encoders.base import Encoder
from lookalike.evaluation.answerable import check_answerable
from lookalike.evaluation.embed import Embedded, embed
from lookalike.evaluation.evaluate_vectors import DEFAULTS, evaluate_vectors
from lookalike.evaluation.protocol import EvaluationSettings
from lookalike.evaluation.result import EvaluationReport, Speed


def evaluate_files(
    encoder: Encoder,
    gallery: LabelledImages,
    queries: LabelledImages | None = None,
    settings: EvaluationSettings = DEFAULTS,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> EvaluationReport:
    """
    Encode gallery and queries, and evaluate the ranking of the gallery for each query.

    Without queries it is leave-one-out: each image is a query against all others. Images without a
    label, and queries whose label is not in the gallery, are left out and counted. `on_progress` is
    called with (done, total).
    """
    gallery = gallery.by(settings.column)
    queries = None if queries is None else queries.by(settings.column)
    column, *others = gallery.labels
    labels = None if queries is None else queries.column(settings.column)
    check_answerable(
        gallery.column(), labels, column, others
    )  # before encoding, which may take hours
    total = len(gallery) + (len(queries) if queries is not None else 0)
    found = embed(encoder, gallery, None, lambda done: on_progress(done, total))
    asked = None
    if queries is not None:
        asked = embed(encoder, queries, None, lambda done: on_progress(len(gallery) + done, total))
    report = evaluate_vectors(
        found.vectors,
        None if asked is None else asked.vectors,
        replace(settings, column=column),
        encoder_name(encoder),
    )
    sides = [gallery] if queries is None else [gallery, queries]
    report = replace(report, remarks=tuple(dict.fromkeys(r for s in sides for r in s.remarks)))
    return _with_files(report, found, asked, sides[-1].unlabelled)


def encoder_name(encoder: Encoder) -> str:
    """Return its name; for a network the file and folder, as all networks are named `learned`."""
    path = getattr(encoder, "path", None)
    return encoder.name if path is None else "/".join(Path(path).parts[-2:])


def _with_files(
    report: EvaluationReport, found: Embedded, asked: Embedded | None, unlabelled: int
) -> EvaluationReport:
    """Add to the report what is known from reading the files: failures and speed."""
    sides = [found] if asked is None else [found, asked]
    failures = {source: reason for side in sides for source, reason in side.failures.items()}
    speed = Speed(
        sum(side.speed.images for side in sides),
        sum(side.speed.seconds for side in sides),
        found.speed.encoding,
    )
    unreadable = len(sides[-1].failures)
    left_out = {"unreadable": unreadable, "unlabelled": unlabelled}
    excluded = {**report.protocol.excluded, **left_out}
    protocol = replace(report.protocol, excluded=excluded)
    return replace(report, protocol=protocol, failures=failures, speed=speed)
