"""`lookalike compare`: compare evaluated runs side by side."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption
from lookalike.cli.terminal.show import console, plain, printable
from lookalike.errors import InputError
from lookalike.evaluation.compare import (
    Comparison,
    Difference,
    comparison_object,
    read_run,
)
from lookalike.evaluation.compare import compare as compare_runs
from lookalike.evaluation.page.charts import interval_text, number
from lookalike.evaluation.page.comparison import comparison_svg

SHOWN = ("precision@5", "hit@1", "map", "triplet_success")


def compare(
    runs: Annotated[
        list[str], typer.Argument(metavar="RUN...", help="Folders that contain metrics.json.")
    ],
    picture: Annotated[
        Path | None, typer.Option(metavar="SVG", help="Also write a chart of the intervals.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare evaluated runs, and show which differences are significant."""
    if len(set(runs)) < 2:
        raise InputError("give two runs or more: lookalike compare RUN RUN")
    found = compare_runs([read_run(run, name) for run, name in _named(runs).items()])
    if picture is not None:
        picture.write_text(comparison_svg(found.runs), encoding="utf-8")
    if as_json:
        print_json(comparison_object(found))
        return
    console.print(_runs(found))
    console.print()
    console.print(_differences(found))
    console.print("* significant: the 95 % interval of the difference excludes 0", style="dim")
    for remark in found.remarks:
        console.print(plain(remark, "yellow"), soft_wrap=True)
    if picture is not None:
        console.print(plain(f"picture: {picture}", "dim"), soft_wrap=True)


def _named(runs: list[str]) -> dict[str, str]:
    """Return folder and display name of each run; the folder's name if these are unique."""
    short = {run: Path(run).resolve().name for run in runs}
    return short if len(set(short.values())) == len(short) else {run: run for run in short}


def _runs(found: Comparison) -> Table:
    table = Table("run", "queries", *SHOWN, box=None, pad_edge=False, header_style="dim")
    for run in found.runs:
        cells = [
            Text.assemble(
                (number(run.metrics[name].mean), "bold"),
                (f"\n{interval_text(run.metrics[name])}", "dim"),
            )
            for name in SHOWN
        ]
        table.add_row(printable(run.name), f"{len(run.ids):,}", *cells)
    return table


def _differences(found: Comparison) -> Table:
    """One line per pair; * if the interval excludes 0."""
    heads = ("difference", *SHOWN)
    table = Table(*heads, box=None, pad_edge=False, header_style="dim")
    pairs = dict.fromkeys((d.one, d.other) for d in found.differences)
    for one, other in pairs:
        cells = {d.metric: d for d in found.differences if (d.one, d.other) == (one, other)}
        names = Text.assemble(plain(other), "\n", plain(f"less {one}", "dim"))
        table.add_row(names, *(_difference(cells[name]) for name in SHOWN))
    return table


def _difference(found: Difference) -> Text:
    estimate, mark = found.estimate, "*" if found.is_real else " "
    colour = ("green" if estimate.mean > 0 else "red") if found.is_real else ""
    return Text.assemble(
        (f"{signed(estimate.mean)}{mark}", f"bold {colour}" if colour else ""),
        (f"\n{signed(estimate.low)} to {signed(estimate.high)}", "dim"),
    )


def signed(value: float) -> str:
    """`+.045`."""
    return f"{'+' if value >= 0 else ''}{number(value)}"
