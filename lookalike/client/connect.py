"""Connect to one collection of a server by its address."""

import os
from collections.abc import Mapping

from lookalike.client.address import COLLECTIONS, parse_address
from lookalike.client.served_collection import ServedCollection
from lookalike.client.server import Server
from lookalike.errors import CollectionNotFound, InputError

KEY = "LOOKALIKE_KEY"  # environment variable with the key, if none is given
TIMEOUT_S = 90.0  # longer than a server works on one request


def connect(
    address: str,
    collection: str | None = None,
    timeout_s: float = TIMEOUT_S,
    headers: Mapping[str, str] | None = None,
    key: str | None = None,
) -> ServedCollection:
    """
    Open a collection that `lookalike serve` serves at `address`, such as http://host:8000.

    The collection's name can be omitted if only one is served, or be part of the address:
    `http://host:8000/v1/collections/NAME`. `key` is an API key, if the server requires one; the
    default is the environment variable LOOKALIKE_KEY. `headers` are sent with each request, for
    example for a proxy. Raises CollectionNotFound, InputError if the name is needed, KeyNeeded, or
    ServerError if no server answers.
    """
    place, secret = parse_address(address), (key or os.environ.get(KEY) or "").strip()
    held = {"Authorization": f"Bearer {secret}"} if secret else {}
    server = Server(place, timeout_s, {**held, **(headers or {})})
    try:
        return ServedCollection(server, _chosen(server, collection or place.collection))
    except BaseException:
        server.close()
        raise


def _chosen(server: Server, wanted: str | None) -> str:
    names: list[str] = server.ask(
        lambda told: [str(one["name"]) for one in told["collections"]], "GET", COLLECTIONS
    )
    there = ", ".join(names) or "none"
    if wanted is not None and wanted not in names:
        raise CollectionNotFound(f"no collection {wanted!r} is served; there are: {there}")
    if wanted is None and not names:
        raise CollectionNotFound(f"{server.address} serves no collection yet")
    if wanted is None and len(names) > 1:
        raise InputError(f"several collections are served; name one of them: {there}")
    return wanted or names[0]
