"""A copy of a closed collection that may be changed, wherever collections are kept."""

import shutil
from pathlib import Path

from lookalike.stores import connect
from lookalike.stores.address import FOLDER
from tests.example_package import MEMORY, module_of


def copied(shop: Path, to: Path) -> Path:
    """`to` is its address."""
    memory = module_of(MEMORY)
    if not is_in_memory():
        return Path(shutil.copytree(shop, to))
    old, new = memory.OPEN[str(shop)], memory.MemoryStore(memory.OPEN[str(shop)].dim)
    new._records, new._notes, new._text = dict(old._records), dict(old._notes), old._text
    new.images._files = dict(old.images._files)
    memory.OPEN[str(to)] = new
    return to


def is_in_memory() -> bool:
    """Whether tests run with `--store memory`."""
    return connect.STORES[FOLDER].startswith(module_of(MEMORY).__name__)
