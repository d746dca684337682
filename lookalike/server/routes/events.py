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
    Stream server-sent events of all jobs and collections; the stream has no end.

    `job` has a job in the form of `/v1/jobs/ID`: first the unfinished ones, then each that changes.
    `collection` has `{"name", "items"}`: first all, then each whose number of items changes; null
    if it is gone. Of several quick changes, only the last may be sent.
    """
    return stream(service.event_stream.watch())
