"""
Find where a file of the quarantine belongs now: its folder may be missing, or have been renamed.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from lookalike.errors import InputError
from lookalike.indexing.remembered import remembered
from lookalike.indexing.roots import identity, is_empty, is_there, root_of
from lookalike.indexing.target import IndexingTarget


@dataclass(frozen=True)
class IndexedIn:
    """The indexed folder that a file was moved away from; empty if there was none."""

    root: str = ""
    identity: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as JSON data."""
        return asdict(self)


def indexed_in(collection: IndexingTarget, source: str) -> IndexedIn:
    """Return the indexed folder of a file."""
    known = {one.folder: one.identity for one in remembered(collection)}
    root = root_of(source, list(known))
    return IndexedIn(root, known[root]) if root else IndexedIn()


def place_now(collection: IndexingTarget, source: str, was_in: IndexedIn) -> str:
    """
    Return the path to which a file comes back: in its indexed folder, wherever that is now.

    InputError if the folder is missing, as on a disk that is not mounted. A file written there
    would be hidden by the disk once it is mounted, or block the folder.
    """
    known = {one.folder: one.identity for one in remembered(collection)}
    root = was_in.root or root_of(source, list(known)) or ""
    if root in known and not _is_missing(root, known[root]):
        return source
    for folder in known:
        if was_in.identity and identity(folder) == was_in.identity:
            return folder + source[len(root) :]
    if (root in known or not Path(source).parent.is_dir()) and not Path(source).exists():
        raise InputError(f"the folder {root or Path(source).parent} is missing")
    return source


def _is_missing(root: str, its_identity: str) -> bool:
    """Whether the folder is missing, or is an empty mount point."""
    is_other = bool(its_identity) and its_identity != identity(root)
    return not is_there(root) or (is_other and is_empty(root))
