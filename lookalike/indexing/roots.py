"""The indexed folders of a collection, and whether each is still at its place."""

import os
from collections.abc import Sequence
from pathlib import Path

from lookalike.errors import InputError
from lookalike.files.local_path import NO_PATH, as_utf8
from lookalike.indexing.remembered import folders, remembered
from lookalike.indexing.target import IndexingTarget


def whole(path: str | Path) -> Path:
    """
    A folder or table as it is remembered: from the top, without `..`; links are kept.

    InputError for an empty text, which would be the current folder, and for a name that is not
    UTF-8, which nothing could remember.
    """
    if path == "":
        raise InputError(NO_PATH)
    found = os.path.abspath(Path(path).expanduser())  # noqa: PTH100 (resolve follows links)
    if (text := as_utf8(found)) != found:
        raise InputError(f"the name {text} is not UTF-8; rename it")
    return Path(found)


def earlier_places(collection: IndexingTarget, root: str, moved_from: str | None) -> list[str]:
    """
    Return the earlier paths of the folder that is now at `root`.

    `moved_from` is the path that the user gave; InputError if it is impossible.
    """
    if moved_from is not None:
        check_moved(collection, root, moved_from)
        return [moved_from]
    here = identity(root)
    return [
        one.folder
        for one in remembered(collection)
        if one.folder != root and here and one.identity == here and not is_there(one.folder)
    ]


def check_moved(collection: IndexingTarget, root: str, moved_from: str) -> None:
    """InputError unless `moved_from` was indexed, is another folder than `root`, and is empty."""
    if moved_from not in folders(collection) and not root_of(moved_from, folders(collection)):
        known = ", ".join(folders(collection)) or "none"
        raise InputError(f"{moved_from} was never indexed here; the folders that were: {known}")
    if moved_from == root:
        raise InputError(f"{root} is the same folder; say where it was before")
    if not is_empty(moved_from):
        raise InputError(f"{moved_from} is still there, so its images were not moved to {root}")


def is_there(root: str) -> bool:
    """Whether the folder exists and can be read."""
    try:
        os.scandir(root).close()
    except OSError:
        return False
    return True


def is_same(collection: IndexingTarget, root: str) -> bool:
    """Whether this is certainly the folder that was indexed, not an empty mount point."""
    known = {one.folder: one.identity for one in remembered(collection)}.get(root, "")
    return known != "" and known == identity(root)


def is_empty(folder: str) -> bool:
    """Whether a folder is missing, or has no visible file at any depth."""
    try:
        with os.scandir(folder) as entries:
            return all(e.name[0] == "." or (e.is_dir() and is_empty(e.path)) for e in entries)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def root_of(source: str, roots: Sequence[str]) -> str | None:
    """Return the innermost of these folders that contains a file."""
    inside = [root for root in roots if is_below(source, root)]
    return max(inside, key=len, default=None)


def is_below(source: str, root: str) -> bool:
    """Whether a file is, or was, below a folder."""
    return source.startswith(root.rstrip(os.sep) + os.sep)


def relative_to(source: str, root: str | None) -> str:
    """Return a path relative to the folder, with `/` on every system."""
    return Path(source).relative_to(root).as_posix() if root else Path(source).as_posix()


def identity(folder: str) -> str:
    """
    What stays when a folder is renamed or its disk is mounted elsewhere; empty where nothing tells.

    It is the file system's own number with the folder's in it. Where that is the number of the
    device only, another disk may have had it before: it says nothing of the top of a disk, whose
    number in it is the same on each.
    """
    try:
        state = os.stat(folder)  # noqa: PTH116 (a text is asked for everywhere here)
        system = os.statvfs(folder).f_fsid if hasattr(os, "statvfs") else state.st_dev
        if system in (0, state.st_dev) and os.path.ismount(folder):  # noqa: PTH111, RUF100
            return ""
    except OSError:
        return ""
    return f"{system or state.st_dev:x}:{state.st_ino:x}"
