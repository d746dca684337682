"""Events of all jobs and collections as one stream of server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from time import monotonic

from lookalike.errors import LookalikeError
from lookalike.server.jobs.events import SIGN, SIGN_S, event
from lookalike.server.jobs.jobs import Jobs
from lookalike.server.jobs.latest import Latest
from lookalike.server.response_models import CountOut, JobOut
from lookalike.server.served import Served

LOOK_S = 0.1  # between two looks
PAUSE = 19  # times as long as counting took, before it is done again: a twentieth of the time
LONGEST_S = 2.0  # of a pause: on a busy machine counting waits more than it works


class EventStream:
    """One task looks, and counts what has changed, for all who watch and while any does."""

    def __init__(self, jobs: Jobs, served: Served, is_stopping: Callable[[], bool]) -> None:
        self._jobs, self._served, self._is_stopping = jobs, served, is_stopping
        self._latest = Latest()
        self.watchers = 0
        """Streams that are open."""
        self._told: dict[str, int] = {}
        """Of each job and collection, how often it had changed when it was told."""
        self._looking: asyncio.Task[None] | None = None

    async def watch(self) -> AsyncIterator[str]:
        """Unfinished jobs and all counts as they are, then each change, until the server stops."""
        self.watchers += 1
        try:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            self._tell_jobs()
            seen, new = self._latest.number, self._latest.since(0)
            new = {about: text for about, text in new.items() if about not in self._past()}
            while not self._is_stopping():
                for text in new.values():
                    yield text
                if not await self._latest.wait(seen, SIGN_S):
                    yield SIGN
                seen, new = self._latest.number, self._latest.since(seen)
        finally:
            self.watchers -= 1

    async def close(self) -> None:
        """Wait until nothing is looked at any more; the server is stopping."""
        if self._looking is not None:
            await self._looking

    async def _look(self) -> None:
        counting = asyncio.create_task(self._count())
        while self._goes_on():
            self._tell_jobs()
            await asyncio.sleep(LOOK_S)
        self._latest.wake()
        await counting

    async def _count(self) -> None:
        due = 0.0
        while self._goes_on():
            if (began := monotonic()) >= due:
                for name, items in (await asyncio.to_thread(self._counts)).items():
                    told = CountOut(name=name, items=items).model_dump_json()
                    self._latest.tell(_collection(name), event("collection", told))
                due = monotonic() + pause_after(monotonic() - began)
            await asyncio.sleep(LOOK_S)

    def _goes_on(self) -> bool:
        return self.watchers > 0 and not self._is_stopping()

    def _tell_jobs(self) -> None:
        jobs = {_job(job.id): job for job in reversed(self._jobs.all())}
        for about, job in jobs.items():
            if self._told.get(about) != job.changes:
                self._told[about] = job.changes
                self._latest.tell(about, event("job", JobOut.of(job).model_dump_json()))
        for about in [a for a in self._told if a.startswith(_job("")) and a not in jobs]:
            del self._told[about]
            self._latest.forget(about)

    def _counts(self) -> dict[str, int | None]:
        """Of those that have changed; None for one that is served no more. On a thread."""
        found: dict[str, int | None] = {}
        names = self._served.names()
        for name in names:
            with suppress(LookalikeError):  # it is told when it can be counted again
                collection = self._served.get(name)
                changes = collection.changes
                if self._told.get(_collection(name)) != changes:
                    found[name] = collection.count()
                    self._told[_collection(name)] = changes
        gone = [a for a in self._told if a.startswith(_collection("")) and _name(a) not in names]
        for about in gone:
            del self._told[about]
        return found | {_name(about): None for about in gone}

    def _past(self) -> set[str]:
        """What a new watcher is not told."""
        over = {_job(job.id) for job in self._jobs.all() if job.is_over}
        there = {_collection(name) for name in self._served.names()}
        known = self._latest.since(0)
        return over | {a for a in known if a.startswith(_collection("")) and a not in there}


def pause_after(counting_s: float) -> float:
    """Seconds until what has changed is counted again."""
    return min(PAUSE * counting_s, LONGEST_S)


def _job(job_id: str) -> str:
    return f"job:{job_id}"


def _collection(name: str) -> str:
    return f"collection:{name}"


def _name(about: str) -> str:
    return about.partition(":")[2]
