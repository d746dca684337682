"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

CollectionArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="COLLECTION", help="Folder or address of a collection.")
]
SearchableArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="COLLECTION", help="Folder or address of a collection, or of a served one."
    ),
]
WhereOption: TypeAlias = Annotated[
    str | None,
    typer.Option(help="Only items that match, such as: \"category = 'shoes' and price < 50\"."),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
LimitOption: TypeAlias = Annotated[
    int, typer.Option("--limit", "-k", min=1, help="Number of results.")
]
SheetOption: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="PNG", help="Also write a contact sheet.")
]
