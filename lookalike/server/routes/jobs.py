"""`/v1/jobs`: background jobs, their progress and result."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from lookalike.server.jobs.events import events, stream
from lookalike.server.jobs.jobs import Job
from lookalike.server.openapi import EVENTS, PROBLEMS
from lookalike.server.response_models import CopiesOut, CopyOut, JobOut, JobsOut
from lookalike.server.service import AService

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], responses=PROBLEMS)


async def _job(id: str, service: AService) -> Job:  # noqa: A002
    job = service.jobs.get(id)
    if job is None:
        raise HTTPException(404, f"no job {id!r}; /v1/jobs lists the recent ones")
    return job


AJob = Annotated[Job, Depends(_job)]


@router.get("")
async def list_jobs(service: AService) -> JobsOut:
    """List waiting, running and recent jobs, newest first."""
    return JobsOut(jobs=[JobOut.of(job) for job in service.jobs.all()])


@router.get("/{id}")
async def show_job(job: AJob) -> JobOut:
    """Return the progress of a job."""
    return JobOut.of(job)


@router.delete("/{id}", status_code=202)
async def cancel_job(job: AJob, service: AService) -> JobOut:
    """Cancel a job at its next step; completed work is kept."""
    service.jobs.cancel(job)
    return JobOut.of(job)


@router.get("/{id}/copies")
async def list_copies(
    job: AJob,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> CopiesOut:
    """Return the new images that show the same picture as another, with `check_duplicates`."""
    copies = job.report.copies
    page = [CopyOut.of(copy) for copy in copies[offset : offset + limit]]
    return CopiesOut(copies=page, count=len(copies))


@router.get("/{id}/events", response_class=StreamingResponse, responses=EVENTS)
async def watch_job(job: AJob, service: AService) -> StreamingResponse:
    """Stream server-sent events: `progress`, then `done`, `failed` or `cancelled`."""
    return stream(events(job, lambda: service.is_stopping))
