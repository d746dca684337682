"""`lookalike list`, `show` and `remove`: the items of a collection."""

from itertools import islice
from typing import Annotated

import typer
from rich.text import Text

from lookalike.cli.as_json import item_object, print_json
from lookalike.cli.opened import opened
from lookalike.cli.options import JsonOption, LimitOption, SearchableArgument, WhereOption
from lookalike.cli.show import attribute_text, console, label, plain, print_fields, print_lines
from lookalike.errors import InputError, UnknownItem
from lookalike.searchable import Searchable
from lookalike.types import Item


def list_items(
    address: SearchableArgument,
    where: WhereOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List items with their attributes."""
    with opened(address) as collection:
        total = collection.count(where)
        found = list(islice(collection.items(where), limit))
    if as_json:
        print_json({"total": total, "items": [item_object(item) for item in found]})
        return
    print_lines([_line(item) for item in found])
    console.print(f"{len(found):,} of {total:,}", style="dim")


def _line(item: Item) -> tuple[Text, Text]:
    name = Text.assemble((item.id, "dim"), "  ", plain(label(item)))
    return name, plain(attribute_text(item.attributes), "dim")


def show(
    address: SearchableArgument,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of items.")],
    as_json: JsonOption = False,
) -> None:
    """Show all that is known of items."""
    with opened(address) as collection:
        found = [collection.get(item_id) for item_id in ids]
    if as_json:
        print_json({"items": [item_object(item) for item in found]})
        return
    for item in found:
        print_fields({"id": item.id, "source": item.source, **item.attributes})


def remove(
    address: SearchableArgument,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Ids of items.")] = None,
    where: WhereOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Remove items from the collection, by id or by condition; their files stay.

    As `rm` does, an unknown id is named, the others are removed, and the exit status is 1.
    """
    if bool(ids) == (where is not None):
        raise InputError("say what to remove: ids, or a condition with --where")
    with opened(address) as collection:
        chosen = list(ids or ()) or [item.id for item in collection.items(where)]
        unknown = [item_id for item_id in ids or () if not _is_here(collection, item_id)]
        removed = collection.remove(chosen)
    if as_json:
        print_json({"removed": removed, "unknown": unknown})
    else:
        console.print(f"removed {removed:,} of {len(chosen):,}")
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise UnknownItem(f"no item {names}; `lookalike list` shows those that there are")


def _is_here(collection: Searchable, item_id: str) -> bool:
    try:
        collection.get(item_id)
    except UnknownItem:
        return False
    return True
