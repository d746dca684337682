"""Server-sent events, and the progress stream of one job."""

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi.responses import StreamingResponse

from lookalike.server.jobs.jobs import Job
from lookalike.server.response_models import JobOut

LOOK_S = 0.1  # between two checks of the job
SIGN_S = 15.0  # between two keep-alive comments, so that no proxy closes the connection
SIGN = ": still here\n\n"


async def events(job: Job, is_stopping: Callable[[], bool]) -> AsyncIterator[str]:
    """Yield `progress` at each change, then the final state; the data is the job."""
    seen, silent_s = -1, 0.0
    while not is_stopping():
        if job.changes != seen:
            seen, silent_s = job.changes, 0.0
            is_over = job.is_over
            yield event(job.state if is_over else "progress", JobOut.of(job).model_dump_json())
            if is_over:
                return
        await asyncio.sleep(LOOK_S)
        silent_s += LOOK_S
        if silent_s >= SIGN_S:
            silent_s = 0.0
            yield SIGN


def event(name: str, data: str) -> str:
    """Format one event; its data is one line."""
    return f"event: {name}\ndata: {data}\n\n"


def stream(texts: AsyncIterator[str]) -> StreamingResponse:
    """Return a response that streams these events."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(texts, media_type="text/event-stream", headers=headers)
