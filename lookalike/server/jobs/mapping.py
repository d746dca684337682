"""The job that makes a map of a collection, and its result."""

from dataclasses import dataclass

from lookalike.collection import Collection
from lookalike.map.result import Map, Method
from lookalike.server.jobs.jobs import Job


@dataclass(frozen=True)
class Mapped:
    """A map that was made."""

    job: str | None
    """The id of its job; None if there was none."""
    map: Map
    changes: int
    """The collection's `changes` before the map was made."""


def lay_out(
    collection: Collection,
    where: str | None,
    method: Method | None,
    renew: bool,
    job: Job,
) -> Mapped | None:
    """Make a map; None if the job was stopped."""
    changes = collection.changes
    made = collection.map(where, None, method, renew, job.tell_step, job.stop.is_set)
    return None if made.interrupted else Mapped(job.id, made, changes)
