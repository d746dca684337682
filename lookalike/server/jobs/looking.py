"""The job that searches for duplicates, and its result."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from lookalike.collection import Collection
from lookalike.duplicates.decisions import distinct_pairs, is_distinct
from lookalike.duplicates.result import Duplicates, Group, Member
from lookalike.duplicates.tiers import Tier
from lookalike.server.jobs.jobs import Job

CHUNK = 100  # groups whose items are read from the store at once


@dataclass(frozen=True)
class Looked:
    """The result of a search for duplicates."""

    job: str | None
    """The id of its job; None if there was no search."""
    duplicates: Duplicates
    at: float = field(default_factory=time.time)
    """Time of the search, seconds since 1970."""

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
            here = {record.item.id for record in collection.store.get(ids)}
            for number, group in some:
                there = [member for member in group.members if member.id in here]
                members = [one for one in there if _is_open(one.id, there, decided)]
                pairs = [p for p in group.pairs if {p.one, p.other} <= {m.id for m in members}]
                if len(members) > 1:
                    yield number, replace(group, members=members, pairs=pairs)


def _is_open(one: str, there: Sequence[Member], decided: set[tuple[str, str]]) -> bool:
    """Whether it may be a duplicate of another member."""
    return any(one != other.id and not is_distinct(one, other.id, decided) for other in there)


def look(
    collection: Collection, where: str | None, tiers: Sequence[Tier], job: Job
) -> Looked | None:
    """Search for duplicates; None if the job was stopped."""
    found = collection.find_duplicates(where, tiers, job.tell_step, job.stop.is_set)
    return None if found.interrupted else Looked(job.id, found)
