"""`lookalike index`: bring a collection up to date with a folder."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.index_served import index_served, refuse
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import JsonOption
from lookalike.cli.terminal.progress import IndexProgress
from lookalike.cli.terminal.report import print_report, worded
from lookalike.cli.terminal.show import console, errors, print_error
from lookalike.cli.terminal.stop import StopSignal
from lookalike.cli.watch import follow
from lookalike.client.address import is_served
from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL, LEARNED, encoders
from lookalike.errors import CollectionNotFound, InputError
from lookalike.images.find import check_folder
from lookalike.indexing.folder import index_folder
from lookalike.indexing.report import FolderAway, IndexReport
from lookalike.indexing.roots import is_there
from lookalike.stores.address import parse_address
from lookalike.tables.attributes import AttributeTable, read_attributes


@reads_images
def index(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The folder of images; subfolders are included."),
    ],
    into: Annotated[
        str,
        typer.Option(
            metavar="COLLECTION", help="A folder, created if missing, or a server's address."
        ),
    ],
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="ONNX|RUN",
            help="Network of a new collection: an ONNX file, or a folder of lookalike train.",
        ),
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option(help="Encoders of a new collection, such as: learned,colour,shape."),
    ] = None,
    attributes: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV|JSONL", help="Table of attributes, matched by path or file name."
        ),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Retry files that failed before.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Allow a folder that has lost all its images.")
    ] = False,
    allow_removal: Annotated[
        bool,
        typer.Option(
            "--allow-removal", help="Remove missing items even if their folder may be unmounted."
        ),
    ] = False,
    moved_from: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Earlier path of this folder, if it was moved."),
    ] = None,
    check_duplicates: Annotated[
        bool,
        typer.Option("--check-duplicates", help="Compare new images with all that is there."),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and index changes as they happen.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add new images of a folder, update changed ones, and remove deleted ones."""
    folder = folder.expanduser()
    if is_served(into):
        refuse(
            encoder=encoder,
            parts=parts,
            attributes=attributes,
            allow_empty=allow_empty,
            watch=watch,
        )
        index_served(
            into, folder, retry_failed, allow_removal, moved_from, check_duplicates, as_json
        )
        return
    table = _table(attributes, folder)
    wanted = _encoders(encoder, parts)
    with StopSignal() as stop:
        with _open(into, wanted, folder) as collection:

            def run(allow_removal: bool, moved_from: Path | None = None) -> IndexReport:
                with IndexProgress(quiet=as_json) as progress:
                    return index_folder(
                        collection,
                        folder,
                        table,
                        retry_failed,
                        allow_empty,
                        progress.tell,
                        stop.is_set,
                        allow_removal=allow_removal,
                        moved_from=moved_from,
                        check_duplicates=check_duplicates,
                    )

            said = ""
            try:
                report = run(allow_removal, moved_from)
            except FolderAway as error:
                if not watch:
                    raise worded(error) from None
                print_error(said := str(worded(error)))
                report = error.report if as_json else replace(error.report, unread=[])
            if report.away and not (watch or as_json or stop.is_set()) and sys.stdin.isatty():
                report = _confirm_removal(report, run)
            encoders = collection.layout.encoders if watch else ()
        print_report(report, as_json, many=watch)
        if not (report.done or report.away or report.forgotten or as_json):
            console.print(f"There is no image in {folder}.", soft_wrap=True)
        if report.interrupted:
            raise typer.Exit(stop.exit_status)
        if watch:
            errors.print(f"Watching {folder}; press Ctrl-C to stop.", style="dim", soft_wrap=True)
            options = allow_empty, allow_removal, check_duplicates
            renew = _Renewal(folder, attributes, *options, as_json, stop)
            renew.away, renew.said = report.away, said
            follow(parse_address(into), encoders, folder, renew, stop.event)


def _open(into: str, encoders: Sequence[str] | None, folder: Path) -> Collection:
    """Open the collection; it is created only if the folder can be read."""
    try:
        check_folder(folder)
    except InputError as fault:
        try:
            return Collection.open(into, encoders)  # which may have items of it
        except CollectionNotFound:
            raise fault from None
    return Collection.open(into, encoders, create=True)


def _table(attributes: Path | None, folder: Path) -> AttributeTable | None:
    """Read the table, which may lie in the folder; of a folder that is missing, that is told."""
    return read_attributes(attributes) if attributes and is_there(str(folder)) else None


def _confirm_removal(report: IndexReport, run: Callable[[bool], IndexReport]) -> IndexReport:
    """Ask whether to remove missing items; return the updated report."""
    question = (
        f"{report.away:,} images are missing, such as {report.away_example}. "
        "Remove their items? (No keeps them, in case a disk is not mounted.)"
    )
    if not typer.confirm(question, err=True):
        return report
    again = run(True)
    return replace(report, removed=report.removed + again.removed, away=again.away)


@dataclass
class _Renewal:
    """Index again, and print a report only if something changed."""

    folder: Path
    attributes: Path | None
    allow_empty: bool
    allow_removal: bool
    check_duplicates: bool
    as_json: bool
    stop: StopSignal
    away: int = 0
    """The number in the last report that was printed."""
    said: str = ""
    """The error of the last run, which is not printed again."""

    def __call__(self, collection: Collection) -> None:
        try:
            report = self._run(collection)
        except FolderAway as error:
            self._tell(worded(error), error.report)
            self.away = error.report.away
            return
        except InputError as error:  # a half-written table: the next change may fix it
            self._tell(error, IndexReport(unread=[str(error)]))
            return
        changes = report.added, report.updated, report.moved, report.returned, report.removed
        self.said = ""
        is_news = any(changes) or report.failed or report.forgotten
        if is_news or report.away != self.away:
            print_report(report, self.as_json, many=True)
        self.away = report.away

    def _tell(self, error: InputError, report: IndexReport) -> None:
        if str(error) != self.said:
            print_error(str(error))
            if self.as_json:
                print_report(report, as_json=True, many=True)
        self.said = str(error)

    def _run(self, collection: Collection) -> IndexReport:
        table = _table(self.attributes, self.folder)
        return index_folder(
            collection,
            self.folder,
            table,
            allow_empty=self.allow_empty,
            should_stop=self.stop.is_set,
            allow_removal=self.allow_removal,
            check_duplicates=self.check_duplicates,
        )


def _encoders(encoder: str | None, parts: str | None) -> list[str] | None:
    """Return the encoders to open the collection with; None for its own."""
    if encoder is None and parts is None:
        return None
    known = {"learned": encoder or LEARNED, **{name: name for name in CLASSICAL}}
    names = [name.strip() for name in parts.split(",")] if parts is not None else list(known)
    if not known.keys() >= set(names):  # search for third-party encoders only if needed
        known |= {name: name for name in encoders() if name not in (LEARNED, *CLASSICAL)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"no part {unknown[0]!r}; there are: {', '.join(known)}")
    if encoder is not None and "learned" not in names:
        raise InputError("--encoder is the network of the learned part; add learned to --parts")
    return [known[name] for name in names]
