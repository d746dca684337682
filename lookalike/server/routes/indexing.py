"""`/v1/collections/{name}/index`: update a collection from its folders."""

from fastapi import APIRouter

from lookalike.collection import Collection
from lookalike.indexing.update import check_named
from lookalike.server.folders import earlier, wanted
from lookalike.server.jobs.jobs import Job
from lookalike.server.jobs.updating import Updating
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import IndexIn
from lookalike.server.response_models import JobOut
from lookalike.server.service import ACollection, AService, Service

router = APIRouter(prefix="/v1/collections/{name}", tags=["collections"], responses=PROBLEMS)


@router.post("/index", status_code=202)
async def index(
    name: str, collection: ACollection, service: AService, asked: IndexIn | None = None
) -> JobOut:
    """
    Start an update, or resume an interrupted one; returns the job.

    409 while the collection has a job, which the problem names as `job`.
    """
    job = await service.work.run(_begin, name, collection, asked or IndexIn(), service)
    return JobOut.of(job)


def _begin(name: str, collection: Collection, asked: IndexIn, service: Service) -> Job:
    if asked.folder is None:
        check_named(asked.moved_from)
    found = wanted(collection, asked.folder, service)
    before = earlier(collection, asked.moved_from, found, service) if asked.moved_from else None
    options = asked.retry_failed, asked.allow_removal, before, asked.check_duplicates
    updating = Updating(collection, found.folders, *options)
    return updating.start(name, service.jobs, found.notes)
