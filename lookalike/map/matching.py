"""Match the items of two collections by the content of their files, else by path."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from lookalike.stores.base import Store


@dataclass(frozen=True)
class Seen:
    """The properties of an item by which it is matched."""

    id: str
    digest: str
    """Of the file's content; empty if unknown."""
    source: str
    relative: str
    """Its path below the folder that was indexed; empty for others."""


Key = Callable[[Seen], tuple[str, ...]]
KEYS: tuple[Key, ...] = (
    lambda one: (one.digest, one.source),
    lambda one: (one.digest, one.relative),
    lambda one: (one.digest,),
    lambda one: (one.source,),
    lambda one: (one.relative,),
)
"""The most certain first. Each matches what those before it left; an empty key matches nothing."""


def matches(one: Sequence[Seen], other: Sequence[Seen]) -> list[tuple[str, str]]:
    """Return pairs of ids, each id at most once, in the order of the first."""
    found, left, right = dict[str, str](), list(one), list(other)
    for key in KEYS:
        there = defaultdict[tuple[str, ...], list[Seen]](list)
        for seen in reversed(right):
            if all(value := key(seen)):
                there[value].append(seen)
        for seen in left:
            if all(value := key(seen)) and there[value]:
                found[seen.id] = there[value].pop().id
        taken = set(found.values())
        left = [seen for seen in left if seen.id not in found]
        right = [seen for seen in right if seen.id not in taken]
    return [(seen.id, found[seen.id]) for seen in one if seen.id in found]


def seen_in(store: Store) -> list[Seen]:
    """Return the properties of all items by which they are matched, ordered by id."""
    folders = sorted((one.folder for one in store.settings.folders), key=len, reverse=True)
    found = [
        Seen(r.item.id, r.origin.digest, r.item.source, _relative(r.item.source, folders))
        for r in store.sources()
    ]
    return sorted(found, key=lambda seen: seen.id)


def _relative(source: str, folders: Sequence[str]) -> str:
    path = PurePath(source)
    for folder in folders:
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return ""
