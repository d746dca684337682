"""`/v1/collections/{name}/map`: a map of the collection, with many thumbnails in one request."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.map.result import nothing
from lookalike.map.values import check_attribute, values_of
from lookalike.server.jobs.mapping import Mapped, lay_out
from lookalike.server.openapi import PICTURE, PROBLEMS
from lookalike.server.pictures.atlas import MOST, answered_atlas
from lookalike.server.request_models import MapIn
from lookalike.server.response_models import ClusterOut, JobOut, MapOut
from lookalike.server.service import ACollection, AService

NONE = Mapped(None, nothing(), -1)

router = APIRouter(prefix="/v1/collections/{name}/map", tags=["map"], responses=PROBLEMS)


@router.post("", status_code=202)
async def start_map(
    name: str, collection: ACollection, service: AService, asked: MapIn | None = None
) -> JobOut:
    """
    Start to make a map of the collection; returns the job. GET of this address returns the map.

    Positions are kept; new items are placed among the others, which is fast. 409 while the
    collection has a job, which the problem names as `job`.
    """
    told = asked or MapIn()
    run = partial(lay_out, collection, told.where, told.method, told.renew)
    job = await service.work.run(service.maps.start, name, collection, told.where, run)
    return JobOut.of(job)


@router.get("")
async def read_map(
    name: str,
    collection: ACollection,
    service: AService,
    colour_by: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50_000)] = 20_000,
    offset: Annotated[int, Query(ge=0)] = 0,
    job: str | None = None,
) -> MapOut:
    """
    Return the last map, in columns: positions, clusters, and values of the attribute `colour_by`.

    If none was made since the server started, it has no items, and `job` is null. 404 if the last
    one was not made by this `job`.
    """
    found = service.maps.of(name, job) or NONE
    return await service.work.run(_page, collection, found, colour_by, offset, limit)


@router.get("/thumbnails", response_class=Response, responses=PICTURE)
async def read_map_thumbnails(
    name: str,
    request: Request,
    collection: ACollection,
    service: AService,
    job: str,
    offset: Annotated[int, Query(ge=0)] = 0,
    count: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    size: Literal["32", "64"] = "64",
) -> Response:
    """
    Return the central squares of several items' pictures as one JPEG, in rows of eight.

    The items are those of the map that `job` made, from `offset` on; a square has `size` pixels.
    """
    ids = (service.maps.of(name, job) or NONE).map.ids[offset : offset + count]
    if not ids:
        raise HTTPException(404, f"the map has no items from {offset} on")

    headers, key = request.headers, (name, job, offset, count)
    kept = service.thumbnails
    return await service.work.run(answered_atlas, headers, kept, collection, ids, int(size), key)


def _page(
    collection: Collection, found: Mapped, colour_by: str | None, offset: int, limit: int
) -> MapOut:
    if colour_by is not None:
        check_attribute(collection.store, colour_by)
    made, end = found.map, offset + limit
    ids = list(made.ids[offset:end])
    x, y = (made.positions[offset:end, axis].tolist() for axis in (0, 1))
    return MapOut(
        job=found.job,
        method=made.method,
        made_at=made.made_at,
        placed=made.placed,
        is_current=collection.changes == found.changes,
        total=len(made.ids),
        ids=ids,
        x=[round(one, 4) for one in x],
        y=[round(one, 4) for one in y],
        cluster=made.cluster_of[offset:end].tolist(),
        values=None if colour_by is None else values_of(collection.store, ids, colour_by),
        clusters=[ClusterOut.of(one) for one in made.clusters],
        next_offset=end if end < len(made.ids) else None,
        remarks=list(made.remarks),
    )
