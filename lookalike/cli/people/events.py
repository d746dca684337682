"""`lookalike events`: record, show and erase what people did with the items of a collection."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.text import Text

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.guarded import GuardedCommand
from lookalike.cli.terminal.options import JsonOption, LimitOption, SearchableArgument
from lookalike.cli.terminal.show import (
    confirmed,
    console,
    errors,
    plain,
    print_lines,
    print_remark,
)
from lookalike.errors import InputError
from lookalike.feedback.event import Event, event_object, person
from lookalike.feedback.event_file import Line, read_events
from lookalike.feedback.event_log import BATCH
from lookalike.feedback.recorded import total
from lookalike.tables.remark import counted

SHOWN = 10  # invalid lines that are printed

UserOption: TypeAlias = Annotated[str | None, typer.Option(metavar="ID", help="Id of a person.")]
SessionOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="ID", help="Id of a visit of which the person is not known.")
]

events = typer.Typer(no_args_is_help=True, help="Record, show and erase what people did.")


@events.command("import", cls=GuardedCommand)
def import_(
    address: SearchableArgument,
    file: Annotated[Path, typer.Argument(help="A .jsonl or .csv file, an event a line.")],
    as_json: JsonOption = False,
) -> None:
    """
    Record the events of a file: kind, item, user or session, time, query, rank, model.

    Kinds are view, click, like, dislike, purchase, shown. Invalid lines are left out and reported,
    with exit status 1.
    """
    wrong = list[tuple[int, str]]()
    with opened(address) as collection:
        parts = [
            collection.record_events(_events(lines, wrong)) for lines in _batches(read_events(file))
        ]
    recorded = total(parts)
    if as_json:
        told = {"unknown": recorded.unknown, "example": recorded.example}
        invalid = [{"line": line, "reason": reason} for line, reason in wrong]
        print_json({"recorded": int(recorded), **told, "invalid": invalid})
    else:
        console.print(f"recorded {counted(recorded, 'event')}")
        if recorded.remark:
            print_remark(recorded.remark)
        for line, reason in wrong[:SHOWN]:
            errors.print(plain(f"line {line}: {reason}"), soft_wrap=True)
    if wrong:
        raise InputError(
            f"{counted(len(wrong), 'line')} of {file} could not be read, line {wrong[0][0]} first; "
            "correct and import these alone: the others are recorded"
        )


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while some := list(islice(lines, BATCH)):
        yield some


def _events(lines: list[Line], wrong: list[tuple[int, str]]) -> list[Event]:
    wrong += [(number, str(one)) for number, one in lines if isinstance(one, InputError)]
    return [one for _, one in lines if isinstance(one, Event)]


@events.command(cls=GuardedCommand)
def show(
    address: SearchableArgument,
    user: UserOption = None,
    session: SessionOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Show the events of a user or a session, the latest first."""
    with opened(address) as collection:
        found = collection.events(user, session, limit)
    if as_json:
        print_json({"events": [event_object(event) for event in found]})
        return
    print_lines([_line(event) for event in found])
    if not found:
        console.print(plain(f"No events of {person(user, session)}"), soft_wrap=True)


def _line(event: Event) -> tuple[Text, Text]:
    head = Text.assemble((event.time, "dim"), f"  {event.kind:8}  {event.item}")
    rest = [("rank", event.rank), ("query", event.query), ("model", event.model)]
    return head, plain("  ".join(f"{name} {v}" for name, v in rest if v is not None), "dim")


@events.command(cls=GuardedCommand)
def forget(
    address: SearchableArgument,
    user: UserOption = None,
    session: SessionOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase the events of a user or a session from all files of the collection."""
    who = person(user, session)
    if not yes and not (sys.stdin.isatty() and confirmed(f"Erase all events of {who}?")):
        raise InputError("nothing was erased; add --yes to erase the events for good")
    with opened(address) as collection:
        forgotten = collection.forget_user(user, session)
    if as_json:
        print_json({"forgotten": forgotten})
    else:
        console.print(plain(f"erased {counted(forgotten, 'event')} of {who}"), soft_wrap=True)
