"""`lookalike`: dispatch the commands; the one place where errors are printed."""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, TextIO

import typer

import lookalike
from lookalike.cli.terminal.guarded import GuardedCommand, GuardedGroup
from lookalike.cli.terminal.show import print_error, print_remark
from lookalike.errors import LookalikeError
from lookalike.filters.remarks import ConditionWarning

# name -> "module:function" below `lookalike.cli`: a run imports the module of its own command only.
COMMANDS = {
    "index": "index:index",
    "search": "search:search",
    "recommend": "people.recommend:recommend",
    "explain": "explain:explain",
    "status": "status:status",
    "list": "items:list_items",
    "show": "items:show",
    "tag": "items:tag",
    "remove": "items:remove",
    "duplicates": "duplicates:duplicates",
    "check": "check:check",
    "map": "map:map_",
    "events": "people.events:events",
    "failures": "failures:failures",
    "tune": "tune:tune",
    "calibrate": "calibrate:calibrate",
    "export": "export:export",
    "encoders": "encoders:encoders",
    "train": "models.train:train",
    "evaluate": "models.evaluate:evaluate",
    "compare": "models.compare:compare",
    "recipes": "models.recipes:recipes",
    "serve": "serve:serve",
    "keys": "keys:keys",
    "demo": "demo:demo",
}


def build_app(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Build the command line with these commands."""
    app = typer.Typer(
        name="lookalike",
        cls=GuardedGroup,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Search images by visual similarity.",
    )
    app.callback()(_root)
    for name in names:
        module, function = COMMANDS[name].split(":")
        found = getattr(import_module(f"lookalike.cli.{module}"), function)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name, cls=GuardedCommand)(found)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lookalike {lookalike.__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Search images by visual similarity."""


def main() -> None:
    """Run the command line; exit status 1 for an error, 2 for wrong usage."""
    try:
        asked = [name for name in sys.argv[1:2] if name in COMMANDS]
        with _remarks_printed():
            build_app(asked or COMMANDS)(prog_name="lookalike")
    except LookalikeError as error:
        print_error(str(error))
        sys.exit(1)
    except OSError as error:  # such as a missing permission that no module handles
        place = f": {error.filename}" if error.filename else ""
        print_error(f"{error.strerror or error}{place}")
        sys.exit(1)


@contextmanager
def _remarks_printed() -> Iterator[None]:
    """Print remarks on conditions to stderr, each once."""
    printed = set[str]()
    with warnings.catch_warnings():
        show = warnings.showwarning

        def print_once(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, ConditionWarning):
                show(message, category, filename, lineno, file, line)
            elif str(message) not in printed:
                printed.add(str(message))
                print_remark(str(message))

        warnings.simplefilter("always", ConditionWarning)
        warnings.showwarning = print_once
        yield
