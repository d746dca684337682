"""A report on comparisons as files: metrics.json for programs, report.html to read."""

from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from lookalike.durable import write_json
from lookalike.evaluation.bootstrap import LEVEL, RESAMPLES, SEED
from lookalike.evaluation.compared import ComparedReport
from lookalike.evaluation.report import fact_section, notice, page, tile
from lookalike.evaluation.save import METRICS_FILE, REPORT_FILE, metric_values

MEANINGS = {
    "triplet_success": ("Triplet success", "the positive is nearer than the negative"),
    "pair_auc": ("Pair AUC", "a pair that is the same is nearer than one that is not"),
}
TIES = {"triplets": "a tie is a failure", "pairs": "a tie counts half"}


def write_compared(report: ComparedReport, folder: Path) -> list[Path]:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / METRICS_FILE, folder / REPORT_FILE]
    write_json(paths[0], compared_object(report))
    paths[1].write_text(_html(report), encoding="utf-8")
    return paths


def compared_object(report: ComparedReport) -> dict[str, Any]:
    """The metric by its name, then `intervals`, `encoder`, `protocol` and `failures`."""
    return {
        **metric_values(report.metrics),
        "encoder": report.encoder,
        "protocol": {
            **asdict(report.protocol),
            "ties": TIES[report.protocol.kind],
            "intervals": {
                "method": "percentile bootstrap over lines",
                "level": LEVEL,
                "resamples": RESAMPLES,
                "seed": SEED,
            },
        },
        "failures": dict(report.failures),
    }


def _html(report: ComparedReport) -> str:
    tiles = "".join(tile(*MEANINGS[name], estimate) for name, estimate in report.metrics.items())
    facts = {
        "Judged": "cosine similarity of unit vectors; .5 is chance",
        "Ties": TIES[report.protocol.kind],
        "Left out": f"{report.protocol.unreadable:,} {report.protocol.kind} with unreadable images",
        "Interval": f"95 %, percentile bootstrap over lines, {RESAMPLES:,} resamples, seed {SEED}; "
        "too narrow where lines share images",
    }
    lines = [f"{source}: {reason}" for source, reason in report.failures.items()]
    failed = [notice(f"{len(lines):,} images could not be read.", lines)] if lines else []
    sections = [f'<div class="tiles">{tiles}</div>', *failed, fact_section(facts)]
    title = f"How well {report.encoder} tells what looks alike"
    return page(escape(title), escape(f"{report.protocol.sentence}."), sections)
