"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from lookalike.search.query import Copies

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
WeightsOption: TypeAlias = Annotated[
    str | None, typer.Option(help="Weights of the parts: colour=.35,texture=.15")
]
CopiesOption: TypeAlias = Annotated[
    Copies, typer.Option(help="once: leave out what is the same picture as a better hit.")
]
GroupByOption: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="ATTRIBUTE", help="One hit for each value of an attribute, the best."),
]
DiverseOption: TypeAlias = Annotated[
    float, typer.Option(help="How unlike each other hits are to be: 0 (by score alone) to 1.")
]
ExcludeOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="id:ID", help="Item that is not to be found; repeatable."),
]
SheetOption: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="PNG", help="Also write a contact sheet.")
]
