"""`lookalike calibrate`: find out what the scores of a collection mean."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.table import Table

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption, SearchableArgument
from lookalike.cli.terminal.progress import StepProgress
from lookalike.cli.terminal.show import console, plain
from lookalike.relevance.boundaries import Boundaries
from lookalike.relevance.calibration import Calibration

RATES = (0.9, 0.95, 0.99)


def calibrate(
    address: SearchableArgument,
    labels: Annotated[
        str | None,
        typer.Option(
            metavar="ATTRIBUTE",
            help="Attribute that similar pictures share; by default it is chosen.",
        ),
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Rate at which each boundary holds, .5 to 1; default .95.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Find out what the scores of a collection mean: same, similar, related or unrelated."""
    with opened(address) as collection:
        with StepProgress("reading the collection", quiet=as_json) as bar:
            made = collection.calibrate(labels, rate, on_step=bar.tell)
        bounds = {
            each: made.boundaries(collection.weights, each) for each in sorted({*RATES, made.rate})
        }
    if as_json:
        print_json(_object(made, bounds))
    else:
        _print(made, bounds)


def _object(made: Calibration, bounds: Mapping[float, Boundaries]) -> dict[str, Any]:
    told = {name: getattr(made, name) for name in ("items", "rate", "label", "made_at")}
    levels = ("same", "similar", "related")
    rates = {f"{rate:g}": {n: asdict(b)[n] for n in levels} for rate, b in bounds.items()}
    return {**told, "least_scores": rates}


def _print(made: Calibration, bounds: Mapping[float, Boundaries]) -> None:
    table = Table("rate", "same from", "similar from", "related from", box=None)
    for rate, found in bounds.items():
        scores = (found.same, found.similar, found.related)
        cells = ["-" if score is None else f"{score:.3f}" for score in scores]
        table.add_row(f"{100 * rate:g} %", *cells, style="bold" if rate == made.rate else "dim")
    console.print(table)
    by = f"by {made.label}" if made.label else "without labels"
    said = f"Calibrated on {made.items:,} items, {by}; hits are judged at {100 * made.rate:g} %."
    console.print(plain(said), soft_wrap=True)
