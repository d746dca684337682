"""`lookalike failures`: the files that gave no vector, and why."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from lookalike.cli.index import print_report
from lookalike.cli.options import CollectionArgument, JsonOption
from lookalike.cli.progress import IndexProgress
from lookalike.cli.show import console, print_json
from lookalike.cli.stop import StopSignal
from lookalike.collection import Collection
from lookalike.indexing.folder import retry_failures


def failures(
    address: CollectionArgument,
    retry: Annotated[bool, typer.Option("--retry", help="Try each of them again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the files that could not be indexed, each with its reason."""
    with Collection.open(address) as collection:
        if retry:
            with StopSignal() as stop, IndexProgress(quiet=as_json) as progress:
                report = retry_failures(collection, progress.tell, stop.is_set)
            print_report(report, as_json)
            return
        found = collection.failures()
    if as_json:
        print_json({"failures": [asdict(failure) for failure in found]})
        return
    if not found:
        console.print("No failures.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("file", overflow="fold", ratio=1)
    table.add_column("reason", overflow="fold", ratio=1)
    table.add_column("at (UTC)", style="dim", no_wrap=True)
    for failure in found:
        table.add_row(failure.source, failure.reason, failure.at[:19])
    console.print(table)
