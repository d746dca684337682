"""Write the changes of a run in a few durable commits; knows nothing of files or pixels."""

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import TypeAlias

from lookalike.indexing.away_folders import note_also_away
from lookalike.indexing.change import Change
from lookalike.indexing.ids import free_id
from lookalike.indexing.overwritten import kept_aside
from lookalike.indexing.plan import Plan
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.indexing.target import IndexingTarget
from lookalike.indexing.vanished import has_left, is_away, is_gone
from lookalike.meanwhile import Meanwhile
from lookalike.stores.base import Record
from lookalike.stores.failures import Failure, failures, forget_failures, note_failures
from lookalike.stores.set_aside import set_aside
from lookalike.system.clock import now_text

# A commit syncs some fifty small files whatever it holds, and nothing else goes on meanwhile:
# 20 ms on a quiet disk, half a second on a busy one. So the longer it takes, the rarer it is.
COMMIT_S = 2.0  # at least between two
COMMIT_SHARE = 0.04  # of the time, for commits
LONGEST_S = 10.0  # between two: what a kill may cost
COMMIT_ITEMS = 2048  # held at most: some ten megabytes of vectors

Written: TypeAlias = tuple[Change, Record | None, Record]  # with the record before and after


class Commits:
    """
    Collects the changes of a run, and merges them with the store when they are written.

    Items removed meanwhile stay removed, and values set meanwhile stay set. The report counts only
    what is on disk.
    """

    def __init__(
        self,
        collection: IndexingTarget,
        meanwhile: Meanwhile,
        total: int,
        on_progress: OnProgress,
        plan: Plan | None = None,
    ) -> None:
        self.report = IndexReport()
        self._plan = plan or Plan()
        self._store, self._meanwhile = collection.store, meanwhile
        self._total, self._on_progress = total, on_progress
        self._failing = {failure.source for failure in failures(self._store)}
        self._changes: list[Change] = []
        self._new_ids: set[str] = set()
        self._failed: list[Failure] = []
        self._mended: list[str] = []
        self._due = monotonic() + COMMIT_S

    def take(self, change: Change) -> None:
        """Add a new or changed item."""
        self._changes.append(change)
        if change.was is None:
            self._new_ids.add(change.item_id)
        self.mend(change.source)

    def mend(self, source: str) -> None:
        """Delete the failure of this file."""
        if source in self._failing:
            self._mended.append(source)

    def fail(self, failure: Failure) -> None:
        """Record the failure of a file."""
        now = now_text()
        self._failed.append(replace(failure, at=now))

    def taken(self, ids: Sequence[str]) -> set[str]:
        """Return those of these ids that are used, in the store or by a pending change."""
        here = {record.item.id for record in self._store.get(ids)}
        return here | (self._new_ids & set(ids))

    def commit_if_due(self) -> None:
        """Commit if enough time has passed or enough is pending."""
        if len(self._changes) >= COMMIT_ITEMS or monotonic() >= self._due:
            self.commit()

    def commit(self) -> None:
        """Write everything pending, and report progress."""
        began = monotonic()
        with self._store.writing:
            self._write()
        note_failures(self._store, self._failed)
        forget_failures(self._store, self._mended)
        self.report.failed += self._failed
        self._changes, self._new_ids, self._failed, self._mended = [], set(), [], []
        now = monotonic()
        self._due = now + min(max(COMMIT_S, (now - began) / COMMIT_SHARE), LONGEST_S)
        self._on_progress(self.report, self._total)

    def _write(self) -> None:
        here = {r.item.id: r for r in self._store.get([c.item_id for c in self._changes])}
        arriving = [c.source for c in self._changes if c.was != c.source]
        others = [r for r in self._store.at(arriving) if r.item.id not in self._plan.leaving]
        another_run = {record.item.source for record in others}
        ready, late = list[Written](), self._late()
        for change in self._changes:
            if change.was is None and change.digest in late:
                continue
            if change.was != change.source and change.source in another_run:
                continue
            is_new, now = change.was is None, here.get(change.item_id)
            one = self._new(change) if is_new else self._known(change, now)
            ready += [one] if one else []
        self._set_aside([old for _, old, new in ready if old and _is_edit(old, new)])
        away = self._plan.away
        came = (new for _, old, new in ready if old is None or _is_edit(old, new))
        note_also_away(self._store, (new for new in came if new.origin.digest in away), away)
        self._store.put([record for _, _, record in ready if record.vector is not None])
        self._store.describe([new for _, old, new in ready if new.vector is None and new != old])
        for change, old, new in ready:
            self._count(change, old, new)
        self.report.overtaken += len(self._changes) - len(ready)

    def _set_aside(self, edited: Sequence[Record]) -> None:
        """Keep the attributes that people set, in case the picture was moved and not edited."""
        if told := [record.item.id for record in edited if record.origin.given]:
            before = self._store.get(told, vectors=True)
            set_aside(self._store, [kept_aside(record) for record in before])

    def _late(self) -> set[str]:
        """
        Return digests that files have lost since the plan was made; the next run decides who has
        them.
        """
        new = {c.digest for c in self._changes if c.was is None} - self._plan.away.keys()
        here = self._store.of_content(sorted(new))
        settled = self._plan.leaving | self._plan.holding | self._plan.trusted
        return {
            r.origin.digest
            for r in here
            if r.item.id not in settled and not self._store.keeps(r.item.source) and has_left(r)
        }

    def _new(self, change: Change) -> Written | None:
        if self._was_removed(change):
            return None
        free = self._free(change.item_id)
        return change, None, replace(change, item_id=free).merged(None)

    def _free(self, item_id: str) -> str:
        """Return the id, or another one if it was used or its item removed meanwhile."""
        return free_id(item_id, self._is_taken) if self._is_taken(item_id) else item_id

    def _is_taken(self, item_id: str) -> bool:
        return item_id in self._meanwhile.ids or bool(self._store.get([item_id]))

    def _was_removed(self, change: Change) -> bool:
        """Whether the item of this file, or of its earlier name, was removed meanwhile."""
        if change.source in self._meanwhile.sources:
            return True
        named = self._meanwhile.by_digest.get(change.digest, [])
        before = next((source for source in named if is_gone(source)), None)
        if before is not None:
            named.remove(before)
        return before is not None

    def _known(self, change: Change, now: Record | None) -> Written | None:
        if now is None or now.item.source != change.was:
            named = self._meanwhile.by_digest.get(change.digest, [])
            if change.was in named:
                named.remove(change.was)  # no other file is its new name
            return None
        by_hand = self._meanwhile.set_by_hand(change.item_id)
        return change, now, change.merged(now, by_hand)

    def _count(self, change: Change, old: Record | None, new: Record) -> None:
        if old is None:
            self.report.added += 1
        elif change.was != change.source:
            self.report.moved += 1
        elif new.vector is None and is_away(old):
            self.report.returned += 1
        elif new.vector is not None or new.item.attributes != old.item.attributes:
            self.report.updated += 1
        else:
            self.report.unchanged += 1


def _is_edit(old: Record, new: Record) -> bool:
    return old.item.source == new.item.source and old.origin.digest != new.origin.digest
