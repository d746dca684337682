"""`lookalike index --into http://...`: ask a server to index its folders."""

import os
from pathlib import Path

import typer

from lookalike.cli.opened import opened
from lookalike.cli.terminal.progress import IndexProgress
from lookalike.cli.terminal.report import print_report, worded
from lookalike.cli.terminal.stop import StopSignal
from lookalike.client.served_collection import ServedCollection
from lookalike.errors import InputError
from lookalike.indexing.report import FolderAway


def index_served(
    address: str,
    folder: Path,
    retry_failed: bool,
    allow_removal: bool,
    moved_from: Path | None,
    check_duplicates: bool,
    as_json: bool,
) -> None:
    """Have a server index `folder`: its path there, or one that starts with the name of a root."""
    # If the folder exists here too, the server is most likely on this machine.
    is_here = folder.is_dir()

    def there(place: Path) -> str:
        return os.path.abspath(place) if is_here else str(place)  # noqa: PTH100 (keeps links)

    before = None if moved_from is None else there(moved_from)
    with opened(address) as collection, StopSignal() as stop:
        assert isinstance(collection, ServedCollection)
        with IndexProgress(quiet=as_json) as progress:
            options = retry_failed, allow_removal, progress.tell, stop.is_set
            try:
                report = collection.index(
                    there(folder), *options, moved_from=before, check_duplicates=check_duplicates
                )
            except FolderAway as error:
                raise worded(error) from None
        print_report(report, as_json)
        if report.interrupted:
            raise typer.Exit(stop.exit_status)


def refuse(**options: object) -> None:
    """Raise InputError for an option that works only for local collections."""
    given = [name for name, value in options.items() if value]
    if given:
        name = given[0].replace("_", "-")
        raise InputError(f"--{name} does not work with a server; leave it out")
