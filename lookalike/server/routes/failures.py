"""`/v1/collections/{name}/failures`: the files that could not be indexed."""

from typing import Annotated

from fastapi import APIRouter, Query

from lookalike.collection import Collection
from lookalike.indexing.folder import retry_failures
from lookalike.server.openapi import PROBLEMS
from lookalike.server.response_models import FailureOut, FailuresOut, JobOut
from lookalike.server.service import ACollection, AService

router = APIRouter(prefix="/v1/collections/{name}/failures", tags=["failures"], responses=PROBLEMS)


@router.get("")
async def list_failures(
    collection: ACollection,
    service: AService,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> FailuresOut:
    """List the files that could not be indexed, each with its reason."""
    return await service.work.run(_page, collection, limit, offset)


def _page(collection: Collection, limit: int, offset: int) -> FailuresOut:
    every = collection.failures()
    page = [FailureOut.of(failure) for failure in every[offset : offset + limit]]
    return FailuresOut(failures=page, count=len(every))


@router.post("/retry", status_code=202)
async def retry(name: str, collection: ACollection, service: AService) -> JobOut:
    """Start retrying each of them; returns the job."""
    job = service.jobs.start(
        "retry", name, lambda tell, should_stop: retry_failures(collection, tell, should_stop)
    )
    return JobOut.of(job)
