"""`lookalike status`: what a collection holds and how it was made."""

from typing import Any

from rich.table import Table

from lookalike.cli.options import CollectionArgument, JsonOption
from lookalike.cli.show import console, print_json, value_text
from lookalike.collection import Collection
from lookalike.indexing.folder import folders


def status(address: CollectionArgument, as_json: JsonOption = False) -> None:
    """Say what a collection holds and how it was made."""
    with Collection.open(address) as collection:
        known = _status(address, collection)
    if as_json:
        print_json(known)
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    encoders = [f"{e['name']} ({e['dim']}, {e['spec']})" for e in known["encoders"]]
    weights = [f"{name} {weight:g}" for name, weight in known["weights"].items()]
    shown = known | {"encoders": ", ".join(encoders), "weights": ", ".join(weights)}
    for name, value in shown.items():
        table.add_row(name, value_text(value))
    console.print(table)


def _status(address: str, collection: Collection) -> dict[str, Any]:
    settings = collection.store.settings
    return {
        "collection": address,
        "items": collection.count(),
        "failures": len(collection.failures()),
        "folders": folders(collection),
        "encoders": settings["encoders"],
        "weights": dict(collection.weights),
        "created_at": settings["created_at"],
    }
