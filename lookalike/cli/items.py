"""`lookalike list`, `show`, `tag` and `remove`: the items of a collection."""

import json
import sys
from itertools import islice
from typing import Annotated, Any

import typer
from rich.text import Text

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import item_object, print_json
from lookalike.cli.terminal.options import JsonOption, LimitOption, SearchableArgument, WhereOption
from lookalike.cli.terminal.show import (
    attribute_text,
    confirmed,
    console,
    label,
    plain,
    print_fields,
    print_lines,
)
from lookalike.errors import InputError, UnknownItem
from lookalike.searchable import Searchable
from lookalike.tables.remark import counted
from lookalike.types import AttributeValue, Item


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
    """Show items with all their data."""
    with opened(address) as collection:
        found = [collection.get(item_id) for item_id in ids]
    if as_json:
        print_json({"items": [item_object(item) for item in found]})
        return
    for item in found:
        print_fields({"id": item.id, "source": item.source, **item.attributes})


def tag(
    address: SearchableArgument,
    changes: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Attribute to set; NAME= removes it. Repeatable."
        ),
    ],
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Ids of items.")] = None,
    where: WhereOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Set attributes of items, by id or by condition, and keep their others.

    A value that is a number, true or false is one; quote it, as in --set 'size="42"', for text.
    Unknown ids are reported after the others were tagged, with exit status 1.
    """
    if bool(ids) == (where is not None):
        raise InputError("name what to tag: ids, or a condition with --where")
    with opened(address) as collection:
        tagged = collection.tag(dict(map(_change, changes)), ids or None, where)
    if as_json:
        print_json({"tagged": tagged, "unknown": tagged.unknown})
    else:
        console.print(f"tagged {counted(tagged, 'item')}")
    if tagged.unknown:
        names = ", ".join(map(repr, tagged.unknown))
        raise UnknownItem(f"no item {names}; `lookalike list` shows the existing ones")


def _change(text: str) -> tuple[str, AttributeValue | None]:
    """Parse `name=value`; the value is text unless it is written as JSON, and None if empty."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(f"cannot read {text!r}; write --set season=winter")
    try:
        read: Any = json.loads(value) if value else None
    except ValueError:
        read = value
    return name.strip(), value if isinstance(read, dict) or (value and read is None) else read


def remove(
    address: SearchableArgument,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Ids of items.")] = None,
    where: WhereOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask for confirmation with --where.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """
    Remove items from the collection, by id or by condition; their files stay.

    With a condition, it shows how many items match, and asks for confirmation. Unknown ids are
    reported after the others were removed, with exit status 1.
    """
    if bool(ids) == (where is not None):
        raise InputError("name what to remove: ids, or a condition with --where")
    with opened(address) as collection:
        if where is not None and not yes and not collection.remarks(where):
            _agree(collection, where)
        removed = collection.remove(ids or None, where)
    if as_json:
        print_json({"removed": removed, "unknown": removed.unknown})
    else:
        console.print(f"removed {removed:,} of {len(ids or ()) or removed:,}")
    if removed.unknown:
        names = ", ".join(map(repr, removed.unknown))
        raise UnknownItem(f"no item {names}; `lookalike list` shows the existing ones")


def _agree(collection: Searchable, where: str) -> None:
    """Ask for confirmation, unless nothing matches."""
    count = collection.count(where)
    said = f"{count:,} of {collection.count():,} items match"
    if count and not sys.stdin.isatty():
        raise InputError(f"{said}, and there is no terminal to ask on; add --yes to remove them")
    if count and not confirmed(f"{said}. Remove them?"):
        raise InputError("nothing was removed")
