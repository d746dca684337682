"""`lookalike check`: find items that need attention: wrong labels, outliers, poor pictures."""

from typing import Annotated, Any

import typer
from rich.text import Text

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import JsonOption, SearchableArgument, WhereOption
from lookalike.cli.terminal.progress import StepProgress
from lookalike.cli.terminal.show import console, label, plain, print_remark
from lookalike.health.result import KINDS, Finding, Health, parse_kinds
from lookalike.tables.remark import counted

SHOWN = 5  # items shown of each kind by default
LABELS = 12  # labels whose number of items is listed


@reads_images
def check(
    address: SearchableArgument,
    labels: Annotated[
        str | None,
        typer.Option(
            metavar="ATTRIBUTE",
            help="Attribute with the labels to compare with those of the nearest items.",
        ),
    ] = None,
    where: WhereOption = None,
    kinds: Annotated[str, typer.Option(help=f"Kinds to look for: {', '.join(KINDS)}.")] = ",".join(
        KINDS
    ),
    limit: Annotated[
        int, typer.Option("--limit", "-k", min=0, help="Number of items shown of each kind.")
    ] = SHOWN,
    as_json: JsonOption = False,
) -> None:
    """
    Find items that need attention, and say what to do about them.

    mislabelled: the nearest items have another label. outlier: nothing is similar to it. hub: it is
    among the nearest of very many items. blank, dark, blurred, tiny: the picture shows little.
    unreadable: its file is gone or damaged. Nothing is changed.
    """
    wanted = parse_kinds(kinds)
    with (
        opened(address) as collection,
        StepProgress("reading the collection", quiet=as_json) as bar,
    ):
        found = collection.check(labels, where, wanted, bar.tell)
    if as_json:
        print_json(_object(found, limit))
        return
    _print(found, limit)


def _object(found: Health, limit: int) -> dict[str, Any]:
    return {
        "items": found.items,
        "label": found.label,
        "balance": found.balance,
        "findings": [_finding_object(finding, limit) for finding in found.findings],
        "remarks": [*found.remarks],
    }


def _finding_object(finding: Finding, limit: int) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "meaning": finding.meaning,
        "fix": finding.fix,
        "count": finding.count,
        "suspects": [
            {
                "id": one.item.id,
                "source": one.item.source,
                "score": round(one.score, 4),
                "why": one.why,
                "suggestion": one.suggestion,
            }
            for one in finding.suspects[:limit]
        ],
    }


def _print(found: Health, limit: int) -> None:
    for finding in found.findings:
        head = Text.assemble((f"{finding.kind}  {finding.count:,}", "bold"), f"  {finding.meaning}")
        console.print(head, soft_wrap=True)
        for one in finding.suspects[:limit]:
            named = (one.item.id, "dim"), "  ", plain(label(one.item)), (f"  {one.why}", "dim")
            console.print(Text.assemble("    ", *named), soft_wrap=True)
        if finding.count > limit:
            console.print(f"    and {finding.count - limit:,} more", style="dim")
        console.print(plain(f"    {finding.fix}", "green"), soft_wrap=True)
    if found.balance:
        _print_balance(found.balance, found.label)
    for said in found.remarks:
        print_remark(said)
    total = sum(finding.count for finding in found.findings)
    said = counted(total, "finding") if total else "nothing found"
    console.print(f"{said} among {counted(found.items, 'item')}", style="dim")


def _print_balance(balance: Any, named: str | None) -> None:
    pairs = list(balance.items())
    most, least = pairs[0], pairs[-1]
    shown = ", ".join(f"{name} {count:,}" for name, count in pairs[:LABELS])
    more = f", and {len(pairs) - LABELS:,} more" if len(pairs) > LABELS else ""
    console.print(plain(f"items of each {named}: {shown}{more}"), soft_wrap=True)
    if (times := round(most[1] / least[1])) > 1:
        said = f"{most[0]} has {times:,} times as many items as {least[0]}"
        console.print(plain(said), soft_wrap=True)
