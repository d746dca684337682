"""`lookalike tune`: fit the weights of a collection's parts to labels that its items have."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import CollectionArgument, JsonOption, WhereOption
from lookalike.cli.terminal.show import console, plain
from lookalike.collection import Collection
from lookalike.evaluation.tune import Tuning
from lookalike.evaluation.tune import tune as fit


def tune(
    address: CollectionArgument,
    labels: Annotated[str, typer.Option(help="The attribute that groups similar items.")],
    where: WhereOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only report the gain; keep the weights.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit the weights so that items of the same label rank first; keep them if they help."""
    with Collection.open(address) as collection:
        found = fit(collection, labels, where, apply=not dry_run)
    if as_json:
        print_json({**asdict(found), "helps": found.helps, "kept": found.helps and not dry_run})
        return
    _print(found, dry_run)


def _print(found: Tuning, dry_run: bool) -> None:
    table = Table("part", "weight", "tuned", box=None)
    for part, weight in found.before.items():
        table.add_row(part, f"{weight:.3f}", f"{found.weights[part]:.3f}")
    console.print(table)
    gain = found.gain
    console.print(
        f"precision@5 of {found.queries:,} held-out items: {found.precision_before.mean:.3f} -> "
        f"{found.precision_after.mean:.3f} ({gain.mean:+.3f}, {gain.low:+.3f} to {gain.high:+.3f})",
        soft_wrap=True,
    )
    for remark in found.remarks:
        console.print(plain(remark, "yellow"), soft_wrap=True)
    console.print(plain(_outcome(found, dry_run)), soft_wrap=True)


def _outcome(found: Tuning, dry_run: bool) -> str:
    if not found.helps:
        return "The weights were not changed: the difference may be chance."
    return "Nothing changed (--dry-run)." if dry_run else "The tuned weights were saved."
