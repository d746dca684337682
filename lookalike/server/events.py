"""The progress of a job as server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Callable

from lookalike.server.answers import JobOut
from lookalike.server.jobs import Job

LOOK_S = 0.1  # between two looks at the job
SIGN_S = 15.0  # between two signs of life, for whatever stands between us and the browser


async def events(job: Job, is_stopping: Callable[[], bool]) -> AsyncIterator[str]:
    """`progress` at each change, then the state that it ended in; the data is the job."""
    seen, silent_s = -1, 0.0
    while not is_stopping():
        if job.changes != seen:
            seen, silent_s = job.changes, 0.0
            is_over = job.is_over
            yield _event(job.state if is_over else "progress", JobOut.of(job))
            if is_over:
                return
        await asyncio.sleep(LOOK_S)
        silent_s += LOOK_S
        if silent_s >= SIGN_S:
            silent_s = 0.0
            yield ": still here\n\n"


def _event(name: str, job: JobOut) -> str:
    return f"event: {name}\ndata: {job.model_dump_json()}\n\n"
