"""`/v1/collections/{name}/check`: find items that need attention."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from lookalike.collection import Collection
from lookalike.health.result import KINDS, Health, Kind
from lookalike.server.jobs.checking import Checked, check
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import CheckIn
from lookalike.server.response_models import CheckOut, FindingOut, JobOut
from lookalike.server.service import ACollection, AService

NO_CHECK = Checked(None, Health(0, ()), 0.0)

router = APIRouter(prefix="/v1/collections/{name}/check", tags=["check"], responses=PROBLEMS)


@router.post("", status_code=202)
async def start_check(
    name: str, collection: ACollection, service: AService, asked: CheckIn | None = None
) -> JobOut:
    """
    Start a check of the collection; returns the job. GET of the same address returns the findings.

    409 while the collection has a job, which the problem names as `job`.
    """
    told = asked or CheckIn()
    run = partial(check, collection, told.labels, told.where, told.kinds)
    job = await service.work.run(service.checks.start, name, collection, told.where, run)
    return JobOut.of(job)


@router.get("")
async def read_check(
    name: str,
    collection: ACollection,
    service: AService,
    kinds: Annotated[list[Kind] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    job: str | None = None,
) -> CheckOut:
    """
    Return what the last check found: of each kind a page of items, the worst first.

    Items that were removed since are left out. 404 if the last check was not this `job`.
    """
    found = service.checks.of(name, job) or NO_CHECK
    return await service.work.run(_page, collection, found, kinds or list(KINDS), offset, limit)


def _page(
    collection: Collection, found: Checked, kinds: list[Kind], offset: int, limit: int
) -> CheckOut:
    findings, following = found.page(collection, kinds, offset, limit)
    return CheckOut(
        job=found.job,
        found_at=found.at,
        items=found.health.items,
        label=found.health.label,
        balance=None if found.health.balance is None else dict(found.health.balance),
        findings=[FindingOut.of(finding) for finding in findings],
        next_offset=following,
        remarks=list(found.health.remarks),
    )
