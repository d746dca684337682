"""Plan a run: match moved, renamed and edited files to items before anything is written."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from lookalike.files.digest import file_digest
from lookalike.images.find import Found, Unreadable, inode_of
from lookalike.indexing.away_folders import empty_parts, keeps_inodes, not_here
from lookalike.indexing.edits import Edit, Moves, find_edits
from lookalike.indexing.identity import Place, pair
from lookalike.indexing.ids import free_id
from lookalike.indexing.overwritten import found_again
from lookalike.indexing.roots import is_below
from lookalike.indexing.vanished import Leaver, Vanished
from lookalike.pipeline import ahead
from lookalike.stores.base import Record, Store

PAGE = 256  # files looked up in the store in one go
THREADS = 4  # they wait for the disk
TIMEOUT_S = 30.0  # for one file


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file whose content is not that of the item at its path."""

    found: Found
    digest: str
    instead_of: str = ""
    """Id of the item at that path, which would be replaced."""

    @property
    def path(self) -> str:
        """The file's path."""
        return str(self.found.path)

    @property
    def place(self) -> Place:
        """The file's place, for matching."""
        found = self.found
        return Place(self.path, found.relative, found.mtime_ns, inode=inode_of(found.stamp))


@dataclass
class Plan:
    """What a run has to know about files under new names."""

    total: int = 0
    """Number of images."""
    moves: dict[str, tuple[Leaver, Arrival]] = field(default_factory=dict)
    """Moved items by the path of their file."""
    edits: list[Edit] = field(default_factory=list)
    """Items that moved with their folder and were edited."""
    leaving: set[str] = field(default_factory=set)
    """Ids of items that no longer belong to their earlier path."""
    touched: dict[str, Arrival] = field(default_factory=dict)
    """By path: files with a new time and unchanged content."""
    changed: set[str] = field(default_factory=set)
    """Ids of items whose file has another size, time or stamp."""
    holding: set[str] = field(default_factory=set)
    """Ids of those items in `changed` whose content is unchanged."""
    trusted: set[str] = field(default_factory=set)
    """Ids of items whose file is not read again, although its name or permissions changed."""
    parting: list[tuple[Leaver, str]] = field(default_factory=list)
    """
    Overwritten pictures that were found elsewhere; their items are split, and that of the picture
    at the path gets the id beside it.
    """
    missing: list[Leaver] = field(default_factory=list)
    """Items of this run's folder whose pictures were not found."""
    away: dict[str, str] = field(default_factory=dict)
    """Folders, or parts of folders, that are away, by the digests of their pictures."""
    reserved: set[str] = field(default_factory=set)
    """Ids that no new item may use."""

    @property
    def claimed(self) -> list[Leaver]:
        """Items that are matched to a file."""
        edited = [edit.leaver for edit in self.edits]
        return [*(leaver for leaver, _ in self.moves.values()), *edited]


def make_plan(
    store: Store,
    vanished: Vanished,
    removed: Sequence[Leaver],
    files: Iterator[Found | Unreadable],
    roots: Sequence[str] = (),
    moved_from: str | None = None,
    *,
    may_be_away: bool = True,
) -> Plan:
    """
    Pair the files whose names have changed with their items, by the rule of `identity`.

    Only files as large as a missing picture are read. The run is over the folder `roots[0]`, which
    was at `roots[1:]`. Items that are there already give way to those of `moved_from`, an earlier
    place. Parts of the folder that are empty `may_be_away`: then a copy takes nothing from them.
    """
    leavers = [*vanished.leavers, *removed]
    displaced = _displaced(store, vanished.leavers)
    owners = {v.source: v for v in vanished.leavers if not v.is_gone and v.id not in displaced}
    reserved = {leaver.id for leaver in removed}
    plan = Plan(away=dict(vanished.away), reserved=reserved, trusted=vanished.trusted)
    held = [leaver for some in vanished.held.values() for leaver in some]
    suspects = _suspects(store, {v.size for v in [*leavers, *held]}, owners, files, plan)
    come = {a.path: a for a in _hashed([file for file, known in suspects if known is None])}
    still_away = not_here(vanished.held, _come(come.values()))
    _stay_away(plan, still_away)
    leavers += [v for part, some in vanished.held.items() if part not in still_away for v in some]
    plan.touched = {p: a for p, a in come.items() if p in owners and owners[p].digest == a.digest}
    arrived = [a for path, a in come.items() if path not in plan.touched]
    contents = {arrival.digest for arrival in arrived}
    plan.changed = {leaver.id for leaver in leavers if not leaver.is_gone}
    plan.holding = {
        owner.id
        for path, owner in owners.items()
        if path in plan.touched or (owner.digest in contents and _holds(owner, come))
    }
    waiting = [leaver for leaver in leavers if leaver.id not in plan.holding]
    away = set[str]()
    in_place = [owners[path] for path in plan.touched]
    is_told = keeps_inodes(vanished.same_inode, vanished.other_inode, in_place)
    if may_be_away and roots and is_told:
        of_it = [v for v in waiting if v.is_own and is_below(v.source, roots[0])]
        own = [v for v in of_it if not _is_said(v, moved_from)]
        away = _stay_away(plan, not_here(empty_parts(own, roots[0]), _come(arrived)))
    _pair(plan, arrived, [leaver for leaver in waiting if leaver.id not in away])
    if moved_from is not None:
        claimed = {leaver.id for leaver in plan.claimed}
        left = [v for v in waiting if _is_said(v, moved_from) and v.id not in claimed]
        there = [Arrival(f, r.origin.digest, r.item.id) for f, r in suspects if r is not None]
        _pair(plan, there, left)
    anew = _find_overwritten(plan, store)
    leavers, waiting = ([_under(v, anew) for v in some] for some in (leavers, waiting))
    for ids in (plan.changed, plan.holding, plan.trusted, displaced):
        ids |= {anew[item_id] for item_id in ids & anew.keys()}
    plan.leaving = _leaving(plan, waiting, displaced)
    if roots:
        stay = {v.source for v in leavers if not v.is_gone and v.id not in plan.leaving}
        staying = vanished.staying | {os.path.dirname(source) for source in stay}  # noqa: PTH120
        moved = {path: leaver.source for path, (leaver, _) in plan.moves.items()}
        moves = Moves(roots, moved_from, moved, staying, plan.leaving, set(plan.touched))
        lost = [leaver for leaver in _lost(plan, waiting) if leaver.id not in away]
        _add_edits(plan, find_edits(store, lost, moves))
    plan.missing = [v for v in _lost(plan, waiting) if v.is_own]
    return plan


def _find_overwritten(plan: Plan, store: Store) -> dict[str, str]:
    """
    Turn moves of overwritten pictures into moves of their original items.

    Returns the new ids, by these items, of the pictures that came after: they may have moved too.
    """
    claimed, anew = {path: leaver for path, (leaver, _) in plan.moves.items()}, dict[str, str]()
    found = dict(found_again(store, claimed, plan.reserved))
    for owner in found.values():
        if owner is not None:
            anew[owner.id] = free_id(owner.place.relative, lambda i: _is_used(plan, store, i))
            plan.parting.append((owner, anew[owner.id]))
            plan.reserved.add(anew[owner.id])
    for path, (leaver, arrival) in list(plan.moves.items()):
        if path not in found:
            plan.moves[path] = _under(leaver, anew), arrival
        elif (owner := found[path]) is not None:
            plan.moves[path] = owner, arrival
        else:
            del plan.moves[path]
    return anew


def _is_used(plan: Plan, store: Store, item_id: str) -> bool:
    return item_id in plan.reserved or bool(store.get([item_id]))


def _under(leaver: Leaver, anew: Mapping[str, str]) -> Leaver:
    """Return an item under its new id, if it has one."""
    key = anew.get(leaver.id, leaver.id)
    return replace(leaver, place=replace(leaver.place, key=key))


def _add_edits(plan: Plan, edits: list[Edit]) -> None:
    edited = {edit.leaver.id for edit in edits}
    plan.edits, plan.leaving, plan.changed = edits, plan.leaving - edited, plan.changed | edited


def _displaced(store: Store, leavers: Sequence[Leaver]) -> set[str]:
    """Return those whose path belongs to another item, after an interrupted run."""
    changed: dict[str, dict[str, Leaver]] = defaultdict(dict)
    for leaver in leavers:
        if not leaver.is_gone:
            changed[leaver.source][leaver.id] = leaver
    found, sources = set[str](), list(changed)
    for start in range(0, len(sources), PAGE):
        for record in store.at(sources[start : start + PAGE]):
            here = changed[record.item.source]
            if record.item.id not in here:
                found |= here.keys()
    for here in changed.values():
        found |= set(sorted(here, key=lambda i: (here[i].place.mtime_ns, i))[:-1])
    return found


def _suspects(
    store: Store,
    sizes: set[int],
    owners: dict[str, Leaver],
    files: Iterator[Found | Unreadable],
    plan: Plan,
) -> list[tuple[Found, Record | None]]:
    """
    Return the files of these sizes, with the unchanged items at their paths; counts all files.
    """
    found: list[tuple[Found, Record | None]] = []
    while page := list(islice(files, PAGE)):
        images = [file for file in page if isinstance(file, Found)]
        plan.total += len(images)
        sized = [file for file in images if file.size in sizes]
        at = {r.item.source: r for r in store.at([str(file.path) for file in sized])}
        for file in sized:
            path = str(file.path)
            found.append((file, None if path in owners else at.get(path)))
    return found


def _hashed(files: Sequence[Found]) -> Iterator[Arrival]:
    """Yield the files that can be read; failures are reported when they are indexed."""
    digests = ahead(lambda f: file_digest(f.path), files, THREADS, 4 * THREADS, TIMEOUT_S)
    with closing(digests) as results:
        for file, content in results:
            if isinstance(content, str):
                yield Arrival(file, content)
            elif not isinstance(content, OSError | TimeoutError):
                raise content


def _come(arrivals: Iterable[Arrival]) -> list[tuple[Found, str]]:
    return [(arrival.found, arrival.digest) for arrival in arrivals]


def _stay_away(plan: Plan, parts: Mapping[str, Sequence[Leaver]]) -> set[str]:
    """Record the pictures of parts that are away; return the ids of their items."""
    for part, leavers in parts.items():
        plan.away |= {leaver.digest: part for leaver in leavers}
    return {leaver.id for leavers in parts.values() for leaver in leavers}


def _is_said(leaver: Leaver, moved_from: str | None) -> bool:
    """Whether the user says that its file has moved here."""
    return moved_from is not None and is_below(leaver.source, moved_from)


def _holds(owner: Leaver, come: dict[str, Arrival]) -> bool:
    """Whether a touched file still holds the picture."""
    if owner.source in come:
        return False  # what does is known by now
    try:  # of another folder, or of a kind that is not looked for any more
        path = Path(owner.source)
        return path.stat().st_size == owner.size and file_digest(path) == owner.digest
    except OSError:
        return True


def _pair(plan: Plan, arrivals: Sequence[Arrival], leavers: Sequence[Leaver]) -> None:
    contents = {arrival.digest for arrival in arrivals}
    items: dict[str, dict[str, Leaver]] = defaultdict(dict)
    files: dict[str, dict[str, Arrival]] = defaultdict(dict)
    for leaver in leavers:
        if leaver.digest in contents:
            items[leaver.digest][leaver.id] = leaver
    for arrival in arrivals:
        files[arrival.digest][arrival.path] = arrival
    for content, some in items.items():
        here = files[content]
        pairs = pair([a.place for a in here.values()], [v.place for v in some.values()])
        plan.moves |= {path: (some[item_id], here[path]) for path, item_id in pairs.items()}


def _leaving(plan: Plan, waiting: Sequence[Leaver], displaced: set[str]) -> set[str]:
    claimed = {leaver.id for leaver in plan.claimed}
    overwritten = {v.id for v in waiting if v.id not in claimed and v.source in plan.moves}
    return claimed | displaced | overwritten


def _lost(plan: Plan, waiting: Sequence[Leaver]) -> list[Leaver]:
    """Return the items without a file."""
    claimed = {leaver.id for leaver in plan.claimed}
    return [v for v in waiting if v.id not in claimed and (v.is_gone or v.id in plan.leaving)]
