"""`/v1/events`: events of all jobs and collections over one connection."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from lookalike.server.jobs.events import stream
from lookalike.server.openapi import EVENTS, PROBLEMS
from lookalike.server.service import AService

router = APIRouter(prefix="/v1", tags=["jobs"], responses=PROBLEMS)


@router.get("/events", response_class=StreamingResponse, responses=EVENTS)
async def watch(service: AService) -> StreamingResponse:
    """
    Server-sent events of everything, without an end of their own.

    `job` has a job as `/v1/jobs/ID` gives it: those that are not over at first, then each that
    changes. `collection` has `{"name", "items"}`: all at first, then each whose number of items
    changes, and null for one that is gone. Of several changes only the last may be told.
    """
    return stream(service.event_stream.watch())
