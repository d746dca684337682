"""Folders that may be away, with the disk that they are on, and not deleted or moved."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lookalike.images.find import Found, inode_of
from lookalike.indexing.roots import is_empty, relative_to, root_of

FOLDER_LEAST = 2  # pictures of an empty folder that are away: one alone was mostly deleted


def empty_folders(
    gone: Sequence[str], claimed: Sequence[str], roots: Sequence[str]
) -> dict[str, str]:
    """By file: the outermost folder that is empty or missing and may be away."""
    is_known: dict[str, bool] = {}

    def outermost(source: str) -> str | None:
        root = root_of(source, roots)
        for folder in reversed(Path(relative_to(source, root)).parents[:-1]):
            path = str(Path(root or "", folder))
            if is_known.setdefault(path, is_empty(path)):
                return path
        return None

    found = {source: folder for source in gone if (folder := outermost(source)) is not None}
    moved = {outermost(source) for source in claimed}  # what turned up was on no other disk
    counts = Counter(found.values())
    return {s: f for s, f in found.items() if counts[f] >= FOLDER_LEAST and f not in moved}


def has_moved(folder: str, stamps: Mapping[str, set[str]], here: Iterable[Found]) -> bool:
    """
    Whether one of these files, and no copy of it, was in a folder that is not there any more.

    `stamps` are of the files that were there, by the path of the file here that holds the same. A
    file that is renamed keeps its inode, and is on the disk that it was on.
    """
    device = _device(folder)
    return any(
        inode_of(file.stamp) in {inode_of(s) for s in stamps.get(str(file.path), ()) if s}
        and _device(str(file.path)) == device
        for file in here
    )


def _device(path: str) -> int:
    """The disk that a file is on, or the nearest folder above that is there."""
    while True:
        try:
            return os.stat(path).st_dev  # noqa: PTH116 (a text is asked for everywhere here)
        except OSError:
            if (above := os.path.dirname(path)) == path:  # noqa: PTH120
                return -1
            path = above
