"""Open the store of an address; packages can register more kinds of store."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from lookalike.errors import InputError, StoreError
from lookalike.stores.address import FOLDER, Address, parse_address
from lookalike.stores.base import Store
from lookalike.stores.embedded.head import FILE, is_begun

Opener: TypeAlias = Callable[[Address, int | None], Store]
"""
Opens the store at an address; given a vector length, creates it if missing.

Raises CollectionNotFound if it is missing and no length is given.
"""

GROUP = "lookalike.stores"  # of entry points: SCHEME = "module:opener"
STORES = {FOLDER: "lookalike.stores.connect:open_folder"}


def connect(address: str | Path | Address, dim: int | None = None) -> Store:
    """
    Open the store at `address`; given `dim`, create it if missing.

    A path means the embedded store. Without `dim`, a missing one raises CollectionNotFound.
    """
    wanted = parse_address(address)
    return _opener(wanted)(wanted, dim)


def collections_in(home: Path) -> list[Address]:
    """
    Return the addresses of the collections in this folder.

    One whose creation was interrupted is left out; it is created when opened again.
    """
    heads = sorted(home.glob(f"*/{FILE}"))
    return [parse_address(head.parent) for head in heads if is_begun(head)]


def open_folder(address: Address, dim: int | None) -> Store:
    """Open the embedded store in a folder."""
    # Loads 35 MB, wanted by this store only.
    from lookalike.stores.embedded.store import EmbeddedStore

    try:
        return EmbeddedStore(Path(address.text), dim)
    except OSError as error:
        raise StoreError(
            f"cannot open a collection at {address}: {error.strerror or error}; "
            "check the path and your rights to it"
        ) from error
    except ValueError as error:
        raise StoreError(f"cannot open a collection at {address}: {error}") from error


def _opener(address: Address) -> Opener:
    scheme = address.scheme
    if scheme in STORES:
        module, name = STORES[scheme].split(":")
        opener: Opener = getattr(import_module(module), name)
        return opener
    if scheme in ("http", "https"):
        raise InputError(
            f"{address} is the address of a server: in Python, `connect` opens it; a served "
            "collection is at http://HOST:PORT/v1/collections/NAME"
        )
    from importlib.metadata import entry_points  # 20 ms, wanted for the stores of others only

    brought = {point.name: point for point in entry_points(group=GROUP)}
    if scheme not in brought:
        others = sorted({*STORES, *brought} - {FOLDER})
        raise InputError(
            f"no store for {scheme}:// addresses; there are: a folder"
            + "".join(f", {name}://" for name in others)
        )
    try:
        loaded: Opener = brought[scheme].load()
    except Exception as error:  # whatever somebody else's package does when it is imported
        raise StoreError(
            f"the package that brings {scheme}:// cannot be loaded ({brought[scheme].value}): "
            f"{error}"
        ) from error
    return loaded
