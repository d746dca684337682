"""`lookalike export`: write vectors and attributes to files for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.terminal.options import CollectionArgument, WhereOption
from lookalike.cli.terminal.show import console, plain
from lookalike.collection import Collection
from lookalike.export import EXPORTS, write_export


def export(
    address: CollectionArgument,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the exported files.")],
    format_: Annotated[
        str, typer.Option("--format", help=f"One of: {', '.join(EXPORTS)}.")
    ] = "npy",
    where: WhereOption = None,
) -> None:
    """Export vectors and attributes to files for other tools."""
    with Collection.open(address) as collection:
        for path in write_export(collection, to, format_, where):
            console.print(plain(str(path)), soft_wrap=True)
