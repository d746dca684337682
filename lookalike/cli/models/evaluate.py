"""`lookalike evaluate`: measure how well images of the same label are found."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.evaluation import EvaluationBar, print_compared, print_evaluation
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import JsonOption, WhereOption
from lookalike.cli.terminal.show import console, plain
from lookalike.collection import Collection
from lookalike.datasets.compared import is_compared
from lookalike.errors import InputError
from lookalike.evaluation.compared import evaluate_compared
from lookalike.evaluation.evaluate import evaluate as measure
from lookalike.evaluation.result import ComparedReport, EvaluationReport
from lookalike.evaluation.save import REPORT_FILE, metrics_object, save_report

FOLDERS = "Class folders, or a table (.csv, .jsonl) of path and label."
COMPARED = f"{FOLDERS} Without --gallery: a .jsonl file of triplets or pairs."


@reads_images
def evaluate(
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|ONNX|RUN",
            help="The encoder to evaluate; RUN is a folder of lookalike train.",
        ),
    ] = None,
    gallery: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help=f"Images to search in. {FOLDERS}")
    ] = None,
    queries: Annotated[
        Path | None, typer.Option(metavar="FOLDER|JSONL", help=f"Query images. {COMPARED}")
    ] = None,
    leave_one_out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help=f"Use each image as a query against all others. {FOLDERS}"
        ),
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option(
            metavar="COLLECTION", help="Evaluate a collection: each item against all others."
        ),
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Column of the table, or attribute of the collection.")
    ] = None,
    where: WhereOption = None,
    classes: Annotated[
        str, typer.Option(help="all, or only classes seen or unseen in training: seen, unseen.")
    ] = "all",
    without_duplicates: Annotated[
        bool,
        typer.Option("--without-duplicates", help="Leave out queries that have an exact copy."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder for metrics.json and report.html.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well images of the same label are found, with 95 % intervals."""
    options = _Options(encoder, gallery, queries, leave_one_out, collection, label, where)
    run = options.compared if options.is_compared else options.report
    report = run(classes, without_duplicates, as_json)
    if out is not None:
        save_report(report, out)
    _print(report, as_json, out)


def _print(report: EvaluationReport | ComparedReport, as_json: bool, out: Path | None) -> None:
    if as_json:
        print_json(metrics_object(report))
        return
    if isinstance(report, ComparedReport):
        print_compared(report)
    else:
        print_evaluation(report)
    if out is not None:
        console.print(plain(f"report: {out / REPORT_FILE}", "dim"), soft_wrap=True)


@dataclass(frozen=True)
class _Options:
    """The options of the command."""

    encoder: str | None
    gallery: Path | None
    queries: Path | None
    leave_one_out: Path | None
    collection: str | None
    label: str | None
    where: str | None

    @property
    def is_compared(self) -> bool:
        """Whether the queries are triplets or pairs, not labelled images."""
        return self.queries is not None and is_compared(self.queries)

    def compared(self, classes: str, without_duplicates: bool, quiet: bool) -> ComparedReport:
        others = (self.gallery, self.leave_one_out, self.collection, self.label, self.where)
        has_others = any(others) or classes != "all" or without_duplicates
        if self.encoder is None or self.queries is None or has_others:
            raise InputError(
                "triplets and pairs take an encoder and no other option: lookalike evaluate "
                f"--encoder ENCODER --queries {self.queries}"
            )
        with EvaluationBar(quiet) as bar:
            return evaluate_compared(self.encoder, self.queries, on_progress=bar.tell)

    def report(self, classes: str, without_duplicates: bool, quiet: bool) -> EvaluationReport:
        if self.collection is not None:
            return self._of_collection(self.collection, without_duplicates)
        encoder, gallery, queries = self._sides()
        with EvaluationBar(quiet) as bar:
            return measure(
                encoder,
                gallery,
                queries,
                self.label,
                classes=classes,
                without_duplicates=without_duplicates,
                on_progress=bar.tell,
            )

    def _of_collection(self, address: str, without_duplicates: bool) -> EvaluationReport:
        if self.encoder or self.gallery or self.queries or self.leave_one_out:
            raise InputError(
                "--collection brings its own encoders and images; leave out the other options"
            )
        if self.label is None:
            raise InputError("name the attribute that is the label, such as: --label category")
        with Collection.open(address) as collection:
            return measure(
                collection,
                label=self.label,
                where=self.where,
                without_duplicates=without_duplicates,
            )

    def _sides(self) -> tuple[str, Path, Path | None]:
        """Encoder, gallery and queries; no queries for leave-one-out."""
        if self.encoder is None:
            raise InputError(
                "name what to evaluate: --encoder with a name, an ONNX file or the folder of a "
                "training; or --collection C --label L"
            )
        if self.where is not None:
            raise InputError("--where works only with --collection")
        one_out, gallery, queries = self.leave_one_out, self.gallery, self.queries
        if one_out is not None and gallery is None and queries is None:
            return self.encoder, one_out, None
        if one_out is None and gallery is not None and queries is not None:
            return self.encoder, gallery, queries
        raise InputError(
            "name the images: --gallery FOLDER with --queries FOLDER, or --leave-one-out FOLDER"
        )
