"""The job that checks a collection, and its result."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lookalike.collection import Collection
from lookalike.health.result import Finding, Health, Kind, Suspect
from lookalike.server.jobs.jobs import Job


@dataclass(frozen=True)
class Checked:
    """The result of a check."""

    job: str | None
    """The id of its job; None if there was no check."""
    health: Health
    at: float = field(default_factory=time.time)
    """Time of the check, seconds since 1970."""

    def page(
        self, collection: Collection, kinds: Sequence[Kind], offset: int, limit: int
    ) -> tuple[list[Finding], int | None]:
        """
        Return the findings with their suspects from `offset` on, and the next page's offset.

        Suspects have their current attributes; those that were removed since are left out.
        """
        wanted = [one for one in self.health.findings if one.kind in kinds]
        end = offset + limit
        found = [
            replace(one, suspects=_still_there(collection, one.suspects[offset:end]))
            for one in wanted
        ]
        return found, end if any(len(one.suspects) > end for one in wanted) else None


def _still_there(collection: Collection, suspects: Sequence[Suspect]) -> list[Suspect]:
    here = {r.item.id: r.item for r in collection.store.get([one.item.id for one in suspects])}
    return [replace(one, item=here[one.item.id]) for one in suspects if one.item.id in here]


def check(
    collection: Collection,
    labels: str | None,
    where: str | None,
    kinds: Sequence[Kind],
    job: Job,
) -> Checked | None:
    """Check a collection; None if the job was stopped."""
    found = collection.check(labels, where, kinds, job.tell_step, job.stop.is_set)
    return None if found.interrupted else Checked(job.id, found)
