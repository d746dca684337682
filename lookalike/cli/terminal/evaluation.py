"""Print an evaluation: its progress bar, then its table."""

from collections.abc import Mapping

from rich.progress import TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from lookalike.cli.terminal.bar import Bar
from lookalike.cli.terminal.show import console, plain
from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.page.charts import interval_text, number
from lookalike.evaluation.result import ComparedReport, EvaluationReport, Protocol

WORST = 3  # hardest classes to print


class EvaluationBar(Bar):
    """Progress bar of the images encoded."""

    def __init__(self, quiet: bool = False) -> None:
        super().__init__("encoding", TimeRemainingColumn(), quiet=quiet)

    def tell(self, done: int, total: int) -> None:
        """Update the bar; `evaluate` calls this."""
        self._bar.update(self._task, completed=done, total=total)


def print_evaluation(report: EvaluationReport) -> None:
    """Print the protocol, each metric with its interval, and remarks."""
    console.print(plain(_question(report)), soft_wrap=True)
    console.print(_table(report.metrics))
    for remark in report.remarks:
        console.print(plain(remark, "yellow"), soft_wrap=True)
    for remark in _remarks(report):
        console.print(plain(remark, "dim"), soft_wrap=True)
    _print_failures(report.failures)


def print_compared(report: ComparedReport) -> None:
    """Print the same for triplets or pairs."""
    console.print(plain(f"{report.encoder}: {report.protocol.sentence}"), soft_wrap=True)
    console.print(_table(report.metrics))
    _print_failures(report.failures)


def _table(metrics: Mapping[str, Estimate]) -> Table:
    table = Table("metric", "mean", "95 % interval", box=None, pad_edge=False, header_style="dim")
    for name, estimate in metrics.items():
        table.add_row(name, Text(number(estimate.mean), "bold"), interval_text(estimate))
    return table


def _print_failures(failures: Mapping[str, str]) -> None:
    for source, reason in failures.items():
        line = Text.assemble(("failed ", "red"), plain(f"{source}: {reason}"))
        console.print(line, soft_wrap=True)


def sides_text(protocol: Protocol) -> str:
    """Describe the queries and the gallery."""
    split = f"{protocol.split} " if protocol.split else ""
    if protocol.leave_one_out:
        return (
            f"{protocol.queries:,} {split}images, each against the {protocol.gallery - 1:,} others"
        )
    return f"{protocol.queries:,} {split}queries in {protocol.gallery:,} images"


def _question(report: EvaluationReport) -> str:
    protocol = report.protocol
    return (
        f"{report.encoder}: {sides_text(protocol)}, {protocol.relevance}, "
        f"{protocol.classes:,} classes ({protocol.classes_trained})"
    )


def _remarks(report: EvaluationReport) -> list[str]:
    left_out = [f"{count:,} {why}" for why, count in report.protocol.excluded.items() if count]
    worst = sorted(report.classes, key=lambda found: found.metrics["precision@5"].mean)[:WORST]
    names = [f"{found.label} {number(found.metrics['precision@5'].mean)}" for found in worst]
    remarks = {
        f"left out: {', '.join(left_out)}": bool(left_out),
        f"{len(report.duplicates):,} pairs are the same picture on both sides"
        " (--without-duplicates leaves those queries out)": bool(report.duplicates)
        and not report.settings.exclude_duplicates,
        f"hardest classes, precision@5: {', '.join(names)}": True,
        f"hubness: skewness {report.hubness.skewness:.2f}, "
        f"{report.hubness.never_found:.0%} of the images never found": True,
    }
    if report.speed:
        remarks[f"speed: {report.speed.encoding:,.0f} images/s encoded"] = True
    return [text for text, applies in remarks.items() if applies]
