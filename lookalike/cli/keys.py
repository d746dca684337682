"""`lookalike keys`: manage the API keys of a server."""

from typing import Annotated, TypeAlias

import typer

from lookalike.cli.access import KeysOption, default_keys
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.guarded import GuardedCommand
from lookalike.cli.terminal.options import JsonOption
from lookalike.cli.terminal.show import console, errors, plain, print_lines

NameArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the key's owner: a person or a program.")
]

keys = typer.Typer(no_args_is_help=True, help="Manage the API keys of a server.")


@keys.command(cls=GuardedCommand)
def add(name: NameArgument, file: KeysOption = None, as_json: JsonOption = False) -> None:
    """Create a key and print it once; only its hash is stored."""
    from lookalike.server.keys import Keys

    place = file or default_keys()
    secret = Keys(place).add(name)
    if as_json:
        print_json({"name": name, "key": secret})
        return
    typer.echo(secret)
    errors.print(
        plain(f"Give it to {name} now: it is not shown again. Its hash is in {place}."),
        style="dim",
        soft_wrap=True,
    )


@keys.command("list", cls=GuardedCommand)
def list_keys(file: KeysOption = None, as_json: JsonOption = False) -> None:
    """List the keys by name and date of creation."""
    from lookalike.server.keys import Keys

    found = Keys(file or default_keys()).all()
    if as_json:
        print_json({"keys": [{"name": key.name, "made_at": key.made_at} for key in found]})
        return
    print_lines([(plain(key.name), plain(key.made_at, "dim")) for key in found])
    if not found:
        console.print("No keys yet; create one: lookalike keys add NAME", soft_wrap=True)


@keys.command(cls=GuardedCommand)
def remove(name: NameArgument, file: KeysOption = None) -> None:
    """Revoke a key, also on a running server."""
    from lookalike.server.keys import Keys

    Keys(file or default_keys()).remove(name)
    console.print(plain(f"removed the key {name}"), soft_wrap=True)
