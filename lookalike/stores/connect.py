"""From the address of a collection to its store."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from lookalike.errors import InputError
from lookalike.stores.base import Store

# scheme -> "module:function(address, dim)"; a plain path has the scheme "file".
STORES = {"file": "lookalike.stores.connect:open_folder"}


def connect(address: str | Path, dim: int | None = None) -> Store:
    """
    Open the store at `address`; given `dim`, make it where there is none.

    A path means the embedded store. CollectionNotFound without `dim` where there is nothing.
    """
    scheme = _scheme(str(address))
    if scheme not in STORES:
        raise InputError(
            f"no store for {scheme}:// addresses; there are: a folder"
            + "".join(f", {name}://" for name in STORES if name != "file")
        )
    module, name = STORES[scheme].split(":")
    opener: Callable[[str, int | None], Store] = getattr(import_module(module), name)
    return opener(str(address), dim)


def _scheme(address: str) -> str:
    found = re.match(r"([a-z][a-z0-9+]+)://", address)
    return found[1] if found else "file"


def open_folder(address: str, dim: int | None) -> Store:
    """The embedded store at a path or file:// address."""
    # Loads 35 MB, wanted by this store only.
    from lookalike.stores.embedded.store import EmbeddedStore

    return EmbeddedStore(Path(address.removeprefix("file://")).expanduser(), dim)
