"""A report as files: metrics.json for programs, queries.npz to compare by, report.html to read."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lookalike.durable import write_json
from lookalike.evaluation.bootstrap import LEVEL, Estimate
from lookalike.evaluation.result import EvaluationReport, Speed
from lookalike.evaluation.scores import CUTOFFS, NAMES

METRICS_FILE = "metrics.json"
QUERIES_FILE = "queries.npz"
REPORT_FILE = "report.html"
NOTHING: Mapping[str, Any] = {}


def write_report(
    report: EvaluationReport, folder: Path, also: Mapping[str, Any] = NOTHING
) -> list[Path]:
    """Write the three files; `also` is what else metrics.json is to say, of a training, say."""
    from lookalike.evaluation.report import report_html  # pictures: wanted only here

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in (METRICS_FILE, QUERIES_FILE, REPORT_FILE)]
    write_json(paths[0], {**metrics_object(report), **also})
    np.savez_compressed(
        paths[1],
        ids=report.queries.ids,
        sources=np.array(report.queries.sources, np.str_),
        labels=report.queries.labels,
        metrics=np.array(NAMES),
        values=np.stack([report.values[name] for name in NAMES], axis=1),
    )
    paths[2].write_text(report_html(report), encoding="utf-8")
    return paths


def metric_values(metrics: Mapping[str, Estimate]) -> dict[str, Any]:
    """Each mean by its metric's name, then `intervals`."""
    return {
        **{name: estimate.mean for name, estimate in metrics.items()},
        "intervals": {name: [e.low, e.high] for name, e in metrics.items()},
    }


def metrics_object(report: EvaluationReport) -> dict[str, Any]:
    """Each metric by its name, then `intervals`, `protocol`, `speed` and what else was found."""
    return {
        **metric_values(report.metrics),
        "encoder": report.encoder,
        "protocol": _protocol(report),
        "speed": None if report.speed is None else _speed(report.speed),
        "hubness": {
            "k": report.hubness.k,
            "skewness": report.hubness.skewness,
            "never_found": report.hubness.never_found,
        },
        "classes": [asdict(result) for result in report.classes],
        "failures": dict(report.failures),
        "remarks": list(report.remarks),
    }


def _protocol(report: EvaluationReport) -> dict[str, Any]:
    settings = report.settings
    return {
        **asdict(report.protocol),
        "k": list(CUTOFFS),
        "triplets": "all of each query; a tie is a failure",
        "intervals": {
            "method": "percentile bootstrap over queries",
            "level": LEVEL,
            "resamples": settings.resamples,
            "seed": settings.seed,
        },
        "trained_on": None if settings.trained_on is None else list(settings.trained_on),
        "classes_kept": settings.classes,
        "duplicates_excluded": settings.exclude_duplicates,
        "duplicates": [
            {"kind": pair.kind, "query": pair.sources[0], "item": pair.sources[1]}
            for pair in report.duplicates
        ],
    }


def _speed(speed: Speed) -> dict[str, float]:
    return {
        "images": speed.images,
        "seconds": speed.seconds,
        "images_per_second": speed.images_per_second,
        "encoding_images_per_second": speed.encoding,
    }
