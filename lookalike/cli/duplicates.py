"""`lookalike duplicates`: find pictures that a collection holds twice, and move the others away."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.filesize import decimal
from rich.text import Text

from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import CollectionArgument, JsonOption, WhereOption
from lookalike.cli.terminal.progress import StepProgress
from lookalike.cli.terminal.show import confirmed, console, label, plain, print_remark
from lookalike.collection import Collection
from lookalike.duplicates.decisions import forget_distinct, note_distinct
from lookalike.duplicates.find import Duplicates, Group, find_duplicates
from lookalike.duplicates.quarantine import Moved, quarantine, undo_quarantine
from lookalike.duplicates.tiers import TIERS, USUAL, Tier, parse_tiers
from lookalike.errors import InputError


@reads_images
def duplicates(
    address: CollectionArgument,
    tiers: Annotated[
        str, typer.Option(help=f"What to look for, of: {', '.join(TIERS)}.")
    ] = ",".join(USUAL),
    where: WhereOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-k", min=1, help="Number of groups shown.")
    ] = None,
    move_to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Move all but the best of each group here."),
    ] = None,
    undo_: Annotated[
        Path | None,
        typer.Option("--undo", metavar="FOLDER", help="Move files back that were moved there."),
    ] = None,
    distinct: Annotated[
        str | None,
        typer.Option(metavar="ID,ID...", help="Remember that these are no duplicates."),
    ] = None,
    not_distinct: Annotated[
        str | None, typer.Option(metavar="ID,ID...", help="Forget that again.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before moving.")] = False,
    as_json: JsonOption = False,
) -> None:
    """
    Find pictures that a collection holds twice, in groups by how sure it is.

    identical: the same bytes. reencoded: saved again, in another size or format. edited: cropped,
    mirrored, turned, coloured, framed, written on. burst: the same scene, moments apart. similar:
    much alike. Nothing is deleted: `--move-to` moves files to a folder, and `--undo` moves them
    back.
    """
    wanted = parse_tiers(tiers)
    with Collection.open(address) as collection:
        if undo_ is not None:
            _tell_moved(undo_quarantine(collection, undo_), "moved back", as_json)
            return
        if distinct is not None or not_distinct is not None:
            _decide(collection, distinct, not_distinct)
            return
        with StepProgress("reading the collection", quiet=as_json) as bar:
            found = find_duplicates(collection, where, wanted, bar.tell)
        if move_to is not None:
            _move(collection, found, move_to, yes, as_json)
            return
    if as_json:
        print_json(_object(found, limit))
        return
    _print(found, limit, wanted)


def _decide(collection: Collection, distinct: str | None, not_distinct: str | None) -> None:
    ids = [one.strip() for one in (distinct or not_distinct or "").split(",") if one.strip()]
    if len(ids) < 2:
        raise InputError("name at least two ids, separated by commas")
    known = [collection.get(one).id for one in ids]
    if distinct is None:
        forget_distinct(collection.store, known)
        console.print(f"Forgotten: {len(known)} items may be shown as duplicates again.")
    else:
        note_distinct(collection.store, known)
        console.print(f"Remembered: {len(known)} items are no duplicates of each other.")


def _move(
    collection: Collection, found: Duplicates, folder: Path, yes: bool, as_json: bool
) -> None:
    ids = [item.id for group in found.groups for item in group.members[1:]]
    if not ids:
        _tell_moved(Moved(folder, ()), "moved", as_json)
        return
    size = decimal(sum(group.freed for group in found.groups))
    asked = f"Move {len(ids):,} files ({size}) to {folder}?"
    if not yes and not (sys.stdin.isatty() and confirmed(asked)):
        raise InputError(f"nothing was moved; {asked} Answer with --yes")
    _tell_moved(quarantine(collection, ids, folder), "moved", as_json)


def _tell_moved(moved: Moved, verb: str, as_json: bool) -> None:
    if as_json:
        print_json(
            {"manifest": str(moved.manifest), "moved": [*moved.ids], "failed": [*moved.failed]}
        )
    else:
        console.print(f"{len(moved.ids):,} files {verb}", style="bold")
        for said in moved.failed:
            console.print(plain(said), soft_wrap=True)
        if verb == "moved" and moved.ids:
            console.print(
                plain(f"undo with: --undo {moved.manifest.parent}", "dim"), soft_wrap=True
            )
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
        "confidence": round(group.confidence, 4),
        "why": group.why,
        "best": group.best.id,
        "why_best": group.why_best,
        "freed": group.freed,
        "members": [
            {"id": item.id, "source": item.source, "tier": group.tier_of(item.id)}
            for item in group.members
        ],
    }


def _print(found: Duplicates, limit: int | None, tiers: Sequence[Tier]) -> None:
    for group in found.groups[:limit]:
        head = f"{group.tier}  {group.confidence:.0%}  {group.why}"
        console.print(Text(head, "bold"), f"  frees {decimal(group.freed)}", soft_wrap=True)
        for item in group.members:
            is_best = item.id == group.best.id
            mark = Text("  keep  " if is_best else "        ", "green")
            note = f"  {group.why_best}" if is_best else ""
            console.print(
                Text.assemble(mark, (item.id, "dim"), "  ", plain(label(item)), (note, "dim")),
                soft_wrap=True,
            )
    for said in found.remarks:
        print_remark(said)
    counts = ", ".join(f"{sum(g.tier == tier for g in found.groups):,} {tier}" for tier in tiers)
    freed = decimal(sum(group.freed for group in found.groups))
    console.print(
        f"{len(found.groups):,} groups among {found.items:,} items: {counts}; all but the best: "
        f"{freed}",
        style="dim",
        soft_wrap=True,
    )
