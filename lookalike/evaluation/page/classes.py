"""The report's sections on classes: scores, and the classes of wrong neighbours."""

from html import escape

import numpy as np

from lookalike.evaluation.neighbours import Confusion
from lookalike.evaluation.page.charts import interval_bar, interval_text, number, table
from lookalike.evaluation.result import EvaluationReport

MOST = 24  # most classes for a coloured table; with more, the worst confusions are listed
LISTED = 20


def class_section(report: EvaluationReport) -> str:
    """Return the table of classes, worst first."""
    results = sorted(report.classes, key=lambda c: c.metrics["precision@5"].mean)
    rows = []
    for found in results:
        precision, hit, average = (found.metrics[name] for name in ("precision@5", "hit@1", "map"))
        rows.append(
            (
                escape(found.label),
                f"{found.queries:,}",
                f"{number(precision.mean)} <small>{interval_text(precision)}</small>",
                interval_bar(precision),
                f"{number(hit.mean)} <small>{interval_text(hit)}</small>",
                f"{number(average.mean)} <small>{interval_text(average)}</small>",
                f"{found.gallery:,}",
                escape(found.confused_with) or "none",
            )
        )
    heads = ("class", "queries", "precision@5", "", "hit@1", "mAP", "in gallery", "confused with")
    return (
        "<section><h2>Classes</h2><p>Worst first. Classes with few queries have wide intervals.</p>"
        f"{table(heads, rows, 'classes')}</section>"
    )


def confusion_section(report: EvaluationReport) -> str:
    """Return the confusion matrix; with many classes, a list of the worst confusions."""
    found = report.confusion
    shown = _heat(found) if len(found.labels) <= MOST else _worst(found)
    return (
        "<section><h2>Classes of the neighbours</h2><p>Percentage of each class (column) among the "
        f"first 5 neighbours of a class's queries (row).</p>{shown}</section>"
    )


def _heat(found: Confusion) -> str:
    rows = [
        (escape(label), *(_cell(share, row == column) for column, share in enumerate(shares)))
        for row, (label, shares) in enumerate(zip(found.labels, found.shares, strict=True))
        if shares.any()
    ]
    return table(["", *map(escape, found.labels)], rows, "heat")


def _cell(share: float, is_right: bool) -> str:
    colour = "good" if is_right else "bad"
    strength = round(100 * min(1.0, share) ** 0.7 * 0.75)
    mixed = f"color-mix(in srgb, var(--{colour}) {strength}%, var(--card))"
    text = f"{100 * share:.0f}" if share >= 0.005 else ""
    return f'<span style="background:{mixed}">{text}</span>'


def _worst(found: Confusion) -> str:
    shares = found.shares.copy()
    np.fill_diagonal(shares, 0)
    order = np.argsort(-shares, axis=None, kind="stable")[:LISTED]
    pairs = [np.unravel_index(place, shares.shape) for place in order]
    rows = [
        (escape(found.labels[row]), escape(found.labels[column]), f"{shares[row, column]:.0%}")
        for row, column in pairs
        if shares[row, column]
    ]
    return table(("queries of", "find instead", "share of the first 5"), rows)
