"""The report of an evaluation on triplets or pairs: one self-contained HTML file."""

from html import escape

from lookalike.evaluation.bootstrap import RESAMPLES, SEED
from lookalike.evaluation.page.report import fact_section, notice, page, tile
from lookalike.evaluation.result import TIES, ComparedReport

MEANINGS = {
    "triplet_success": ("Triplet success", "the positive is nearer than the negative"),
    "pair_auc": ("Pair AUC", "a pair that is the same is nearer than one that is not"),
}


def compared_html(report: ComparedReport) -> str:
    """Return the page."""
    tiles = "".join(tile(*MEANINGS[name], estimate) for name, estimate in report.metrics.items())
    facts = {
        "Similarity": "cosine of unit vectors; .5 is chance",
        "Ties": TIES[report.protocol.kind],
        "Left out": f"{report.protocol.unreadable:,} {report.protocol.kind} with unreadable images",
        "Interval": f"95 %, percentile bootstrap over lines, {RESAMPLES:,} resamples, seed {SEED}; "
        "too narrow if lines share images",
    }
    lines = [f"{source}: {reason}" for source, reason in report.failures.items()]
    failed = [notice(f"{len(lines):,} images could not be read.", lines)] if lines else []
    sections = [f'<div class="tiles">{tiles}</div>', *failed, fact_section(facts)]
    title = f"How well {report.encoder} recognises what looks alike"
    return page(escape(title), escape(f"{report.protocol.sentence}."), sections)
