"""`lookalike duplicates`: find pictures that a collection holds twice, and move the others away."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.filesize import decimal
from rich.text import Text

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import JsonOption, SearchableArgument, WhereOption
from lookalike.cli.terminal.progress import StepProgress
from lookalike.cli.terminal.show import confirmed, console, label, plain, print_remark
from lookalike.client.address import is_served
from lookalike.collection import Collection
from lookalike.duplicates.find import find_in
from lookalike.duplicates.quarantine import quarantine, undo_quarantine
from lookalike.duplicates.remembered.across import forget_distinct_in, note_distinct_in
from lookalike.duplicates.result import Duplicates, Group, Member, Moved
from lookalike.duplicates.tiers import TIERS, USUAL, Tier, parse_tiers
from lookalike.errors import InputError
from lookalike.searchable import Searchable
from lookalike.stores.address import parse_address
from lookalike.tables.remark import counted


@reads_images
def duplicates(
    address: SearchableArgument,
    tiers: Annotated[str, typer.Option(help=f"Tiers to look for: {', '.join(TIERS)}.")] = ",".join(
        USUAL
    ),
    where: WhereOption = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-k", min=1, help="Largest number of groups to show, or to move."),
    ] = None,
    archive: Annotated[
        str | None,
        typer.Option(
            "--in", metavar="ARCHIVE", help="Find pictures that are also in this collection."
        ),
    ] = None,
    move: Annotated[
        bool,
        typer.Option("--move", help="Move all but the best of each group to the quarantine."),
    ] = False,
    move_to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Move them to this folder instead."),
    ] = None,
    undo_: Annotated[
        str | None,
        typer.Option(
            "--undo",
            metavar="ACTION|FOLDER",
            help="Move files back: those of one move, by its name, or all in a folder.",
        ),
    ] = None,
    distinct: Annotated[
        str | None,
        typer.Option(metavar="ID,ID...", help="Mark these items as different pictures."),
    ] = None,
    not_distinct: Annotated[
        str | None, typer.Option(metavar="ID,ID...", help="Remove such marks.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before moving.")] = False,
    as_json: JsonOption = False,
) -> None:
    """
    Find pictures that a collection holds twice, in groups with their evidence.

    identical: the same bytes. reencoded: saved again, in another size or format. edited: cropped,
    mirrored, turned, coloured, framed, written on. burst: the same scene, moments apart. similar:
    very similar vectors. Nothing is deleted: `--move` moves files to a folder beside the
    collection, and `--undo` moves them back.
    """
    wanted = parse_tiers(tiers)
    with opened(address) as collection:
        if undo_ is not None:
            _tell_moved(_moved_back(collection, undo_), as_json)
            return
        if distinct is not None or not_distinct is not None:
            if archive is None:
                _decide(collection, distinct, not_distinct)
            else:
                _decide_across(archive, collection, distinct, not_distinct)
            return
        if move_to is not None:
            _local(collection)
        if archive is not None and (move or move_to is not None):
            raise InputError("--in only finds: move files by a search within one collection")
        with StepProgress("reading the collection", quiet=as_json) as bar:
            found = (
                collection.find_duplicates(where, wanted, bar.tell)
                if archive is None
                else _in_archive(archive, collection, where, wanted, bar)
            )
        if move or move_to is not None:
            groups = found.groups[:limit]
            _move(collection, groups, move_to, yes, as_json)
            return
    if as_json:
        print_json(_object(found, limit))
        return
    _print(found, limit, wanted)


def _in_archive(
    address: str,
    collection: Searchable,
    where: str | None,
    tiers: Sequence[Tier],
    bar: StepProgress,
) -> Duplicates:
    with _both(address, collection) as (archive, own):
        return find_in(archive, own, where, tiers, bar.tell)


@contextmanager
def _both(address: str, collection: Searchable) -> Iterator[tuple[Collection, Collection]]:
    if is_served(address) or not isinstance(collection, Collection):
        raise InputError(
            "--in compares two collections in folders, and one of these is on a server; stop the "
            "server, or run this on its machine with a copy of the collection"
        )
    if parse_address(address).resolved() == parse_address(collection.address).resolved():
        raise InputError(f"{address} is the same collection; leave out --in")
    with Collection.open(address) as archive:
        yield archive, collection


def _local(collection: Searchable) -> Collection:
    if not isinstance(collection, Collection):
        raise InputError(
            "a server moves files to the folder that its operator chose; use --move, and --undo "
            "with the name of what was moved"
        )
    return collection


def _moved_back(collection: Searchable, named: str) -> Moved:
    if "/" not in named and not Path(named).exists():
        return collection.undo_quarantine(named)
    return undo_quarantine(_local(collection), named)


def _decide(collection: Searchable, distinct: str | None, not_distinct: str | None) -> None:
    ids = _ids(distinct or not_distinct)
    if distinct is None:
        collection.forget_distinct(ids)
    else:
        collection.note_distinct(ids)
    _tell_decided(ids, distinct is not None)


def _decide_across(
    address: str, collection: Searchable, distinct: str | None, not_distinct: str | None
) -> None:
    ids = _ids(distinct or not_distinct)
    with _both(address, collection) as (archive, own):
        if distinct is None:
            forget_distinct_in(archive, own, ids)
        else:
            note_distinct_in(archive, own, ids)
    _tell_decided(ids, distinct is not None)


def _ids(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def _tell_decided(ids: Sequence[str], is_distinct: bool) -> None:
    if is_distinct:
        console.print(f"Remembered: {len(ids)} items are no duplicates of each other.")
    else:
        console.print(f"Forgotten: {counted(len(ids), 'item')} may be shown as duplicates again.")


def _move(
    collection: Searchable, groups: Sequence[Group], folder: Path | None, yes: bool, as_json: bool
) -> None:
    ids = [item.id for group in groups for item in group.members[1:]]
    size = decimal(sum(group.freed for group in groups))
    asked = f"Move {counted(len(ids), 'file')} ({size}) to {folder or 'the quarantine'}?"
    if ids and not yes and not (sys.stdin.isatty() and confirmed(asked)):
        raise InputError(f"nothing was moved; to {asked[0].lower()}{asked[1:-1]}, add --yes")
    if not ids:
        moved = Moved(folder or Path(), [])
    elif folder is None:
        moved = collection.quarantine(ids)
    else:
        moved = quarantine(_local(collection), ids, folder)
    place = moved.manifest.parent if isinstance(collection, Collection) else moved.action
    _tell_moved(moved, as_json, str(place))


def _tell_moved(moved: Moved, as_json: bool, undo: str = "") -> None:
    """Print what was moved; `undo` is the value for `--undo` that moves it back."""
    if as_json:
        told = {"manifest": str(moved.manifest), "action": moved.action}
        print_json({**told, "moved": [*moved.ids], "failed": [*moved.failed]})
    else:
        verb = "moved" if undo else "moved back"
        console.print(f"{counted(len(moved.ids), 'file')} {verb}", style="bold")
        for said in moved.failed:
            console.print(plain(said), soft_wrap=True)
        if undo and moved.ids:
            console.print(plain(f"undo with: --undo {shlex.quote(undo)}", "dim"), soft_wrap=True)
    if moved.failed:
        raise typer.Exit(1)


def _object(found: Duplicates, limit: int | None) -> dict[str, Any]:
    groups = found.groups[:limit]
    return {
        "items": found.items,
        "total": len(found.groups),
        "groups": [_group_object(group) for group in groups],
        "remarks": [*found.remarks],
    }


def _group_object(group: Group) -> dict[str, Any]:
    return {
        "tier": group.tier,
        "confidence": group.confidence,
        "why": group.why,
        "best": group.best.id,
        "why_best": group.why_best,
        "freed": group.freed,
        "members": [_member_object(member) for member in group.members],
        "pairs": [asdict(pair) for pair in group.pairs],
    }


def _member_object(member: Member) -> dict[str, Any]:
    told = {"id": member.id, "source": member.source, "tier": member.tier, "size": member.size}
    return told | ({"collection": member.collection} if member.collection else {})


def _print(found: Duplicates, limit: int | None, tiers: Sequence[Tier]) -> None:
    for group in found.groups[:limit]:
        head = f"{group.tier}  {group.confidence:.0%}  {group.why}"
        console.print(Text(head, "bold"), f"  frees {decimal(group.freed)}", soft_wrap=True)
        for item in group.members:
            is_best = item is group.best
            word = "best" if item.collection else "keep"
            mark = Text(f"  {word}  " if is_best else "        ", "green")
            note = f"  in {item.collection}" if item.collection else ""
            note += f"  {group.why_best}" if is_best else ""
            console.print(
                Text.assemble(mark, (item.id, "dim"), "  ", plain(label(item)), (note, "dim")),
                soft_wrap=True,
            )
    for said in found.remarks:
        print_remark(said)
    counts = ", ".join(f"{sum(g.tier == tier for g in found.groups):,} {tier}" for tier in tiers)
    freed = decimal(sum(group.freed for group in found.groups))
    console.print(
        f"{counted(len(found.groups), 'group')} among {counted(found.items, 'item')}: {counts}; "
        f"{freed} could be freed",
        style="dim",
        soft_wrap=True,
    )
