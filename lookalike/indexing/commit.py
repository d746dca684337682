"""What a run has found, written in few durable commits; knows nothing of files or pixels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.stores.base import Failure, Record, Store

# A commit syncs some fifty small files whatever it holds, and nothing else goes on meanwhile:
# 20 ms on a quiet disk, half a second on a busy one. So the longer it takes, the rarer it is.
COMMIT_S = 2.0  # at least between two
COMMIT_SHARE = 0.04  # of the time, for commits
LONGEST_S = 10.0  # between two: what a kill may cost
COMMIT_ITEMS = 2048  # held at most: some ten megabytes of vectors


class Commits:
    """Gathers what a run has found; the report counts new vectors when they are on disk."""

    def __init__(self, store: Store, total: int, on_progress: OnProgress) -> None:
        self.report = IndexReport()
        self._store, self._total, self._on_progress = store, total, on_progress
        self._failing = {failure.source for failure in store.failures()}
        self._added: dict[str, Record] = {}
        self._updated: list[Record] = []
        self._described: list[Record] = []  # attributes to write; their vectors stay
        self._failed: list[Failure] = []
        self._mended: list[str] = []
        self._due = monotonic() + COMMIT_S

    def add(self, record: Record) -> None:
        """A new item, with its vector."""
        self._added[record.item.id] = record
        self.mend(record.item.source)

    def update(self, record: Record) -> None:
        """An item that has another vector now."""
        self._updated.append(record)
        self.mend(record.item.source)

    def describe(self, record: Record) -> None:
        """An item whose vector stays."""
        self._described.append(record)
        self.mend(record.item.source)

    def mend(self, source: str) -> None:
        """This file is no failure any more."""
        if source in self._failing:
            self._mended.append(source)

    def fail(self, failure: Failure) -> None:
        """A file that gave no vector."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._failed.append(replace(failure, at=now))

    def taken(self, ids: Sequence[str]) -> set[str]:
        """Those of these ids that an item has, in the store or on its way there."""
        here = {record.item.id for record in self._store.get(ids)}
        return here | (self._added.keys() & set(ids))

    def commit_if_due(self) -> None:
        """Commit after a while, or when much waits."""
        waiting = len(self._added) + len(self._updated) + len(self._described)
        if waiting >= COMMIT_ITEMS or monotonic() >= self._due:
            self.commit()

    def commit(self) -> None:
        """Put all that waits, and say so."""
        began = monotonic()
        self._store.put([*self._added.values(), *self._updated])
        self._store.describe(self._described)
        self._store.note_failures(self._failed)
        self._store.forget_failures(self._mended)
        self._count()
        now = monotonic()
        self._due = now + min(max(COMMIT_S, (now - began) / COMMIT_SHARE), LONGEST_S)
        self._on_progress(self.report, self._total)

    def _count(self) -> None:
        self.report.added += len(self._added)
        self.report.updated += len(self._updated)
        self.report.failed += self._failed
        self._added, self._updated, self._described = {}, [], []
        self._failed, self._mended = [], []
