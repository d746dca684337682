"""The job that searches for duplicates, and its result."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lookalike.collection import Collection
from lookalike.duplicates.remembered.decisions import distinct_pairs, is_distinct
from lookalike.duplicates.remembered.last_search import (
    LastSearch,
    changed_since,
    keep_search,
    last_search,
    marks,
)
from lookalike.duplicates.result import Duplicates, Group, Member
from lookalike.duplicates.tiers import Tier
from lookalike.server.jobs.jobs import Job

CHUNK = 100  # groups whose items are read from the store at once
PATIENCE = 20  # times as long as counting took passes before it is done again


class Looked:
    """The result of a search for duplicates, and what changed since. Thread-safe."""

    def __init__(self, search: LastSearch) -> None:
        self.search = search
        self._told = _Told()

    @property
    def job(self) -> str | None:
        """The id of its job; None if there was no search."""
        return self.search.job

    @property
    def duplicates(self) -> Duplicates:
        """What it found, when it ended."""
        return self.search.duplicates

    def changed(self, collection: Collection) -> tuple[int, int]:
        """
        Return how many pictures came since, and how many went.

        As counting takes longer, it is done less often while the collection changes.
        """
        told, then, changes = self._told, self.search.marks, collection.store.changes
        if then is None:
            return 0, 0
        if changes != told.changes and time.monotonic() >= told.until:
            began = time.monotonic()
            where = collection.condition(self.search.where)
            found = changed_since(collection.store, where, then)
            ended = time.monotonic()
            self._told = told = _Told(changes, found, ended + PATIENCE * (ended - began))
        return told.found

    def page(
        self, collection: Collection, tiers: Sequence[Tier], offset: int, limit: int
    ) -> tuple[list[tuple[int, Group]], int | None]:
        """
        Return groups that are not settled yet, with their numbers, and the next page's offset.

        Members that were removed since, and pairs that were marked as distinct, are left out.
        """
        left = self._left(collection, tiers, offset)
        page = list(islice(left, limit))
        return page, next((number for number, _ in left), None)

    def _left(
        self, collection: Collection, tiers: Sequence[Tier], offset: int
    ) -> Iterator[tuple[int, Group]]:
        decided = distinct_pairs(collection.store)
        numbered = enumerate(self.duplicates.groups)
        wanted = ((n, group) for n, group in numbered if n >= offset and group.tier in tiers)
        while some := list(islice(wanted, CHUNK)):
            ids = [member.id for _, group in some for member in group.members]
            here = {record.item.id: record.item for record in collection.store.get(ids)}
            for number, group in some:
                known = [(one, here[one.id]) for one in group.members if one.id in here]
                there = [
                    replace(one, source=item.source, attributes=item.attributes)
                    for one, item in known
                ]
                members = [one for one in there if _is_open(one.id, there, decided)]
                pairs = [p for p in group.pairs if {p.one, p.other} <= {m.id for m in members}]
                if len(members) > 1:
                    yield number, replace(group, members=members, pairs=pairs)


def _is_open(one: str, there: Sequence[Member], decided: set[tuple[str, str]]) -> bool:
    """Whether it may be a duplicate of another member."""
    return any(one != other.id and not is_distinct(one, other.id, decided) for other in there)


@dataclass(frozen=True)
class _Told:
    changes: int = -1
    """The store's, when it was counted."""
    found: tuple[int, int] = (0, 0)
    until: float = 0.0
    """Until when it is not counted again, by the monotonic clock."""


def look(
    collection: Collection, where: str | None, tiers: Sequence[Tier], job: Job
) -> Looked | None:
    """Look for duplicates, and keep what was found; None if the job was stopped."""
    seen = marks(collection.store, collection.condition(where))
    found = collection.find_duplicates(where, tiers, job.tell_step, job.stop.is_set)
    if found.interrupted:
        return None
    search = LastSearch(found, time.time(), job.id, where, seen)
    keep_search(collection.store, search)
    return Looked(search)


def kept(collection: Collection) -> Looked | None:
    """Return what was found before the server began; None if there was no search."""
    search = last_search(collection.store)
    return None if search is None else Looked(search)
