"""
Remove items whose files are gone, or mark them as missing when many are gone at once.

A few pictures that are gone were mostly deleted. Many at once, or all of a folder, may as well be
on a disk that is not there, in a folder that is locked, or not fetched yet: nobody can tell, so
they are kept, until somebody says so (`allow_removal`). A folder that is gone as a whole is then
forgotten.

A picture may have come from a folder that was missing then: it is a new item, since the folder may
have it too. Once that folder turns out not to have it, its item goes to the picture.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from lookalike.errors import InputError
from lookalike.given import inherited
from lookalike.images.find import Found
from lookalike.indexing.away_folders import (
    ALSO_AWAY,
    also_away,
    empty_folders,
    forget_also_away,
    has_moved,
)
from lookalike.indexing.overwritten import replaced, without_earlier
from lookalike.indexing.plan import PAGE, Plan
from lookalike.indexing.remembered import folders, forget
from lookalike.indexing.report import FolderAway, IndexReport, told
from lookalike.indexing.roots import is_below, root_of
from lookalike.indexing.target import IndexingTarget
from lookalike.indexing.vanished import Leaver, away_today, is_gone, marked_away
from lookalike.stores.base import Record, Store
from lookalike.stores.failures import failures, forget_failures
from lookalike.stores.set_aside import set_aside
from lookalike.tables.remark import counted

MANY = 10  # pictures that may go at once, however few there are...
MANY_SHARE = 0.1  # ...or this share of the folder's items
FEW = 3  # pictures that may go whatever is left: of more, half of those that were there may


def without_folder(
    collection: IndexingTarget, root: str, fault: InputError, *, is_allowed: bool
) -> IndexReport:
    """
    Remove the items of a known folder that cannot be read, if that is allowed, and forget it.

    Otherwise they are marked as away, and FolderAway is raised. `fault` is what is wrong with the
    folder; it is raised as it is where the folder was never indexed.
    """
    if root not in folders(collection):
        raise fault
    store = collection.store
    own = {r.item.id: r.item.source for r in store.sources() if is_below(r.item.source, root)}
    sources = {item_id: source for item_id, source in own.items() if not store.keeps(source)}
    is_here = len(_unreached(sources)) < len(sources)  # only its list of files cannot be read
    kept = counted(len(sources), "item is", "items are")
    if is_here:
        report = _marked(collection, sources)
        report.unread = [f"{fault}; its {kept} kept, since files of them are there"]
        raise FolderAway(report)
    if not is_allowed:
        raise keep_all(collection, sources, root, f"{_lost(root, fault)}; its {kept} kept")
    removed = _remove(collection, sources)
    lost = [f.source for f in failures(store) if is_below(f.source, root)]
    forget_failures(store, lost)
    forget(collection, [root])
    return IndexReport(removed=removed, forgotten=[root])


def keep_all(
    collection: IndexingTarget, sources: Mapping[str, str], root: str, fact: str
) -> FolderAway:
    """Mark these items of a folder as away if their files are; return the error to raise."""
    report = _marked(collection, sources)
    report.unread, report.missing = [told(fact, root)], {root: fact}
    return FolderAway(report)


def _marked(collection: IndexingTarget, sources: Mapping[str, str]) -> IndexReport:
    known, away = marked_away(collection.store), _unreached(sources)
    _mark(collection, {i: source for i, source in away.items() if i not in known})
    return IndexReport(away=len(away), away_example=min(away.values(), default=""))


def _unreached(sources: Mapping[str, str]) -> dict[str, str]:
    exists = os.path.exists  # one call for each item: a Path costs as much
    return {item_id: source for item_id, source in sources.items() if not exists(source)}


def _lost(root: str, fault: InputError) -> str:
    if is_gone(root):
        return f"the folder {root} is missing"
    if isinstance(fault.__cause__, NotADirectoryError):
        return f"{root} is a file now, and was a folder"
    reason = getattr(fault.__cause__, "strerror", None) or "it cannot be opened"
    return f"the folder {root} cannot be read ({reason})"


def let_go(
    collection: IndexingTarget,
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
    taken = [leaver.source for leaver in plan.claimed]
    sure = gone if allow else _not_in_empty(collection.store, gone, taken, roots)
    handed = _hand_over(collection, sure)
    gone = [leaver for leaver in gone if leaver.id not in handed]
    away = set() if allow else _away(gone, taken, roots, own)
    _mark(collection, {v.id: v.source for v in gone if v.id in away and not v.is_away})
    # What came in this folder is counted already.
    report.moved += sum(root_of(source, roots) is None for source in handed.values())
    forget_also_away(collection.store, roots, {v.digest for v in gone if v.id in away})
    report.removed += _remove(collection, {v.id: v.source for v in gone if v.id not in away})
    report.away = len(away)
    kept = sorted(leaver.source for leaver in gone if leaver.id in away)
    report.away_example = kept[0] if kept else ""
    return kept


def _not_in_empty(
    store: Store, gone: Sequence[Leaver], claimed: Sequence[str], roots: Sequence[str]
) -> list[Leaver]:
    """
    Return those that are certainly not in their folder: files of it are there, or one of its files
    was moved.
    """
    sources = [leaver.source for leaver in gone if is_gone(leaver.source)]
    empty = empty_folders(sources, claimed, roots)
    came = also_away(store) if empty else {}
    moved = set[str]()
    for leaver in gone if came else ():
        folder = empty.get(leaver.source)
        if folder is not None and folder not in moved and leaver.digest in came:
            new = store.get([came[leaver.digest][0]])
            files = [Found(Path(r.item.source), "", 0, 0, r.origin.stamp) for r in new]
            if has_moved(folder, {str(file.path): {leaver.stamp} for file in files}, files):
                moved.add(folder)
    return [v for v in gone if v.source not in empty or empty[v.source] in moved]


def _hand_over(collection: IndexingTarget, gone: Sequence[Leaver]) -> dict[str, str]:
    """Let items take the place of those that came while they were away; their paths by id."""
    store, handed = collection.store, dict[str, str]()
    came = also_away(store) if gone else {}
    for leaver in gone if came else ():
        new_id, folder = came.get(leaver.digest, ("", ""))
        if not new_id or (folder and not is_below(leaver.source, folder)):
            continue
        with store.writing:
            here = [r for r in store.get([leaver.id]) if r.item.source == leaver.source]
            others = [r for r in store.of_content([leaver.digest]) if r.item.id != leaver.id]
            new = [r for r in others if _may_be_its(r, new_id, store)]
            if here and new:
                one = min(new, key=lambda r: (r.item.id != new_id, r.item.source))
                whole = inherited(without_earlier(store, one), here[0])
                item = replace(whole.item, id=leaver.id)
                store.describe([replace(whole, item=item)])
                replaced(store, one.item.id)
                store.forget(ALSO_AWAY, [leaver.digest])
                handed[leaver.id] = one.item.source
                del came[leaver.digest]
    return handed


def _may_be_its(record: Record, came: str, store: Store) -> bool:
    """Whether an item may be of a picture that is missing; `came` is the one noted for it."""
    if store.keeps(record.item.source):
        return False
    if record.item.id == came:
        return True  # also if its file has another name by now: then the next run there finds that
    return not record.origin.given and not is_gone(record.item.source)


def _is_missing(store: Store, leaver: Leaver) -> bool:
    """Check again: the file may be back, or another item may have the same path."""
    if is_gone(leaver.source):
        return True
    return any(record.item.id != leaver.id for record in store.at([leaver.source]))


def _away(
    gone: Sequence[Leaver], claimed: Sequence[str], roots: Sequence[str], own: int
) -> set[str]:
    without = [leaver for leaver in gone if is_gone(leaver.source)]  # else it is another's path
    kept = {leaver.id for leaver in without if leaver.is_away}
    new = [leaver for leaver in without if leaver.id not in kept]
    empty = empty_folders([v.source for v in new], claimed, roots)
    in_folders = {v.id for v in new if v.source in empty}
    rest = {leaver.id for leaver in new} - in_folders
    there = own - len(kept) - len(in_folders)
    return kept | in_folders | (rest if _is_large(len(rest), there, own) else set())


def _is_large(going: int, there: int, own: int) -> bool:
    """Whether the share of missing items is so large that they may be away; `there` had a file."""
    return going > max(MANY, MANY_SHARE * own) or (going > FEW and 2 * going > there)


def _remove(collection: IndexingTarget, sources: Mapping[str, str]) -> int:
    """Remove these items, by id, unless they have another source by now."""
    removed, ids = 0, iter(sources)
    while page := list(islice(ids, PAGE)):
        with collection.store.writing:
            here = collection.store.get(page, vectors=True)
            still = [r for r in here if r.item.source == sources[r.item.id]]
            set_aside(collection.store, still)
            removed += collection.store.remove([record.item.id for record in still])
    return removed


def _mark(collection: IndexingTarget, sources: Mapping[str, str]) -> None:
    ids = iter(sources)
    while page := list(islice(ids, PAGE)):
        with collection.store.writing:
            here = collection.store.get(page)
            still = [r for r in here if r.item.source == sources[r.item.id]]
            collection.store.describe([away_today(r) for r in still])
