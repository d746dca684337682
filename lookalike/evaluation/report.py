"""The page that a person reads: one HTML file that stands alone."""

from lookalike.evaluation.result import EvaluationReport


def report_html(report: EvaluationReport) -> str:
    """The whole page."""
    return f"<!doctype html><title>{report.encoder}</title>"
