"""Tell folders on an unmounted disk from folders that were deleted or moved."""

import os
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from lookalike.images.find import Found, inode_of
from lookalike.indexing.roots import is_empty, relative_to, root_of
from lookalike.stores.base import Note, Record, Store

Come: TypeAlias = Sequence[tuple[Found, str]]
"""Files that were added to a folder, each with its digest."""

L = TypeVar("L", bound="Lost")
ALSO_AWAY = "also away"  # notes, by content: an item that came while others of it were away
FOLDER_LEAST = 2  # pictures of an empty folder that are away: one alone was mostly deleted


class Lost(Protocol):
    """An item whose file is gone or has changed: a `Leaver`."""

    @property
    def source(self) -> str:
        """The file's path."""

    @property
    def digest(self) -> str:
        """The digest of its content."""

    @property
    def stamp(self) -> str:
        """Stamp of the file as it was; empty if unknown."""

    @property
    def is_own(self) -> bool:
        """Whether it belongs to the folder that is indexed."""

    @property
    def is_gone(self) -> bool:
        """Whether there is no file at its path."""

    @property
    def is_renumbered(self) -> bool:
        """Whether the file at its path has another inode."""


def empty_folders(
    gone: Sequence[str], claimed: Sequence[str], roots: Sequence[str]
) -> dict[str, str]:
    """Map each file to the outermost folder that is empty or missing and may be unmounted."""
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
    Whether one of these files was moved, not copied, from a folder that no longer exists.

    `stamps` are those of the earlier files, by the path of the file here with the same content. A
    renamed file keeps its inode and its disk.
    """
    device = _device(folder)
    return any(
        inode_of(file.stamp) in {inode_of(s) for s in stamps.get(str(file.path), ()) if s}
        and _device(str(file.path)) == device
        for file in here
    )


def _device(path: str) -> int:
    """Return the device of a file, or of the nearest existing folder above it."""
    while True:
        try:
            return os.stat(path).st_dev  # noqa: PTH116 (a text is asked for everywhere here)
        except OSError:
            if (above := os.path.dirname(path)) == path:  # noqa: PTH120
                return -1
            path = above


def not_here(parts: Mapping[str, Sequence[L]], come: Come) -> dict[str, Sequence[L]]:
    """Return those parts of folders that are away: no added file was in them."""
    return {part: leavers for part, leavers in parts.items() if not _is_here(part, leavers, come)}


def empty_parts(leavers: Iterable[L], root: str) -> dict[str, list[L]]:
    """Return the empty or missing parts of this folder, except those with unknown inodes."""
    gone = {leaver.source: leaver for leaver in leavers if leaver.is_gone}
    parts: dict[str, list[L]] = defaultdict(list)
    for source, folder in empty_folders(list(gone), [], [root]).items():
        parts[folder].append(gone[source])
    return {part: some for part, some in parts.items() if any(leaver.stamp for leaver in some)}


def keeps_inodes(same: int, other: int, in_place: Iterable[Lost]) -> bool:
    """
    Whether unmoved files of this folder still have their inodes.

    Some file systems assign new inodes on every mount, so that copies cannot be recognised. `same`
    and `other` are counts; `in_place` are further items, whose content is unchanged but whose time
    or stamp differs.
    """
    known = [one for one in in_place if one.is_own and one.stamp]
    anew = sum(one.is_renumbered for one in known)
    return other + anew <= same + len(known) - anew


def note_also_away(store: Store, records: Iterable[Record], away: Mapping[str, str]) -> None:
    """Note that these new pictures may be those of folders that are away, by their digests."""
    notes = [_note(r.origin.digest, r.item.id, away[r.origin.digest]) for r in records]
    if notes:
        store.note(notes)


def also_away(store: Store, contents: Iterable[str] | None = None) -> dict[str, tuple[str, str]]:
    """Return what was noted, by content: the item that came, and the folder that was away."""
    notes = store.notes(ALSO_AWAY, None if contents is None else list(contents))
    return {note.key: (note.value["id"], note.value.get("folder", "")) for note in notes}


def renote_also_away(store: Store, content: str, item_id: str, new_id: str) -> None:
    """Note the new id of such an item, if it is one."""
    for noted, folder in also_away(store, [content]).values():
        if noted == item_id:
            store.note([_note(content, new_id, folder)])


def forget_also_away(store: Store, roots: Sequence[str], missing: Container[str]) -> None:
    """Forget what was noted while these folders were away, except for contents still `missing`."""
    known = also_away(store).items()
    back = [c for c, (_, f) in known if c not in missing and f and root_of(f"{f}/", roots)]
    if back:
        store.forget(ALSO_AWAY, back)


def _note(content: str, item_id: str, folder: str) -> Note:
    return Note(ALSO_AWAY, content, {"id": item_id, "folder": folder})


def _is_here(part: str, leavers: Sequence[Lost], come: Come) -> bool:
    stamps: dict[str, set[str]] = defaultdict(set)
    for leaver in leavers:
        stamps[leaver.digest].add(leaver.stamp)
    here = [(found, stamps[content]) for found, content in come if content in stamps]
    return has_moved(
        part, {str(found.path): were for found, were in here}, [found for found, _ in here]
    )
