"""`lookalike failures`: list the files that could not be indexed, and why."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import CollectionArgument, JsonOption
from lookalike.cli.terminal.progress import IndexProgress
from lookalike.cli.terminal.report import print_report
from lookalike.cli.terminal.show import console, plain, print_lines
from lookalike.cli.terminal.stop import StopSignal
from lookalike.collection import Collection
from lookalike.indexing.folder import retry_failures
from lookalike.stores.failures import Failure


@reads_images
def failures(
    address: CollectionArgument,
    retry: Annotated[bool, typer.Option("--retry", help="Retry each of them.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the files that could not be indexed, each with its reason."""
    with Collection.open(address) as collection:
        if retry:
            with StopSignal() as stop, IndexProgress(quiet=as_json) as progress:
                report = retry_failures(collection, progress.tell, stop.is_set)
            print_report(report, as_json)
            if report.interrupted:
                raise typer.Exit(stop.exit_status)
            return
        found = collection.failures()
    if as_json:
        print_json({"failures": [asdict(failure) for failure in found]})
        return
    if not found:
        console.print("No failures.")
        return
    print_lines([_line(failure) for failure in found])


def _line(failure: Failure) -> tuple[Text, Text]:
    reason = Text.assemble(plain(failure.reason), (f"  {failure.at[:19]}", "dim"))
    return plain(failure.source), reason
