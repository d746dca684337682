"""The job that makes a map of a collection, and the last one of each collection."""

import threading
from dataclasses import dataclass

from lookalike.collection import Collection
from lookalike.map.result import Map, Method
from lookalike.server.jobs.jobs import Job, Jobs


@dataclass(frozen=True)
class Mapped:
    """A map that was made."""

    job: str | None
    """The id of its job; None if there was none."""
    map: Map
    changes: int
    """The collection's counter before the map was made."""


class Maps:
    """The last map of each collection. Thread-safe."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._last: dict[str, Mapped] = {}
        self._guard = threading.Lock()

    def start(
        self,
        name: str,
        collection: Collection,
        where: str | None,
        method: Method | None,
        renew: bool,
    ) -> Job:
        """Start the job; IsBusy if the collection has one."""
        collection.condition(where)  # a wrong one is told at once

        def make(job: Job) -> bool:
            changes = collection.changes
            made = collection.map(where, None, method, renew, job.tell_step, job.stop.is_set)
            if not made.interrupted:
                with self._guard:
                    self._last[name] = Mapped(job.id, made, changes)
            return made.interrupted

        return self._jobs.begin(Job("map", name), make)

    def last(self, name: str) -> Mapped | None:
        """Return the last map of a collection."""
        with self._guard:
            return self._last.get(name)
