"""
Remove items whose files are gone, or keep them as away when many are missing at once.

A few pictures that are gone were mostly deleted. Many at once, or all of a folder, may as well be
on a disk that is not there, in a folder that is locked, or not fetched yet: nobody can tell, so
they are kept, until somebody says so (`--allow-removal`).
"""

from collections.abc import Sequence

from lookalike.indexing.away_folders import empty_folders
from lookalike.indexing.plan import PAGE, Plan
from lookalike.indexing.report import IndexReport
from lookalike.indexing.target import Target
from lookalike.indexing.vanished import Leaver, away_today, is_gone
from lookalike.stores.base import Store
from lookalike.stores.set_aside import set_aside

MANY = 10  # pictures that may go at once, however few there are...
MANY_SHARE = 0.1  # ...or this share of the folder's items
FEW = 3  # pictures that may go whatever is left: of more, half of those that were there may


def let_go(
    collection: Target,
    plan: Plan,
    roots: Sequence[str],
    own: int,
    allow: bool,
    report: IndexReport,
) -> list[str]:
    """
    Remove the missing items of these folders, which have `own` items, or mark them as away.

    Returns the sources of those that are kept.
    """
    gone = [leaver for leaver in plan.missing if _is_missing(collection.store, leaver)]
    away = set() if allow else _away(gone, plan.claimed, roots, own)
    _mark(collection, [v for v in gone if v.id in away and not v.is_away])
    report.removed += _remove(collection, [v for v in gone if v.id not in away])
    report.away = len(away)
    kept = sorted(leaver.source for leaver in gone if leaver.id in away)
    report.away_example = kept[0] if kept else ""
    return kept


def _is_missing(store: Store, leaver: Leaver) -> bool:
    """Check again: the file may be back, or another item may have the same path."""
    if is_gone(leaver.source):
        return True
    return any(record.item.id != leaver.id for record in store.at([leaver.source]))


def _away(
    gone: Sequence[Leaver], claimed: Sequence[Leaver], roots: Sequence[str], own: int
) -> set[str]:
    without = [leaver for leaver in gone if is_gone(leaver.source)]  # else it is another's path
    kept = {leaver.id for leaver in without if leaver.is_away}
    new = [leaver for leaver in without if leaver.id not in kept]
    empty = empty_folders([v.source for v in new], [v.source for v in claimed], roots)
    in_folders = {v.id for v in new if v.source in empty}
    rest = {leaver.id for leaver in new} - in_folders
    there = own - len(kept) - len(in_folders)
    return kept | in_folders | (rest if _is_large(len(rest), there, own) else set())


def _is_large(going: int, there: int, own: int) -> bool:
    """Whether the share of missing items is so large that they may be away; `there` had a file."""
    return going > max(MANY, MANY_SHARE * own) or (going > FEW and 2 * going > there)


def _remove(collection: Target, leavers: Sequence[Leaver]) -> int:
    removed = 0
    for start in range(0, len(leavers), PAGE):
        sources = {leaver.id: leaver.source for leaver in leavers[start : start + PAGE]}
        with collection.store.writing:
            here = collection.store.get(list(sources), vectors=True)
            still = [r for r in here if r.item.source == sources[r.item.id]]
            set_aside(collection.store, still)
            removed += collection.store.remove([record.item.id for record in still])
    return removed


def _mark(collection: Target, leavers: Sequence[Leaver]) -> None:
    for start in range(0, len(leavers), PAGE):
        sources = {leaver.id: leaver.source for leaver in leavers[start : start + PAGE]}
        with collection.store.writing:
            here = collection.store.get(list(sources))
            still = [r for r in here if r.item.source == sources[r.item.id]]
            collection.store.describe([away_today(r) for r in still])
