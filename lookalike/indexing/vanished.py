"""Find items whose file is gone or has changed."""

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice

from lookalike.filters.condition import Compare
from lookalike.given import seen_of, with_seen
from lookalike.images.find import inode_of, stamp
from lookalike.indexing.away_folders import empty_folders
from lookalike.indexing.identity import REMOVED, Place
from lookalike.indexing.roots import is_same, is_there, relative_to, root_of
from lookalike.indexing.target import IndexingTarget
from lookalike.stores.base import Record, Store

LOOKED_AT = 1000  # items that may be away, in their store's order, which is as good as random
RESTAMPED = 500  # files that are read again since they may be others than they seem
AWAY = "away"  # the attribute of an item that is kept though its file is not there: since when
_DATED = Compare(AWAY, ">=", "0001-01-01")


def is_gone(source: str) -> bool:
    """Whether the file certainly does not exist; an unreadable one may."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def has_left(record: Record) -> bool:
    """Whether an item's file is gone or has changed."""
    state = _state(record.item.source)
    return is_gone(record.item.source) if state is None else not _is_as_it_was(record, state)


def is_away(record: Record) -> bool:
    """Whether an item is kept without its file; people may also set an attribute `away`."""
    return AWAY in record.item.attributes and AWAY not in record.origin.given


def away_today(record: Record) -> Record:
    """Return the record, marked as away."""
    today = datetime.now(UTC).date().isoformat()
    marked = with_seen(record, {**seen_of(record), AWAY: today})
    return replace(marked, vector=record.vector)


def count_away(store: Store) -> int:
    """
    How many items are so kept, and do not just have that attribute from people.

    It is asked for often: of very many that have a date there, LOOKED_AT are looked at, and where
    none of these is from people all are believed to be marks.
    """
    if not store.has_values(AWAY, "date"):
        return 0
    marks = [is_away(record) for record in islice(store.scan(_DATED), LOOKED_AT)]
    if len(marks) == LOOKED_AT:
        return store.count(_DATED) if all(marks) else sum(map(is_away, store.scan(_DATED)))
    return sum(marks)


@dataclass(frozen=True, slots=True)
class Leaver:
    """An item whose file is gone, or has another size, time or stamp."""

    place: Place
    source: str
    size: int
    digest: str
    is_own: bool
    """Whether its file was in the folder of this run, at its current or earlier path."""
    is_gone: bool
    """Otherwise its file may still hold the picture."""
    is_away: bool = False
    """Kept before, although its file was gone."""
    stamp: str = ""
    is_restamped: bool = False
    """The file has the same size and time, but may be another one."""
    is_renumbered: bool = False
    """The file at its path has another inode."""

    @property
    def id(self) -> str:
        """The item's id."""
        return self.place.key


@dataclass
class Vanished:
    """Found once at the start of a run; holds only what has changed."""

    leavers: list[Leaver] = field(default_factory=list)
    own: int = 0
    """Number of items of this run's folder."""
    staying: set[str] = field(default_factory=set)
    """Folders in which an unchanged picture remains."""
    held: dict[str, list[Leaver]] = field(default_factory=dict)
    """By folder: items in parts of other folders that may be away."""
    away: dict[str, str] = field(default_factory=dict)
    """Folders that are entirely away, by the digests of their pictures."""
    trusted: set[str] = field(default_factory=set)
    """Ids of items whose stamp changed, but which are not read again for that."""
    same_inode: int = 0
    """Number of items of this folder whose file is unchanged and in place."""
    other_inode: int = 0
    """Number of those whose file seems unchanged but has another inode."""

    @property
    def own_gone(self) -> int:
        """Number of items of this folder whose file is gone."""
        return sum(leaver.is_own and leaver.is_gone for leaver in self.leavers)


def find_vanished(
    collection: IndexingTarget, own: Sequence[str], folders: Iterable[str], others: bool = True
) -> Vanished:
    """
    Check the file of every item, for a run over the folder `own[0]`, which was at `own[1:]`.

    Items of another folder that is entirely away are left alone; parts of one that are empty or
    missing are listed, since they may be away.
    """
    found, elsewhere = Vanished(), dict[str, _Folder]()
    roots, store = [*own, *folders], collection.store
    away = marked_away(store)
    for record in store.sources():
        source = record.item.source
        if store.keeps(source):
            continue
        root = root_of(source, own) or root_of(source, roots)
        is_own = root in own
        found.own += is_own
        leaver = list[Leaver]()
        if is_own or root is None:
            leaver = _leaver(record, root, is_own, away)
            found.leavers += leaver
        elif others:
            leaver = elsewhere.setdefault(root, _Folder(root)).look_at(record, away)
        if not leaver:
            found.same_inode += bool(is_own and record.origin.stamp)
            found.staying.add(os.path.dirname(source))  # noqa: PTH120 (asked for each item)
    found.trusted = _trusted(found.leavers)
    believed = [leaver for leaver in found.leavers if leaver.id in found.trusted]
    found.staying |= {os.path.dirname(leaver.source) for leaver in believed}  # noqa: PTH120
    found.other_inode = sum(leaver.is_own and leaver.is_renumbered for leaver in believed)
    found.same_inode += sum(leaver.is_own for leaver in believed) - found.other_inode
    found.leavers = [leaver for leaver in found.leavers if leaver.id not in found.trusted]
    for other in elsewhere.values():
        if other.is_away(collection):
            found.away |= dict.fromkeys(other.digests, other.root)
        else:
            held = other.held()
            found.leavers += [v for v in other.leavers if v.source not in held]
            for one in other.leavers:
                if one.source in held:
                    found.held.setdefault(held[one.source], []).append(one)
    return found


def marked_away(store: Store) -> set[str]:
    """Return the ids of items marked as away."""
    if not store.has_values(AWAY, "date"):
        return set()
    return {record.item.id for record in store.scan(_DATED) if is_away(record)}


def _trusted(leavers: Sequence[Leaver]) -> set[str]:
    """
    Of very many whose inode or status alone has changed, those that no other can stand in for.

    New rights for a folder, or a disk that numbers its files anew, need not be read as a whole.
    """
    restamped = [leaver for leaver in leavers if leaver.is_restamped]
    if len(restamped) <= RESTAMPED:
        return set()
    contents: dict[tuple[int, int], set[str]] = defaultdict(set)
    for leaver in restamped:
        contents[leaver.size, leaver.place.mtime_ns].add(leaver.digest)
    return {v.id for v in restamped if len(contents[v.size, v.place.mtime_ns]) == 1}


def removed_lately(records: Iterable[Record], roots: Sequence[str]) -> list[Leaver]:
    """Return these records, which are set aside, as items that were removed with their files."""
    return [
        Leaver(
            Place(
                r.item.id,
                _below(r.item.source, roots),
                r.origin.mtime_ns,
                REMOVED,
                inode_of(r.origin.stamp),
            ),
            r.item.source,
            r.origin.size,
            r.origin.digest,
            is_own=False,
            is_gone=True,
        )
        for r in records
    ]


def _below(source: str, roots: Sequence[str]) -> str:
    return relative_to(source, root_of(source, roots))


class _Folder:
    """The items of another folder."""

    def __init__(self, root: str) -> None:
        self.root, self._is_there = root, is_there(root)
        self.leavers: list[Leaver] = []
        self.digests: list[str] = []
        self._left = 0

    def look_at(self, record: Record, away: Container[str]) -> list[Leaver]:
        """Check one item; a disk that is not mounted is not accessed."""
        leaver = _leaver(record, self.root, False, away) if self._is_there else []
        self.leavers += leaver
        self._left += self._is_there and not (leaver and leaver[0].is_gone)
        if not self._left:
            self.digests.append(record.origin.digest)
        return leaver

    def held(self) -> dict[str, str]:
        """Map each file to the part of the folder that it was in and that may be away."""
        return empty_folders([v.source for v in self.leavers if v.is_gone], [], [self.root])

    def is_away(self, collection: IndexingTarget) -> bool:
        """
        Whether the folder is away; an empty mount point looks like an emptied folder, but has
        another identity.
        """
        return not self._left and not (self._is_there and is_same(collection, self.root))


def _leaver(record: Record, root: str | None, is_own: bool, away: Container[str]) -> list[Leaver]:
    item, origin = record.item, record.origin
    state = _state(item.source)
    if is_gone(item.source) if state is None else not _is_as_it_was(record, state):
        relative = relative_to(item.source, root)
        return [
            Leaver(
                Place(
                    item.id,
                    relative,
                    origin.mtime_ns,
                    0 if is_own else 1,
                    inode_of(origin.stamp),
                ),
                item.source,
                origin.size,
                origin.digest,
                is_own,
                is_gone=state is None,
                is_away=item.id in away,
                stamp=origin.stamp,
                is_restamped=state is not None and _is_alike(record, state),
                is_renumbered=state is not None and _has_other_inode(record, state),
            )
        ]
    return []


def _state(source: str) -> os.stat_result | None:
    try:
        return os.stat(source)  # noqa: PTH116 (one call for each item: a Path costs as much)
    except OSError:
        return None


def _is_alike(record: Record, state: os.stat_result) -> bool:
    return (state.st_size, state.st_mtime_ns) == (record.origin.size, record.origin.mtime_ns)


def _has_other_inode(record: Record, state: os.stat_result) -> bool:
    return inode_of(record.origin.stamp) not in ("", inode_of(stamp(state)))


def _is_as_it_was(record: Record, state: os.stat_result) -> bool:
    return _is_alike(record, state) and record.origin.stamp in ("", stamp(state))
