"""Save reports: metrics.json for programs, queries.npz for comparisons, report.html for people."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lookalike.evaluation.bootstrap import LEVEL, RESAMPLES, SEED, Estimate
from lookalike.evaluation.result import TIES, ComparedReport, EvaluationReport, Speed
from lookalike.evaluation.scores import CUTOFFS, NAMES
from lookalike.files.durable import write_json
from lookalike.files.local_path import local_path

METRICS_FILE = "metrics.json"
QUERIES_FILE = "queries.npz"
REPORT_FILE = "report.html"
NOTHING: Mapping[str, Any] = {}


def save_report(
    report: EvaluationReport | ComparedReport,
    folder: str | Path,
    also: Mapping[str, Any] = NOTHING,
) -> list[Path]:
    """
    Write metrics.json, report.html and, for rankings, queries.npz; return the paths.

    The folder is created if missing. `also` is added to metrics.json.
    """
    place = local_path(folder)
    place.mkdir(parents=True, exist_ok=True)
    paths = [place / METRICS_FILE]
    write_json(paths[0], {**metrics_object(report), **also})
    if isinstance(report, EvaluationReport):
        paths.append(place / QUERIES_FILE)
        _write_queries(report, paths[-1])
    paths.append(place / REPORT_FILE)
    paths[-1].write_text(_html(report), encoding="utf-8")
    return paths


def _write_queries(report: EvaluationReport, path: Path) -> None:
    np.savez_compressed(
        path,
        ids=report.queries.ids,
        sources=np.array(report.queries.sources, np.str_),
        labels=report.queries.labels,
        metrics=np.array(NAMES),
        values=np.stack([report.values[name] for name in NAMES], axis=1),
    )


def _html(report: EvaluationReport | ComparedReport) -> str:
    if isinstance(report, ComparedReport):
        from lookalike.evaluation.page.compared import compared_html  # pages are needed only here

        return compared_html(report)
    from lookalike.evaluation.page.report import report_html

    return report_html(report)


def metric_values(metrics: Mapping[str, Estimate]) -> dict[str, Any]:
    """Return the means by metric, then `intervals`."""
    return {
        **{name: estimate.mean for name, estimate in metrics.items()},
        "intervals": {name: [e.low, e.high] for name, e in metrics.items()},
    }


def metrics_object(report: EvaluationReport | ComparedReport) -> dict[str, Any]:
    """Return the metrics by name, then `intervals`, `protocol` and all other results."""
    also = _compared(report) if isinstance(report, ComparedReport) else _ranked(report)
    return {
        **metric_values(report.metrics),
        "encoder": report.encoder,
        **also,
        "failures": dict(report.failures),
    }


def _compared(report: ComparedReport) -> dict[str, Any]:
    return {
        "protocol": {
            **asdict(report.protocol),
            "ties": TIES[report.protocol.kind],
            "intervals": {
                "method": "percentile bootstrap over lines",
                "level": LEVEL,
                "resamples": RESAMPLES,
                "seed": SEED,
            },
        }
    }


def _ranked(report: EvaluationReport) -> dict[str, Any]:
    return {
        "protocol": _protocol(report),
        "speed": None if report.speed is None else _speed(report.speed),
        "hubness": {
            "k": report.hubness.k,
            "skewness": report.hubness.skewness,
            "never_found": report.hubness.never_found,
        },
        "classes": [asdict(result) for result in report.classes],
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
