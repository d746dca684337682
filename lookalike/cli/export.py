"""`lookalike export`: vectors and attributes for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import CollectionArgument, WhereOption
from lookalike.cli.show import console
from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.export import EXPORTS
from lookalike.filter_language import parse_filter


def export(
    address: CollectionArgument,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files go.")],
    format_: Annotated[
        str, typer.Option("--format", help=f"One of: {', '.join(EXPORTS)}.")
    ] = "npy",
    where: WhereOption = None,
) -> None:
    """Write embeddings and attributes as files that other tools read."""
    if format_ not in EXPORTS:
        raise InputError(f"no export format {format_!r}; there are: {', '.join(EXPORTS)}")
    condition = parse_filter(where) if where else None
    with Collection.open(address) as collection:
        for path in EXPORTS[format_](collection, to, condition):
            console.print(str(path), soft_wrap=True)
