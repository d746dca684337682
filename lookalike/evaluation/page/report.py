"""The report of an evaluation by labels: one self-contained HTML file."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.page.charts import (
    interval_bar,
    interval_text,
    number,
    table,
    two_histograms,
)
from lookalike.evaluation.page.classes import class_section, confusion_section
from lookalike.evaluation.page.queries import copy_sections, hub_section, query_sections
from lookalike.evaluation.result import EvaluationReport

STYLE = Path(__file__).with_name("report.css")
FEW = 12  # most failures listed; metrics.json has all
MEANINGS = {
    "precision@5": ("Precision@5", "share of relevant images among the first 5"),
    "hit@1": ("Hit@1", "the first image is relevant"),
    "map": ("mAP", "average precision over the whole ranking"),
    "triplet_success": ("Triplet success", "a relevant image is nearer than an irrelevant one"),
    "hit@5": ("Hit@5", "any of the first 5 is relevant"),
    "precision@1": ("Precision@1", "the same as hit@1"),
    "precision@10": ("Precision@10", "share of relevant images among the first 10"),
    "recall@5": ("Recall@5", "share of all relevant images that are among the first 5"),
    "map@r": ("MAP@R", "average precision up to R, the number of relevant images"),
    "r_precision": ("R-precision", "precision of the first R, the number of relevant images"),
    "ndcg@10": ("NDCG@10", "discounted gain of the first 10: early places count more"),
}
TILES = ("precision@5", "hit@1", "map", "triplet_success")


def report_html(report: EvaluationReport) -> str:
    """Return the page with all pictures."""
    title = f"How well {report.encoder or 'these vectors'} finds the {report.protocol.relevance}"
    sections = [
        _tiles(report),
        *_notices(report),
        _metrics(report),
        *copy_sections(report),
        *query_sections(report),
        class_section(report),
        confusion_section(report),
        _distances(report),
        hub_section(report),
        _method(report),
    ]
    return page(escape(title), escape(_summary(report)), sections)


def page(title: str, summary: str, sections: Sequence[str]) -> str:
    """Return a self-contained HTML file; all arguments are HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head>"
        f'<body><main><h1>{title}</h1><p class="soft">{summary}</p>'
        f"{''.join(sections)}</main></body></html>\n"
    )


def _summary(report: EvaluationReport) -> str:
    protocol = report.protocol
    split = f" of the {protocol.split} split" if protocol.split else ""
    asked = (
        f"Each of {protocol.queries:,} images{split} against the {protocol.gallery - 1:,} others"
        if protocol.leave_one_out
        else f"{protocol.queries:,} queries{split} against a gallery of {protocol.gallery:,} images"
    )
    trained = {
        "seen-class": "The encoder was trained on these classes.",
        "class-disjoint": "The encoder was never trained on these classes.",
        "mixed": "The encoder was trained on some of these classes.",
    }.get(protocol.classes_trained, "The training classes of the encoder are unknown.")
    return f"{asked}, {protocol.classes:,} classes, {protocol.metric} ranking. {trained}"


def _tiles(report: EvaluationReport) -> str:
    return (
        f'<div class="tiles">{"".join(tile(*MEANINGS[n], report.metrics[n]) for n in TILES)}</div>'
    )


def tile(title: str, meaning: str, estimate: Estimate) -> str:
    """Return the tile of one metric, with its interval."""
    return (
        f'<div class="tile"><span class="name">{title}</span>'
        f"<strong>{number(estimate.mean)}</strong>{interval_bar(estimate)}"
        f"<small>{interval_text(estimate)}<br>{meaning}</small></div>"
    )


def _notices(report: EvaluationReport) -> Iterator[str]:
    """Yield warnings that a reader needs to judge the numbers."""
    if report.duplicates:
        kept = "left out" if report.settings.exclude_duplicates else "still counted"
        queries = len({pair.query for pair in report.duplicates})
        yield notice(f"{queries:,} of the queries have a copy in the gallery; they are {kept}.")
    if report.remarks:
        yield notice("Possible mistakes in the data:", report.remarks)
    if report.failures:
        lines = [f"{source}: {reason}" for source, reason in report.failures.items()]
        yield notice(f"{len(lines):,} images could not be read.", lines)
    missing = report.protocol.excluded.get("nothing relevant", 0)
    if missing:
        yield notice(f"{missing:,} queries have no relevant image and are left out.")


def notice(text: str, lines: Sequence[str] = ()) -> str:
    """Return a warning, with the first lines of its details."""
    more = [f"and {len(lines) - FEW:,} more"] if len(lines) > FEW else []
    items = "".join(f"<li>{escape(line)}</li>" for line in [*lines[:FEW], *more])
    return f'<section class="warn"><p>{text}</p>{f"<ul>{items}</ul>" if items else ""}</section>'


def _metrics(report: EvaluationReport) -> str:
    rows = []
    for name, (title, meaning) in MEANINGS.items():
        found = report.metrics[name]
        cells = number(found.mean), interval_text(found), interval_bar(found), meaning
        rows.append((title, *cells))
    heads = ("metric", "mean", "95 % interval", "0 to 1", "meaning")
    return f"<section><h2>All metrics</h2>{table(heads, rows, 'metrics')}</section>"


def _distances(report: EvaluationReport) -> str:
    found = report.distances
    names = (f"pairs of the {report.protocol.relevance}", "pairs of different ones")
    kind = "cosine distance" if report.protocol.metric == "cosine" else "Euclidean distance"
    ends = [number(float(edge)) for edge in (found.edges[0], found.edges[-1])]
    key = "".join(
        f'<span><i style="background:var(--{colour})"></i>{escape(name)}</span>'
        for colour, name in zip(("accent", "other"), names, strict=True)
    )
    return (
        "<section><h2>Distances</h2><p>The less the two overlap, the better the distance "
        f'separates images that belong together from others.</p><div class="key">{key}</div>'
        f"{two_histograms(found.same, found.different, names)}"
        f'<div class="axis"><span>{ends[0]}</span><span>{kind}</span><span>{ends[1]}</span></div>'
        "</section>"
    )


def _method(report: EvaluationReport) -> str:
    protocol, settings = report.protocol, report.settings
    looked = ", ".join(protocol.looked_for) or "not searched for"
    left_out = ", ".join(f"{count:,} {why}" for why, count in protocol.excluded.items() if count)
    facts = {
        "Relevant": f"{protocol.relevance}; equal scores keep the gallery's order",
        "Left out": left_out or "no query",
        "Copies": f"{len(report.duplicates):,} pairs found ({looked})",
        "Triplets": "all triplets of each query; a tie is a failure",
        "Intervals": f"95 %, percentile bootstrap over queries, {settings.resamples:,} resamples, "
        f"seed {settings.seed}",
        "Gallery": f"fingerprint {protocol.fingerprint}",
    }
    if report.speed:
        speed = report.speed
        facts["Speed"] = (
            f"{speed.encoding:,.0f} images/s encoded; {speed.images_per_second:,.0f} images/s from "
            f"file to vector ({speed.images:,} images in {speed.seconds:.1f} s)"
        )
    return fact_section(facts)


def fact_section(facts: Mapping[str, str]) -> str:
    """Return the section on method, with all that is needed to repeat the evaluation."""
    lines = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts.items())
    return f"<section><h2>How it was measured</h2><dl>{lines}</dl></section>"
