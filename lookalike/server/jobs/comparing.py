"""The job that compares two maps, and what it found."""

from dataclasses import dataclass

from lookalike.collection import Collection
from lookalike.map.comparison import MapComparison
from lookalike.map.result import Method
from lookalike.server.jobs.jobs import Job
from lookalike.types import Weights


@dataclass(frozen=True)
class Compared:
    """Two maps that were compared."""

    job: str | None
    """The id of the job; None if there was none."""
    comparison: MapComparison
    other: Collection | None
    """The other collection; None if it is the same by other weights."""
    name: str | None
    """Its name."""
    changes: tuple[int, int]
    """The counters of both collections before they were compared."""

    def is_current(self, collection: Collection) -> bool:
        """Whether no item of either has changed since."""
        return self.changes == _changes(collection, self.other)


def compare(
    collection: Collection,
    other: Collection | None,
    name: str | None,
    weights: Weights | None,
    where: str | None,
    method: Method | None,
    job: Job,
) -> Compared | None:
    """Compare two maps; None if the job was stopped."""
    changes = _changes(collection, other)
    tell, should_stop = job.tell_step, job.stop.is_set
    found = collection.compare_maps(other, weights, where, None, method, tell, should_stop)
    return None if found.interrupted else Compared(job.id, found, other, name, changes)


def _changes(one: Collection, other: Collection | None) -> tuple[int, int]:
    return one.changes, -1 if other is None else other.changes
