"""Open a collection from a local path or a server address."""

from typing import TYPE_CHECKING

from lookalike.client.address import is_served
from lookalike.collection import Collection

if TYPE_CHECKING:
    from lookalike.client.served_collection import ServedCollection


def opened(address: str) -> "Collection | ServedCollection":
    """Open a local or served collection; `http://HOST:PORT/v1/collections/NAME` names one."""
    if not is_served(address):
        return Collection.open(address)
    from lookalike.client.connect import connect  # needs an optional package

    return connect(address)
