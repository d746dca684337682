"""`lookalike status`: what a collection holds and how it was made."""

from typing import Any

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption, SearchableArgument
from lookalike.cli.terminal.show import print_fields
from lookalike.collection import Collection
from lookalike.indexing.remembered import folders
from lookalike.indexing.vanished import count_away

SHOWN = ("items", "away", "failures", "folders", "encoders", "weights", "created_at")


def status(address: SearchableArgument, as_json: JsonOption = False) -> None:
    """Say what a collection holds and how it was made."""
    with opened(address) as collection:
        told = _told(collection) if isinstance(collection, Collection) else collection.about()
    known = {"collection": address, **{n: told[n] for n in SHOWN if n in told}}
    if as_json:
        print_json(known)
        return
    encoders = [
        f"{e['name']} ({', '.join(str(e[n]) for n in ('dim', 'spec') if n in e)})"
        for e in known["encoders"]
    ]
    weights = [f"{name} {weight:g}" for name, weight in known["weights"].items()]
    print_fields(known | {"encoders": ", ".join(encoders), "weights": ", ".join(weights)})


def _told(collection: Collection) -> dict[str, Any]:
    settings = collection.store.settings
    return {
        "items": collection.count(),
        "away": count_away(collection),
        "failures": len(collection.failures()),
        "folders": folders(collection),
        "encoders": settings["encoders"],
        "weights": dict(collection.weights),
        "created_at": settings["created_at"],
    }
