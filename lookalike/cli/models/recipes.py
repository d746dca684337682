"""`lookalike recipes`: list the training recipes that come with Lookalike."""

from typing import Annotated

import typer
from rich.table import Table

from lookalike.cli.terminal.show import console, plain
from lookalike.recipes.read import load_recipe, recipe_names, recipe_text


def recipes(
    show: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Print one recipe with all values.")
    ] = None,
) -> None:
    """List the recipes, or show one as TOML."""
    if show is not None:
        typer.echo(recipe_text(load_recipe(show)), nl=False)
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(style="dim")
    for name in recipe_names():
        table.add_row(plain(name), plain(load_recipe(name).about))
    console.print(table)
