"""`lookalike index --into http://...`: ask a server to index its folders."""

import os
from pathlib import Path

import typer

from lookalike.cli.opened import opened
from lookalike.cli.terminal.progress import IndexProgress
from lookalike.cli.terminal.report import print_report
from lookalike.cli.terminal.stop import StopSignal
from lookalike.client.served_collection import ServedCollection
from lookalike.errors import InputError


def index_served(
    address: str, folder: Path, retry_failed: bool, allow_removal: bool, as_json: bool
) -> None:
    """Have a server index `folder`: its path there, or one that starts with the name of a root."""
    # If the folder exists here too, the server is most likely on this machine.
    there = os.path.abspath(folder) if folder.is_dir() else str(folder)  # noqa: PTH100 (keeps links)
    with opened(address) as collection, StopSignal() as stop:
        assert isinstance(collection, ServedCollection)
        with IndexProgress(quiet=as_json) as progress:
            report = collection.index(
                there, retry_failed, allow_removal, progress.tell, stop.is_set
            )
        print_report(report, as_json)
        if report.interrupted:
            raise typer.Exit(stop.exit_status)


def refuse(**options: object) -> None:
    """Raise InputError for an option that works only for local collections."""
    given = [name for name, value in options.items() if value]
    if given:
        name = given[0].replace("_", "-")
        raise InputError(f"--{name} does not work with a server; leave it out")
