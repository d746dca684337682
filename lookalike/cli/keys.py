"""`lookalike keys`: manage the API keys of a server."""

from typing import Annotated, TypeAlias

import typer

from lookalike.cli.access import KeysOption, default_keys
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption
from lookalike.cli.terminal.show import console, errors, plain, print_lines

NameArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="Whose key it is: a person or a program.")
]

keys = typer.Typer(no_args_is_help=True, help="Keys that let other machines use a server.")


@keys.command()
def add(name: NameArgument, file: KeysOption = None, as_json: JsonOption = False) -> None:
    """Make a key and print it: this once, for only a hash of it is kept."""
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


@keys.command("list")
def list_keys(file: KeysOption = None, as_json: JsonOption = False) -> None:
    """List the names of the keys, and when each was made."""
    from lookalike.server.keys import Keys

    found = Keys(file or default_keys()).all()
    if as_json:
        print_json({"keys": [{"name": key.name, "made_at": key.made_at} for key in found]})
        return
    print_lines([(plain(key.name), plain(key.made_at, "dim")) for key in found])
    if not found:
        console.print("No key yet; make one: lookalike keys add NAME", soft_wrap=True)


@keys.command()
def remove(name: NameArgument, file: KeysOption = None) -> None:
    """Let nobody in by this key any more, also on a server that runs."""
    from lookalike.server.keys import Keys

    Keys(file or default_keys()).remove(name)
    console.print(plain(f"removed the key {name}"), soft_wrap=True)
