"""
Match files to items after files were renamed, moved or edited between two runs.

An item follows its picture. Files whose content is not what it was at their path are paired with
the items whose own file does not hold that content any more: the same path below the indexed
folder first, then the most names alike at the end of the path, the file's name first of all; then
the same inode, which a renamed file keeps; then the same time of change; then the order of their
paths. Items of the collection come before those
that were removed lately. A known path with other content that no item claims is an edit, and keeps
its item, unless that item's picture is at another path now: then it is a new picture. Where that
turns out in a later run only, the item goes to its picture, and what people gave to it since the
edit goes to the new one, which may have been renamed by then. All of this holds for an item whose
folder is away once that folder is back, in whatever order folders are indexed: a picture that came
meanwhile is of that item, with what people gave to it since, unless the folder still has it.

A folder counts as renamed where none of its pictures is left in it, and more than half of those of
it that were found are in one other folder, at the same depth below it; and where it is the indexed
folder itself at another place. A picture of it that was not found was edited on the way if an
unknown one is at its path below the new folder: that one keeps the item.

A folder of two pictures or more that is empty or missing may be on another disk. Where files that
hold the same have come, and none of them is one of its files under another name (a renamed
file keeps its inode), they are copies: they are new items, and those of the folder wait for it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Place:
    """The path of a picture, now or earlier."""

    key: str
    """The file's path, or the item's id."""
    relative: str
    """The path below the indexed folder, with `/`."""
    mtime_ns: int
    rank: int = 0
    """Lower ranks are preferred: items of this folder, of another one, removed ones."""
    inode: str = ""
    """What a renamed file keeps; empty where it is not known."""

    @property
    def names(self) -> tuple[str, ...]:
        """The components of the relative path."""
        return PurePosixPath(self.relative).parts


REMOVED = 2  # the rank of items that are not in the collection any more


def pair(files: Iterable[Place], items: Iterable[Place]) -> dict[str, str]:
    """
    Match files to items with the same content by the rule above; item ids by path of the file.
    """
    left_files = sorted(files, key=lambda place: place.relative)
    left_items = sorted(items, key=lambda place: (place.rank, place.relative, place.key))
    found: dict[str, str] = {}
    for group in (
        [item for item in left_items if item.rank < REMOVED],
        [item for item in left_items if item.rank >= REMOVED],
    ):
        for alike in _levels([*left_files, *group]):
            matched = _match(left_files, group, alike)
            found |= matched
            left_files = [file for file in left_files if file.key not in found]
            taken = set(matched.values())
            group = [item for item in group if item.key not in taken]
    return found


def _levels(places: Sequence[Place]) -> list[Callable[[Place], Hashable]]:
    """Return the keys that must be equal, strictest first."""
    deepest = max((len(place.names) for place in places), default=0)
    levels: list[Callable[[Place], Hashable]] = [lambda place: place.relative]
    levels += [_tail(count) for count in range(deepest, 0, -1)]
    levels.append(lambda place: ())
    return [one for level in levels for one in (_renamed(level), _timed(level), level)]


def _tail(count: int) -> Callable[[Place], Hashable]:
    # A shorter path has no tail of so many names: it is alike to nothing there.
    return lambda place: place.names[-count:] if len(place.names) >= count else (place.key,)


def _renamed(level: Callable[[Place], Hashable]) -> Callable[[Place], Hashable]:
    """Require the same inode as well: of copies that went, the item of the very file is meant."""
    return lambda place: (level(place), place.inode) if place.inode else (place.key,)


def _timed(level: Callable[[Place], Hashable]) -> Callable[[Place], Hashable]:
    """
    Require the same time as well: a copy mostly has another time, a renamed file keeps its own.
    """
    return lambda place: (level(place), place.mtime_ns)


def _match(
    files: Sequence[Place], items: Sequence[Place], alike: Callable[[Place], Hashable]
) -> dict[str, str]:
    waiting: dict[Hashable, list[str]] = defaultdict(list)
    for item in reversed(items):
        waiting[alike(item)].append(item.key)
    return {f.key: waiting[alike(f)].pop() for f in files if waiting[alike(f)]}
