"""`lookalike map`: lay a collection out in the plane, and draw it as a picture."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.map_comparison import Compared, compare_two, item_place, plane_cluster
from lookalike.cli.terminal.options import JsonOption, SearchableArgument, WhereOption
from lookalike.cli.terminal.progress import StepProgress
from lookalike.cli.terminal.show import console, plain, print_remark
from lookalike.map.result import METHODS, Map, Method, check_method
from lookalike.tables.remark import counted

SHOWN = 20  # clusters that are listed


@reads_images
def map_(
    address: SearchableArgument,
    to: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw the map into this file.")
    ] = None,
    colour_by: Annotated[
        str | None,
        typer.Option(metavar="ATTRIBUTE", help="Colour the points by the values of an attribute."),
    ] = None,
    where: WhereOption = None,
    width: Annotated[int, typer.Option(help="Width of the picture, in pixels.")] = 1600,
    method: Annotated[
        str | None,
        typer.Option(help=f"One of: {', '.join(METHODS)}. Default: tsne if installed, else pca."),
    ] = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="Lay the whole map out again, from the old positions.")
    ] = False,
    compare: Annotated[
        str | None,
        typer.Option(metavar="COLLECTION", help="Show it beside the map of another collection."),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(help="Show it beside a map by other weights: colour=.35,texture=.15"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """
    Lay a collection out in the plane, so that similar pictures are near each other.

    The positions are kept with the collection. New pictures are placed among the others, which stay
    where they are. Lists the clusters, named by the attributes of their items.

    With --compare or --weights, says how two maps of the same pictures differ.
    """
    check_method(method)
    wanted: Method | None = method  # type: ignore[assignment]
    if compare is not None or weights is not None:
        asked = Compared(address, compare, weights, where, colour_by, wanted)
        compare_two(asked, to, width, renew=renew, as_json=as_json)
        return
    with (
        opened(address) as collection,
        StepProgress("reading the collection", quiet=as_json) as bar,
    ):
        made = collection.map(where, colour_by, wanted, renew, bar.tell)
        if to is not None:
            from lookalike.sheets.map_sheet import write_map

            write_map(collection, made, to, colour_by, width)
    if as_json:
        print_json(_object(made))
        return
    _print(made)
    if to is not None:
        console.print(plain(f"map: {to}"), soft_wrap=True)


def _object(made: Map) -> dict[str, Any]:
    return {
        "method": made.method,
        "made_at": made.made_at,
        "placed": made.placed,
        "items": [item_place(made, row) for row in range(len(made.ids))],
        "clusters": [plane_cluster(one) for one in made.clusters],
        "remarks": [*made.remarks],
    }


def _print(made: Map) -> None:
    for one in made.clusters[:SHOWN]:
        told = (f"{one.count:7,}  ", "bold"), plain(one.name), (f"  {one.why}", "dim")
        console.print(Text.assemble(*told), soft_wrap=True)
    if len(made.clusters) > SHOWN:
        console.print(f"         and {len(made.clusters) - SHOWN:,} more clusters", style="dim")
    for said in made.remarks:
        print_remark(said)
    since = f", {made.placed:,} placed since it was made" if made.placed else ""
    items, clusters = counted(len(made.ids), "item"), counted(len(made.clusters), "cluster")
    console.print(f"{items} by {made.method}{since}, {clusters}", style="dim")
