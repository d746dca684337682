"""The report's sections with pictures: worst queries, best queries, hubs."""

from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.page.charts import number
from lookalike.evaluation.page.images import data_addresses
from lookalike.evaluation.result import EvaluationReport

ROWS = 6  # worst queries, and best queries
SHOWN = 8  # neighbours of each
OF_A_CLASS = 2  # most queries of one class, for variety
HUBS = 8
COPIES = 8


def query_sections(report: EvaluationReport) -> list[str]:
    """Return the worst queries, then the best, each with its neighbours in a row."""
    order = np.lexsort((report.values["map"], report.values["precision@5"]))
    return [
        _section(report, "Worst queries", _spread(report, order)),
        _section(report, "Best queries", _spread(report, order[::-1])),
    ]


def _spread(report: EvaluationReport, order: NDArray[np.int64]) -> list[int]:
    """Return the first rows in this order, with a few of each class."""
    taken, rows = Counter[str](), list[int]()
    for row in order.tolist():
        label = str(report.queries.labels[row])
        if taken[label] < OF_A_CLASS and len(rows) < ROWS:
            taken[label] += 1
            rows.append(row)
    return rows


def _section(report: EvaluationReport, title: str, rows: list[int]) -> str:
    near = report.nearest[rows, :SHOWN]
    wanted = [report.queries.sources[row] for row in rows]
    pictures = data_addresses([*wanted, *(report.gallery.sources[i] for i in near.ravel())])
    lines = "".join(_row(report, row, pictures) for row in rows)
    return (
        f"<section><h2>{title}</h2><p>By precision@5, then average precision; at most "
        f"{OF_A_CLASS} per class. The query is first, then its results, nearest first.</p>"
        f'<div class="rows">{lines}</div></section>'
    )


def _row(report: EvaluationReport, row: int, pictures: Mapping[str, str]) -> str:
    label = str(report.queries.labels[row])
    precision = number(float(report.values["precision@5"][row]))
    asked = _figure(
        report.queries.sources[row], "asked", f"<b>{escape(label)}</b> P@5 {precision}", pictures
    )
    found = ""
    for item in report.nearest[row, :SHOWN].tolist():
        other = str(report.gallery.labels[item])
        kind, mark = ("good", "✓") if other == label else ("bad", "✗")
        caption = f"<b>{mark}</b> {escape(other)}"
        found += _figure(report.gallery.sources[item], kind, caption, pictures)
    return f'<div class="row">{asked}{found}</div>'


def _figure(source: str, kind: str, caption: str, pictures: Mapping[str, str]) -> str:
    name = escape(PurePath(source).name, quote=True)
    picture = '<span class="gone">image gone</span>'
    if source in pictures:
        picture = f'<img src="{pictures[source]}" alt="{name}" loading="lazy">'
    return (
        f'<figure class="{kind}" title="{escape(source, quote=True)}">'
        f'<span class="frame">{picture}</span><figcaption>{caption}</figcaption></figure>'
    )


def copy_sections(report: EvaluationReport) -> list[str]:
    """Return some of the copies, for a person to check; nothing if there are none."""
    pairs = report.duplicates[:: max(1, len(report.duplicates) // COPIES)][:COPIES]
    if not pairs:
        return []
    pictures = data_addresses(source for pair in pairs for source in pair.sources)
    columns = ""
    for pair in pairs:
        query, item = (PurePath(source).name for source in pair.sources)
        columns += f"<div>{_figure(pair.sources[0], 'hub', escape(query), pictures)}"
        caption = f"<b>{pair.kind}</b> {escape(item)}"
        columns += f"{_figure(pair.sources[1], 'hub', caption, pictures)}</div>"
    section = (
        f"<section><h2>Copies</h2><p>{len(pairs):,} of {len(report.duplicates):,} pairs that "
        "show the same picture: the query above, the item of the gallery below. Exact copies have "
        "the same bytes; check the others by eye. metrics.json lists them all.</p>"
        f'<div class="hubs">{columns}</div></section>'
    )
    return [section]


def hub_section(report: EvaluationReport) -> str:
    """Return the hubness, with the items that are found most often."""
    found = report.hubness
    hubs = np.argsort(-found.occurrences, kind="stable")[:HUBS].tolist()
    pictures = data_addresses(report.gallery.sources[item] for item in hubs)
    figures = "".join(
        _figure(
            report.gallery.sources[item],
            "hub",
            f"{found.occurrences[item]:,} × {escape(str(report.gallery.labels[item]))}",
            pictures,
        )
        for item in hubs
    )
    return (
        f"<section><h2>Hubs</h2><p>The items that are most often among a query's first {found.k}. "
        f"Skewness {found.skewness:.2f}: 0 is even; much above 1, a few items crowd out the "
        f"others. {found.never_found:.0%} of the gallery is among no query's first {found.k}.</p>"
        f'<div class="hubs">{figures}</div></section>'
    )
