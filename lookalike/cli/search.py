"""`lookalike search`: find the images similar to the given examples."""

from typing import Annotated

import typer

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import hits_object, print_json
from lookalike.cli.terminal.ends import relevant, said_at_the_end
from lookalike.cli.terminal.hits import print_hits
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import (
    CopiesOption,
    DiverseOption,
    ExcludeOption,
    GroupByOption,
    JsonOption,
    LimitOption,
    SheetOption,
    WeightsOption,
    WhereOption,
)
from lookalike.cli.terminal.show import console, plain
from lookalike.client.address import is_served
from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.read import STANDARD_INPUT, read_bytes
from lookalike.search.blend import parse_weights
from lookalike.search.example import Example
from lookalike.search.query import Query
from lookalike.sheets.result_sheet import result_row, write_sheet
from lookalike.types import Relevance

EXAMPLE = "A path, an address, id:... of an item, colour:#c0392b, or - for standard input."
PLACE = "Where to search: the folder or address of a collection, here or on a server."


@reads_images
def search(
    images: Annotated[list[str], typer.Argument(metavar="IMAGE...", help=EXAMPLE)],
    in_: Annotated[str, typer.Option("--in", metavar="COLLECTION", help=PLACE)],
    limit: LimitOption = 10,
    unlike: Annotated[
        list[str] | None,
        typer.Option(metavar="IMAGE", help="Example that results must not resemble; repeatable."),
    ] = None,
    weights: WeightsOption = None,
    where: WhereOption = None,
    crop: Annotated[
        str | None,
        typer.Option(help="Region of the first image: x,y,w,h in pixels or as fractions."),
    ] = None,
    copies: CopiesOption = "all",
    group_by: GroupByOption = None,
    diverse: DiverseOption = 0.0,
    exclude: ExcludeOption = None,
    min_relevance: Annotated[
        Relevance | None,
        typer.Option(help="Least relevance of results; calibrates the collection first if needed."),
    ] = None,
    sheet: SheetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the images similar to one or several examples."""
    if sheet and is_served(in_):
        raise InputError("--sheet works only with a local collection; leave it out")
    examples = {image: _example(image) for image in {*images, *(unlike or [])}}
    query = Query(
        like=[examples[image] for image in images],
        unlike=[examples[image] for image in unlike or []],
        where=where,
        weights=None if weights is None else parse_weights(weights),
        limit=limit,
        crop=crop,
        copies=copies,
        group_by=group_by,
        diverse=diverse,
        exclude=exclude or (),
        min_relevance=min_relevance,
    )
    with opened(in_) as collection:
        hits = collection.search(query)
        if not as_json and min_relevance is None:
            hits = relevant(hits)
        if sheet and isinstance(collection, Collection):
            write_sheet([result_row(collection, query, hits, " + ".join(images))], sheet)
    if as_json:
        print_json(hits_object(hits))
        return
    if hits or hits.best is None:
        print_hits(hits)
    if end := said_at_the_end(hits, min_relevance):
        console.print(plain(end), soft_wrap=True)
    if where and not hits and hits.best is None:
        console.print(plain(f"No item matches: {where}"), soft_wrap=True)
    if sheet:
        console.print(plain(f"sheet: {sheet}", "dim"), soft_wrap=True)


def _example(image: str) -> Example:
    """Read standard input once, for both the search and the contact sheet."""
    if image != STANDARD_INPUT:
        return image
    data = read_bytes(image)
    if not data:
        raise InputError("standard input was empty; send it an image: ... - < FILE")
    return data
