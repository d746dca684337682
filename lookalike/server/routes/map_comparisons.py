"""`/v1/collections/{name}/map/comparison`: two maps of the same items, side by side."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.map.comparison import check_compared, no_comparison, same_value
from lookalike.map.values import check_attribute, values_of
from lookalike.server.jobs.comparing import Compared, compare
from lookalike.server.jobs.jobs import Job
from lookalike.server.openapi import PICTURE, PROBLEMS
from lookalike.server.pictures.atlas import MOST, answered_atlas
from lookalike.server.request_models import CompareMapsIn
from lookalike.server.response_models import JobOut, MapComparisonOut, PlaneOut
from lookalike.server.service import ACollection, AService

NONE = Compared(None, no_comparison(), None, None, (-1, -1))

router = APIRouter(prefix="/v1/collections/{name}/map/comparison", tags=["map"], responses=PROBLEMS)


@router.post("", status_code=202)
async def start_map_comparison(
    name: str, collection: ACollection, service: AService, asked: CompareMapsIn
) -> JobOut:
    """
    Start to compare the collection's map with that of `other`, or with its own by other `weights`.

    Returns the job. What it finds is at this address by GET. 409 while the collection has a job,
    which the problem names as `job`.
    """
    other = None if asked.other in (None, name) else service.served.get(asked.other)
    run = partial(compare, collection, other, asked.other, asked.weights, asked.where, asked.method)

    def start() -> Job:
        check_compared(collection, other or collection, asked.weights)
        return service.comparisons.start(name, collection, asked.where, run)

    return JobOut.of(await service.work.run(start))


@router.get("")
async def read_map_comparison(
    name: str,
    collection: ACollection,
    service: AService,
    colour_by: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50_000)] = 20_000,
    offset: Annotated[int, Query(ge=0)] = 0,
    job: str | None = None,
) -> MapComparisonOut:
    """
    Return the last comparison, in columns: both planes, and values of the attribute `colour_by`.

    Each plane has its items in its own order; `match` joins them. Without items, and `job` null, if
    none was made since the server began. 404 if the last was not by this `job`.
    """
    found = service.comparisons.of(name, job) or NONE
    return await service.work.run(_page, collection, found, colour_by, offset, limit)


@router.get("/thumbnails", response_class=Response, responses=PICTURE)
async def read_map_comparison_thumbnails(
    name: str,
    request: Request,
    collection: ACollection,
    service: AService,
    job: str,
    side: Literal["one", "other"] = "one",
    offset: Annotated[int, Query(ge=0)] = 0,
    count: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    size: Literal["32", "64"] = "64",
) -> Response:
    """
    Return the middle squares of several items' pictures as one JPEG, in rows of eight.

    They are those of one plane, in its order from `offset` on, each `size` pixels wide.
    """
    found = (service.comparisons.of(name, job) or NONE).comparison
    ids = found.one.map.ids[offset : offset + count]
    if side == "other":
        ids = [found.one.map.ids[row] for row in found.match[offset : offset + count]]
    if not ids:
        raise HTTPException(404, f"the comparison has no items from {offset} on")

    headers, key = request.headers, (name, job, side, offset, count)
    kept = service.thumbnails
    return await service.work.run(answered_atlas, headers, kept, collection, ids, int(size), key)


def _page(
    collection: Collection, compared: Compared, colour_by: str | None, offset: int, limit: int
) -> MapComparisonOut:
    found, end, values = compared.comparison, offset + limit, None
    same: list[float | None] = [None, None]
    if colour_by is not None:
        check_attribute(collection.store, colour_by)
        values = values_of(collection.store, found.one.map.ids, colour_by)
        sides = found.one, found.other
        same = [same_value(values, found.asked, side.nearest) for side in sides]
    return MapComparisonOut(
        job=compared.job,
        compared_with=compared.name,
        is_current=compared.is_current(collection),
        total=len(found.match),
        one=PlaneOut.of(found.one, same[0], offset, end),
        other=PlaneOut.of(found.other, same[1], offset, end),
        match=found.match[offset:end].tolist(),
        values=None if values is None else values[offset:end],
        asked=found.asked.tolist() if offset == 0 else [],
        kept=found.kept,
        next_offset=end if end < len(found.match) else None,
    )
