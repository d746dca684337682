"""`lookalike status`: show what a collection holds and how it was made."""

from dataclasses import asdict

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption, SearchableArgument
from lookalike.cli.terminal.show import print_fields
from lookalike.client.address import is_served
from lookalike.stores.address import parse_address

SHOWN = ("items", "away", "failures", "folders", "encoders", "weights", "created_at")


def status(address: SearchableArgument, as_json: JsonOption = False) -> None:
    """Show what a collection holds and how it was made."""
    with opened(address) as collection:
        about = asdict(collection.about())
    shown = address if is_served(address) else str(parse_address(address))  # without a password
    known = {"collection": shown, **{name: about[name] for name in SHOWN}}
    known["encoders"] = [{n: v for n, v in one.items() if v} for one in about["encoders"]]
    if as_json:
        print_json(known)
        return
    encoders = [
        f"{e['name']} ({', '.join(str(e[n]) for n in ('dim', 'spec') if n in e)})"
        for e in known["encoders"]
    ]
    weights = [f"{name} {weight:g}" for name, weight in known["weights"].items()]
    known |= {"encoders": ", ".join(encoders), "weights": ", ".join(weights)}
    print_fields(known, listed=("folders",))
