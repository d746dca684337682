"""`lookalike status`: what a collection holds and how it was made."""

from typing import Any

from lookalike.cli.as_json import print_json
from lookalike.cli.options import CollectionArgument, JsonOption
from lookalike.cli.show import print_fields
from lookalike.collection import Collection
from lookalike.indexing.folder import folders


def status(address: CollectionArgument, as_json: JsonOption = False) -> None:
    """Say what a collection holds and how it was made."""
    with Collection.open(address) as collection:
        known = _status(address, collection)
    if as_json:
        print_json(known)
        return
    encoders = [f"{e['name']} ({e['dim']}, {e['spec']})" for e in known["encoders"]]
    weights = [f"{name} {weight:g}" for name, weight in known["weights"].items()]
    print_fields(known | {"encoders": ", ".join(encoders), "weights": ", ".join(weights)})


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
