"""Run jobs of one kind, and keep the last result of each collection."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.server.jobs.jobs import Job, Jobs, Kind


class Found(Protocol):
    """A result that is kept."""

    @property
    def job(self) -> str | None:
        """The id of the job that produced it."""


F = TypeVar("F", bound=Found)


class Last(Generic[F]):
    """The last result for each collection. Thread-safe."""

    def __init__(self, jobs: Jobs, kind: Kind, otherwise: str) -> None:
        """`otherwise` completes the error for another job's id: "is not the last check"."""
        self._jobs, self._kind, self._otherwise = jobs, kind, otherwise
        self._found: dict[str, F] = {}
        self._guard = threading.Lock()

    def start(
        self, name: str, collection: Collection, where: str | None, run: Callable[[Job], F | None]
    ) -> Job:
        """Start a job; IsBusy if the collection has one. `run` returns None if it was stopped."""
        collection.condition(where)  # a wrong condition raises at once

        def task(job: Job) -> bool:
            found = run(job)
            if found is not None:
                self.keep(name, found)
            return found is None

        return self._jobs.begin(Job(self._kind, name), task)

    def keep(self, name: str, found: F) -> None:
        """Keep a collection's result in place of the one before."""
        with self._guard:
            self._found[name] = found

    def recall(self, name: str, recall: Callable[[], F | None]) -> None:
        """Unless something is known of a collection, keep what is recalled, if it is."""
        with self._guard:
            is_known = name in self._found
        if not is_known and (found := recall()) is not None:
            with self._guard:
                self._found.setdefault(name, found)

    def of(self, name: str, job: str | None = None) -> F | None:
        """Return a collection's result; 404 if it is not of this job."""
        with self._guard:
            found = self._found.get(name)
        if job is not None and (found is None or job != found.job):
            raise HTTPException(404, f"job {job!r} {self._otherwise}")
        return found
