"""`lookalike`: the commands, and the one place where an error is printed."""

import sys
from typing import Annotated

import typer

import lookalike
from lookalike.cli import (
    compare,
    demo,
    encoders,
    evaluate,
    export,
    failures,
    index,
    items,
    recipes,
    search,
    status,
    train,
)
from lookalike.cli.show import print_error
from lookalike.errors import LookalikeError

app = typer.Typer(
    name="lookalike",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Finds the images that look like an image.",
)
app.command("index")(index.index)
app.command("search")(search.search)
app.command("status")(status.status)
app.command("list")(items.list_items)
app.command("show")(items.show)
app.command("remove")(items.remove)
app.command("failures")(failures.failures)
app.command("export")(export.export)
app.command("encoders")(encoders.encoders)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("compare")(compare.compare)
app.command("recipes")(recipes.recipes)
app.command("demo")(demo.demo)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lookalike {lookalike.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="And exit.")
    ] = False,
) -> None:
    """Finds the images that look like an image."""


def main() -> None:
    """Run the command line; exit status 1 for an error of ours, 2 for a wrong call."""
    try:
        app()
    except LookalikeError as error:
        print_error(str(error))
        sys.exit(1)
    except OSError as error:  # a disk or a right that no file of ours expected
        place = f": {error.filename}" if error.filename else ""
        print_error(f"{error.strerror or error}{place}")
        sys.exit(1)
