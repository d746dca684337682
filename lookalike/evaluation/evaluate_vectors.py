"""Evaluate labelled vectors: rank, score, look for copies, compute intervals."""

import numpy as np

from lookalike.evaluation.answerable import check_answerable
from lookalike.evaluation.bootstrap import Estimate, estimates
from lookalike.evaluation.distances import distances
from lookalike.evaluation.hubness import hubness
from lookalike.evaluation.leaks import Duplicate, find_duplicates
from lookalike.evaluation.neighbours import class_results, confusion
from lookalike.evaluation.protocol import EvaluationSettings, kept_classes, protocol_name
from lookalike.evaluation.result import EvaluationReport, Images, Protocol
from lookalike.evaluation.scores import NAMES, Scores, score_queries
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.files.digest import digest

DEFAULTS = EvaluationSettings()


def evaluate_vectors(
    gallery: LabelledVectors,
    queries: LabelledVectors | None = None,
    settings: EvaluationSettings = DEFAULTS,
    encoder: str = "",
) -> EvaluationReport:
    """Evaluate existing vectors, of a network in training or of a collection."""
    gallery = gallery.at(kept_classes(gallery.labels, settings))
    queries = None if queries is None else queries.at(kept_classes(queries.labels, settings))
    asked = None if queries is None else queries.labels
    check_answerable(gallery.labels, asked, settings.column or "label")
    scores = score_queries(gallery, queries, settings.metric)
    duplicates = find_duplicates(gallery, queries, scores.nearest)
    dropped = 0
    if settings.exclude_duplicates and duplicates:
        gallery, queries, scores, dropped = _without(gallery, queries, duplicates, settings)
    return _report(gallery, queries, scores, duplicates, dropped, settings, encoder)


def _without(
    gallery: LabelledVectors,
    queries: LabelledVectors | None,
    duplicates: list[Duplicate],
    settings: EvaluationSettings,
) -> tuple[LabelledVectors, LabelledVectors | None, Scores, int]:
    """Leave out queries that have a copy; leave-one-out keeps the first of each group."""
    copies = np.unique([pair.query for pair in duplicates])
    asked = gallery if queries is None else queries
    kept = asked.at(np.setdiff1d(np.arange(len(asked)), copies))
    gallery, queries = (kept, None) if queries is None else (gallery, kept)
    return gallery, queries, score_queries(gallery, queries, settings.metric), len(copies)


def _report(
    gallery: LabelledVectors,
    queries: LabelledVectors | None,
    scores: Scores,
    duplicates: list[Duplicate],
    dropped: int,
    settings: EvaluationSettings,
    encoder: str,
) -> EvaluationReport:
    asked = gallery if queries is None else queries
    confused = confusion(scores, asked.labels, gallery.labels)
    judged = asked.at(scores.rows)
    return EvaluationReport(
        encoder=encoder,
        settings=settings,
        protocol=Protocol(
            classes_trained=protocol_name(np.unique(judged.labels).tolist(), settings.trained_on),
            leave_one_out=queries is None,
            gallery=len(gallery),
            queries=len(judged),
            classes=len(np.unique(gallery.labels)),
            relevance=f"same {settings.column or 'label'}",
            metric=settings.metric,
            excluded={"nothing relevant": len(asked) - len(judged), "duplicate": dropped},
            looked_for=_looked_for(gallery, asked),
            fingerprint=_fingerprint(gallery),
        ),
        metrics=_estimates(scores, settings),
        gallery=_images(gallery),
        queries=_images(judged),
        values=scores.values,
        nearest=scores.nearest[scores.rows],
        classes=tuple(
            class_results(
                scores,
                asked.labels,
                gallery.labels,
                confused,
                settings.resamples,
                settings.seed,
            )
        ),
        confusion=confused,
        distances=distances(gallery, queries, settings.metric, settings.seed),
        hubness=hubness(scores.nearest, len(gallery)),
        duplicates=tuple(duplicates),
    )


def _estimates(scores: Scores, settings: EvaluationSettings) -> dict[str, Estimate]:
    table = np.stack([scores.values[name] for name in NAMES], axis=1)
    found = estimates(table, settings.resamples, settings.seed)
    return dict(zip(NAMES, found, strict=True))


def _images(side: LabelledVectors) -> Images:
    return Images(side.ids, side.sources, side.labels)


def _looked_for(gallery: LabelledVectors, asked: LabelledVectors) -> tuple[str, ...]:
    has_digests = gallery.digests is not None and asked.digests is not None
    has_prints = gallery.thumbprints is not None and asked.thumbprints is not None
    return ("exact",) * has_digests + ("near", "mirrored") * has_prints


def _fingerprint(gallery: LabelledVectors) -> str:
    """Return the digest of the gallery's images and labels, in any order."""
    rows = sorted(zip(gallery.ids.tolist(), gallery.labels.tolist(), strict=True))
    return digest(repr(rows).encode())[:16]
