"""`lookalike index`: bring a collection up to date with a folder."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from lookalike.attribute_table import read_attributes
from lookalike.cli.options import JsonOption
from lookalike.cli.progress import IndexProgress
from lookalike.cli.show import console, errors, print_json
from lookalike.cli.stop import StopSignal
from lookalike.cli.watch import changes
from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.errors import InputError
from lookalike.indexing.folder import index_folder
from lookalike.indexing.report import IndexReport

FEW = 10  # failures shown at the end of a run; `lookalike failures` has them all


def index(
    folder: Annotated[Path, typer.Argument(help="The folder of images, with all below it.")],
    into: Annotated[str, typer.Option(metavar="COLLECTION", help="Made where there is none.")],
    encoder: Annotated[
        str | None,
        typer.Option(help="An ONNX file for the learned part of a new collection."),
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option(help="The parts of a new collection, such as: learned,colour,shape."),
    ] = None,
    attributes: Annotated[
        Path | None,
        typer.Option(metavar="CSV|JSONL", help="Rows joined to images by path or file name."),
    ] = None,
    retry_failed: Annotated[bool, typer.Option(help="Try again what failed before.")] = False,
    allow_empty: Annotated[bool, typer.Option(help="The folder may have lost all images.")] = False,
    watch: Annotated[bool, typer.Option(help="Go on, following the folder as it changes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add what is new in a folder, renew what has changed, drop what has vanished."""
    if not folder.is_dir():  # said before a collection is made for nothing
        raise InputError(f"there is no folder {folder} to index")
    table = read_attributes(attributes) if attributes else None
    wanted = _encoders(encoder, parts)
    with Collection.open(into, wanted, create=True) as collection, StopSignal() as stop:
        options: dict[str, Any] = {"retry_failed": retry_failed, "allow_empty": allow_empty}
        with IndexProgress(quiet=as_json) as progress:
            report = index_folder(
                collection,
                folder,
                table,
                on_progress=progress.tell,
                should_stop=stop.is_set,
                **options,
            )
        print_report(report, as_json)
        if watch and not report.interrupted:
            _follow(collection, folder, attributes, as_json, stop)


def _encoders(encoder: str | None, parts: str | None) -> list[str] | None:
    """What to open the collection with; None for its own."""
    if encoder is None and parts is None:
        return None
    known = {"learned": encoder, **{name: name for name in CLASSICAL}}
    names = [name.strip() for name in parts.split(",")] if parts else list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"no part {unknown[0]!r}; there are: {', '.join(known)}")
    if "learned" in names and encoder is None:
        raise InputError("the learned part needs a network: add --encoder FILE.onnx")
    return [spec for name in names if (spec := known[name])]


def _follow(
    collection: Collection, folder: Path, attributes: Path | None, as_json: bool, stop: StopSignal
) -> None:
    errors.print(f"Watching {folder}; Ctrl-C ends it.", style="dim")
    for _ in changes(folder, stop.event):
        table = read_attributes(attributes) if attributes else None
        report = index_folder(collection, folder, table, should_stop=stop.is_set, allow_empty=True)
        touched = report.added + report.updated + report.moved + report.removed
        if touched or report.failed:
            print_report(report, as_json)


def print_report(report: IndexReport, as_json: bool) -> None:
    """What was done, and each failure with its reason."""
    if as_json:
        print_json(asdict(report))
        return
    counts = ("added", "updated", "unchanged", "moved", "removed")
    line = "  ".join(f"{name} [bold]{getattr(report, name):,}[/bold]" for name in counts)
    colour = "red" if report.failed else "default"
    rate = (report.added + report.updated) / report.seconds if report.seconds else 0
    console.print(f"{line}  [{colour}]failed [bold]{len(report.failed):,}[/bold][/{colour}]")
    console.print(f"in {report.seconds:.1f} s, {rate:,.0f} images/s", style="dim")
    for failure in report.failed[:FEW]:
        console.print(f"[red]failed[/red] {failure.source}: ", end="", soft_wrap=True)
        console.print(failure.reason, markup=False, soft_wrap=True)
    if len(report.failed) > FEW:
        console.print(f"...and {len(report.failed) - FEW:,} more: lookalike failures COLLECTION")
    if report.still_failing:
        console.print(f"{report.still_failing:,} failed before and have not changed: not tried")
    if report.unmatched_rows:
        console.print(f"{report.unmatched_rows:,} rows of attributes named no image here")
    if report.interrupted:
        console.print("Stopped. What was done is kept; the same command goes on from here.")
