"""Carry out a run's plan on the store: restore, merge and move items before files are read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from lookalike.given import inherited, seen_of, with_seen
from lookalike.images.find import Found
from lookalike.indexing.edits import Edit
from lookalike.indexing.examine import place
from lookalike.indexing.identity import REMOVED
from lookalike.indexing.overwritten import part
from lookalike.indexing.plan import PAGE, Plan
from lookalike.indexing.roots import relative_to
from lookalike.indexing.target import IndexingTarget
from lookalike.indexing.vanished import away_today
from lookalike.stores.base import Record, Store
from lookalike.stores.set_aside import aside, aside_before, aside_whole, forget_aside
from lookalike.system.clock import now_text

KEPT_DAYS = 30  # that a removed item is set aside, in case its picture turns up again


def prepare(collection: IndexingTarget, plan: Plan, root: str = "") -> None:
    """
    Apply the plan before the run over the folder `root`; after an interruption the next run
    resumes.
    """
    part(collection, plan.parting)
    _bring_back(collection, [v.id for v in plan.claimed if v.place.rank == REMOVED])
    giving_way = [(arrival.instead_of, leaver) for leaver, arrival in plan.moves.values()]
    giving_way += [(edit.instead_of, edit.leaver) for edit in plan.edits]
    for old, leaver in giving_way:
        if old:
            _give_way(collection, old, leaver.id)
    for start in range(0, len(plan.edits), PAGE):
        _follow(collection, plan.edits[start : start + PAGE], root)


def forget_needless(store: Store) -> list[Record]:
    """
    Delete records set aside too long ago, or restored by an interrupted run; return the others.
    """
    forget_aside(store, aside_before(store, now_text(ago=timedelta(days=KEPT_DAYS))))
    left, restored = aside(store), set[str]()
    for start in range(0, len(left), PAGE):
        here = store.get([record.item.id for record in left[start : start + PAGE]])
        forget_aside(store, [record.item.id for record in here])
        restored |= {record.item.id for record in here}
    return [record for record in left if record.item.id not in restored]


def _bring_back(collection: IndexingTarget, ids: Sequence[str]) -> None:
    """Restore removed items as items that are away."""
    for start in range(0, len(ids), PAGE):
        some = ids[start : start + PAGE]
        with collection.store.writing:
            here = {record.item.id for record in collection.store.get(some)}
            back = [r for r in aside_whole(collection.store, some) if r.item.id not in here]
            collection.store.put([away_today(record) for record in back])
            forget_aside(collection.store, some)


def _give_way(collection: IndexingTarget, old: str, new: str) -> None:
    """Copy attributes that people set from the old item to the new one, unless it has its own."""
    with collection.store.writing:
        here = {record.item.id: record for record in collection.store.get([old, new])}
        if len(here) == 2:
            collection.store.describe([inherited(here[new], here[old])])
            collection.store.remove([old])


def _follow(collection: IndexingTarget, edits: Sequence[Edit], root: str) -> None:
    """Point items to their edited files; the run then sees that these have changed."""
    went = {edit.leaver.id: edit for edit in edits}
    with collection.store.writing:
        here = collection.store.get(list(went))
        still = [r for r in here if r.item.source == went[r.item.id].leaver.source]
        collection.store.describe([_at(r, went[r.item.id].path, root) for r in still])


def _at(record: Record, path: str, root: str) -> Record:
    found = Found(Path(path), relative_to(path, root), 0, 0)
    seen = with_seen(record, {**seen_of(record), **place(found)})
    return replace(seen, item=replace(seen.item, source=path))
