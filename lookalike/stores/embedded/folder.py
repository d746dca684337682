"""
The folder of an embedded collection: owner, creation, and which shard is current.

Nothing that may hold items is ever removed: where it is not clear what counts, that is said.
"""

import shutil
from pathlib import Path

from lookalike.errors import CollectionNotFound, StoreError
from lookalike.files.durable import sync_folder, write_json
from lookalike.stores.embedded.head import FILE, FORMAT
from lookalike.stores.embedded.note_log import FILE as NOTES
from lookalike.stores.embedded.shard import create_shard, never_held
from lookalike.stores.settings import HELP

# Ends of names: a shard in the making, a copy, and what it stands in for.
BEGUN, BUILDING, REPLACED = ".begun", ".building", ".replaced"


def prepare_folder(folder: Path, dim: int | None) -> None:
    """Check that the folder is an embedded collection, or may become one, before writing to it."""
    try:
        _prepare(folder, dim)
    except StoreError:
        if not (folder / FILE).exists():  # else another process has just made it
            raise


def _prepare(folder: Path, dim: int | None) -> None:
    refuse_without_head(folder)
    ours = {"lock", "shards", *(f"{NOTES}{end}" for end in ("", "-journal"))}
    others = [p.name for p in folder.iterdir() if p.name not in ours] if folder.is_dir() else []
    others = [name for name in others if not name.startswith(f".{FILE}.")]
    if others or folder.is_file():
        found = f"holds other files ({others[0]})" if others else "is a file"
        if dim is None:
            raise CollectionNotFound(f"there is no collection at {folder}: it {found}")
        raise StoreError(
            f"{folder} {found} and no collection; name a new folder for the collection"
        )
    if dim is None:
        raise CollectionNotFound(
            f"there is no collection at {folder}; make one: lookalike index FOLDER --into {folder}"
        )
    folder.mkdir(parents=True, exist_ok=True)


def refuse_without_head(folder: Path) -> None:
    """Raise StoreError if shards may hold items and nothing describes them."""
    if names := [path.name for path in _shards(folder) if _may_hold(path)]:
        raise StoreError(
            f"the collection at {folder} has lost its {FILE}; its items are still there, in "
            f"shards/{', '.join(names)}; {HELP}"
        )


def create_folder(folder: Path, dim: int) -> None:
    """Create an empty collection; it exists once its collection.json does."""
    refuse_without_head(folder)
    for begun in _shards(folder):  # of a creation that was cut short
        shutil.rmtree(begun)
    name = "000001"
    begun = folder / "shards" / f"{name}{BEGUN}"  # others may look while it is made
    create_shard(begun, dim)
    begun.rename(begun.with_name(name))
    sync_folder(folder / "shards")
    write_json(folder / FILE, {"format": FORMAT, "dim": dim, "shard": name, "settings": {}})


def find_shard(folder: Path, name: str) -> Path:
    """
    Return the shard that collection.json names; if missing, StoreError lists the shards found.
    """
    path = folder / "shards" / name
    if path.is_dir():
        return path
    others = sorted(path.name for path in _shards(folder) if _may_hold(path))
    if not others:
        raise StoreError(
            f"the collection at {folder} is not whole: shards/{name}, which its {FILE} names, is "
            f"not there; {HELP}"
        )
    raise StoreError(
        f"{folder / FILE} names the shard {name}, which is not there, but {', '.join(others)} is: "
        f"{FILE} may be older than the rest; {HELP}"
    )


def next_name(folder: Path, token: str) -> str:
    """Return a name for the next shard, which sorts after the existing ones."""
    numbers = [path.name[:6] for path in _shards(folder)]
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{last + 1:06d}-{token}"


def drop_scrap(folder: Path, keep: str) -> None:
    """Remove the remains of an interrupted build or swap; `keep` is open already."""
    for path in _shards(folder):
        is_scrap = path.name.endswith((BEGUN, BUILDING, REPLACED)) or not any(path.iterdir())
        if is_scrap and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _may_hold(shard: Path) -> bool:
    return not (shard.name.endswith(BEGUN) or never_held(shard))


def _shards(folder: Path) -> list[Path]:
    shards = folder / "shards"
    paths = sorted(shards.iterdir()) if shards.is_dir() else []
    return [path for path in paths if path.is_dir()]
