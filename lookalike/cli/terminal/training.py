"""Print a training: a line for each epoch and finding, then a summary."""

from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.cli.terminal.evaluation import sides_text
from lookalike.cli.terminal.show import console, plain
from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.labelled import LabelledImages
from lookalike.evaluation.page.charts import interval_text, number
from lookalike.evaluation.result import ComparedReport, EvaluationReport
from lookalike.evaluation.save import REPORT_FILE

if TYPE_CHECKING:  # torch takes seconds to load: only a training waits for it
    from lookalike.training.data_checks.findings import Finding
    from lookalike.training.loop.history import Epoch

MEASURES = {"triplet_success": "triplet success", "pair_auc": "pair AUC"}
FIGURES = ("precision@5", "hit@1", "map")


def print_epoch(epoch: "Epoch", progress: float) -> None:
    """Print progress, loss, validation metric and minutes left in one line."""
    left = epoch.seconds / progress * (1 - progress) if progress else 0.0
    name, value = epoch.measured
    console.print(
        f"epoch {epoch.epoch:3}  {progress:4.0%}  loss {epoch.loss:.3f}  "
        f"validation {name} {value:.3f}  {left / 60:.1f} min left",
        soft_wrap=True,
    )


def print_finding(finding: "Finding") -> None:
    """Print the findings of the checks, and those that --go-on overrules."""
    text = f"{finding.name}: {finding.text}"
    text = f"overruled by --go-on: {text}" if finding.fatal else text
    console.print(plain(text, "yellow"), soft_wrap=True)


def print_figures(
    report: EvaluationReport | ComparedReport | None,
    images: LabelledImages | ComparedImages,
    folder: Path,
) -> None:
    """Print the final evaluation, or why there is none."""
    if report is None:
        console.print(f"Not evaluated: {_lacking(images)}.")
        return
    names = FIGURES if isinstance(report, EvaluationReport) else tuple(report.metrics)
    found = {name: report.metrics[name] for name in names}
    texts = [
        f"{MEASURES.get(n, n)} {number(e.mean)} ({interval_text(e)})" for n, e in found.items()
    ]
    console.print(f"{_judged(report)}: {', '.join(texts)}", soft_wrap=True)
    console.print(plain(f"report: {folder / REPORT_FILE}", "dim"), soft_wrap=True)


def _lacking(images: LabelledImages | ComparedImages) -> str:
    if isinstance(images, ComparedImages):
        return f"all held-out {images.kind} have the same answer"
    return "no label has two test images or two validation images"


def _judged(report: EvaluationReport | ComparedReport) -> str:
    if isinstance(report, ComparedReport):
        return report.protocol.sentence
    return sides_text(report.protocol)
