"""`lookalike list`, `show` and `remove`: the items of a collection."""

from itertools import islice
from typing import Annotated

import typer
from rich.table import Table

from lookalike.cli.options import CollectionArgument, JsonOption, LimitOption, WhereOption
from lookalike.cli.show import attribute_text, console, item_object, label, print_json, value_text
from lookalike.collection import Collection
from lookalike.errors import InputError


def list_items(
    address: CollectionArgument,
    where: WhereOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List items with their attributes."""
    with Collection.open(address) as collection:
        total = collection.count(where)
        found = list(islice(collection.items(where), limit))
    if as_json:
        print_json({"total": total, "items": [item_object(item) for item in found]})
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("id", style="dim", no_wrap=True)
    table.add_column("image", overflow="fold", ratio=1)
    table.add_column("attributes", overflow="fold", ratio=1)
    for item in found:
        table.add_row(item.id, label(item), attribute_text(item.attributes))
    console.print(table)
    console.print(f"{len(found):,} of {total:,}", style="dim")


def show(
    address: CollectionArgument,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of items.")],
    as_json: JsonOption = False,
) -> None:
    """Show all that is known of items."""
    with Collection.open(address) as collection:
        found = [collection.get(item_id) for item_id in ids]
    if as_json:
        print_json({"items": [item_object(item) for item in found]})
        return
    for item in found:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(style="dim")
        table.add_column(overflow="fold")
        for name, value in {"id": item.id, "source": item.source, **item.attributes}.items():
            table.add_row(name, value_text(value))
        console.print(table)


def remove(
    address: CollectionArgument,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Ids of items.")] = None,
    where: WhereOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove items from the collection, by id or by condition; their files stay."""
    if bool(ids) == bool(where):
        raise InputError("say what to remove: ids, or a condition with --where")
    with Collection.open(address) as collection:
        chosen = list(ids or ()) or [item.id for item in collection.items(where)]
        removed = collection.remove(chosen)
    if as_json:
        print_json({"removed": removed})
    else:
        console.print(f"removed [bold]{removed:,}[/bold] of {len(chosen):,}")
