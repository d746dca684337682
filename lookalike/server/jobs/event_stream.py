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

LOOK_S = 0.1  # between two checks for changes
PAUSE = 19  # pause after counting, in multiples of its duration: it takes a 20th of the time
LONGEST_S = 2.0  # longest pause: on a busy machine, counting mostly waits


class EventStream:
    """One task looks for changes for all watchers, as long as there are any."""

    def __init__(self, jobs: Jobs, served: Served, is_stopping: Callable[[], bool]) -> None:
        self._jobs, self._served, self._is_stopping = jobs, served, is_stopping
        self._latest = Latest()
        self.watchers = 0
        """Number of open streams."""
        self._sent: dict[str, int] = {}
        """Number of changes of each job and collection when it was last sent."""
        self._looking: asyncio.Task[None] | None = None

    async def watch(self) -> AsyncIterator[str]:
        """Yield unfinished jobs and all counts, then each change, until the server stops."""
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
        """Wait until the task has ended, when the server stops."""
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
                    message = CountOut(name=name, items=items).model_dump_json()
                    self._latest.tell(_collection(name), event("collection", message))
                due = monotonic() + pause_after(monotonic() - began)
            await asyncio.sleep(LOOK_S)

    def _goes_on(self) -> bool:
        return self.watchers > 0 and not self._is_stopping()

    def _tell_jobs(self) -> None:
        jobs = {_job(job.id): job for job in reversed(self._jobs.all())}
        for about, job in jobs.items():
            if self._sent.get(about) != job.changes:
                self._sent[about] = job.changes
                self._latest.tell(about, event("job", JobOut.of(job).model_dump_json()))
        for about in [a for a in self._sent if a.startswith(_job("")) and a not in jobs]:
            del self._sent[about]
            self._latest.forget(about)

    def _counts(self) -> dict[str, int | None]:
        """Count the collections that changed; None if one is no longer served. On a thread."""
        found: dict[str, int | None] = {}
        names = self._served.names()
        for name in names:
            with suppress(LookalikeError):  # sent once it can be counted again
                collection = self._served.get(name)
                changes = collection.changes
                if self._sent.get(_collection(name)) != changes:
                    found[name] = collection.count()
                    self._sent[_collection(name)] = changes
        gone = [a for a in self._sent if a.startswith(_collection("")) and _name(a) not in names]
        for about in gone:
            del self._sent[about]
        return found | {_name(about): None for about in gone}

    def _past(self) -> set[str]:
        """Return the topics that new watchers do not get."""
        over = {_job(job.id) for job in self._jobs.all() if job.is_over}
        there = {_collection(name) for name in self._served.names()}
        known = self._latest.since(0)
        return over | {a for a in known if a.startswith(_collection("")) and a not in there}


def pause_after(counting_s: float) -> float:
    """Return the seconds to wait until changes are counted again."""
    return min(PAUSE * counting_s, LONGEST_S)


def _job(job_id: str) -> str:
    return f"job:{job_id}"


def _collection(name: str) -> str:
    return f"collection:{name}"


def _name(about: str) -> str:
    return about.partition(":")[2]
