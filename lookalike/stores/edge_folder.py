"""The folder of an embedded collection: whose it is, how it begins, which shard counts."""

import json
import shutil
from pathlib import Path
from typing import Any

from lookalike.durable import sync_folder, write_json
from lookalike.errors import CollectionNotFound, StoreError
from lookalike.stores.edge_shard import create_shard

FORMAT = 2  # of the folder; another one is refused
FILE = "collection.json"  # says which shard is the valid one: it is written last


def prepare_folder(folder: Path, dim: int | None) -> None:
    """Refuse a folder that is not ours before anything is written to it."""
    ours = {"lock", "shards", "failures.sqlite", "failures.sqlite-journal"}
    others = [p.name for p in folder.iterdir() if p.name not in ours] if folder.is_dir() else []
    others = [name for name in others if not name.startswith(f".{FILE}.")]
    if dim is None:
        raise CollectionNotFound(
            f"there is no collection at {folder}; make one: lookalike index FOLDER --into {folder}"
        )
    if others or folder.is_file():
        raise StoreError(
            f"{folder} holds other files ({others[0] if others else 'it is a file'}) and no "
            "collection; name a new folder for the collection"
        )
    folder.mkdir(parents=True, exist_ok=True)


def create_folder(folder: Path, dim: int) -> None:
    """Make an empty collection; it exists when its file does."""
    shutil.rmtree(folder / "shards", ignore_errors=True)  # of a creation that was cut short
    name = "000001"
    create_shard(folder / "shards" / name, dim)
    sync_folder(folder / "shards")
    write_json(folder / FILE, {"format": FORMAT, "dim": dim, "shard": name, "settings": {}})


def read_head(path: Path) -> dict[str, Any]:
    """What collection.json says, if it is of a format that we know."""
    head: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if head.get("format", 0) > FORMAT:
        raise StoreError(
            f"{path.parent} was written by a newer Lookalike (format {head['format']}, "
            f"this one reads {FORMAT}); upgrade: pip install -U lookalike"
        )
    if head.get("format", 0) < FORMAT:
        raise StoreError(
            f"{path.parent} was written by an older Lookalike (format {head.get('format', 0)}, "
            f"this one reads {FORMAT}); index its folders into a new collection"
        )
    return head


def drop_unnamed(shards: Path, keep: str) -> None:
    """Remove what a build or swap that was cut short has left."""
    for folder in shards.iterdir():
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)
