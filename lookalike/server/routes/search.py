"""`/v1/collections/{name}/search`, and the explanation of a hit."""

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response

from lookalike.collection import Collection
from lookalike.search.query import Query
from lookalike.server.bodies import FORM, JSON
from lookalike.server.jobs.calibrating import Calibrating
from lookalike.server.middleware.disconnect import unless_disconnected
from lookalike.server.openapi import FILE, PROBLEMS, TEXT, body, form, ref, several
from lookalike.server.pictures.pictures import check_file
from lookalike.server.request_models import SearchIn
from lookalike.server.response_models import BestOut, HeatmapOut, HitOut, HitsOut
from lookalike.server.searching import read_search, search_query
from lookalike.server.service import ACollection, AService, Service
from lookalike.shortlist.remarks import remarks_on_choice

router = APIRouter(prefix="/v1/collections/{name}", tags=["search"], responses=PROBLEMS)

SEARCH = body(
    (JSON, ref(SearchIn)),
    (
        FORM,
        form(
            ["like"],
            like=several(FILE),
            unlike=several(FILE),
            where=TEXT,
            weights=TEXT,
            limit=TEXT,
            offset=TEXT,
            crop=TEXT,
            copies=TEXT,
            group_by=TEXT,
            diverse=TEXT,
            exclude=several(TEXT),
            min_relevance=TEXT,
        ),
    ),
)


@router.post("/search", openapi_extra=SEARCH, response_model=HitsOut)
async def search(request: Request, collection: ACollection, service: AService) -> Response:
    """
    Find the images similar to `like` and dissimilar to `unlike`.

    Both are files, `id:...` of items, `upload:...`, http addresses, or colours as `colour:#c0392b`;
    several are combined. With `copies: once` or `group_by`, a hit has the items that it stands for
    in `beneath`, the first 12 of `beneath_count`.
    """
    sent = await sent_query(request, service)
    return await service.work.run(_found, collection, sent, service.calibrating)


async def sent_query(request: Request, service: Service) -> Callable[[], Query]:
    """
    Return a function that builds the query; to be run on a thread, as it reads files and text.
    """
    service.work.check_capacity()
    asked = await read_search(request)
    asked.check(service.settings)
    if asked.has_addresses:
        asked = await unless_disconnected(request, asked.fetched(service.fetches))
    return partial(search_query, asked, service.uploads)


def _found(collection: Collection, sent: Callable[[], Query], calibrating: Calibrating) -> Response:
    """Serialise on this thread: FastAPI would validate again, on the event loop."""
    query = sent()
    hits = collection.search(query)
    if hits and hits.best is None and query.is_whole:
        calibrating.want(collection)
    end = query.offset + query.limit
    found = HitsOut(
        hits=[HitOut.of_hit(hit) for hit in hits],
        best=BestOut.of(hits),
        nothing_like_this=hits.is_nothing_like_this,
        ends=hits.is_cut,
        next_offset=end if len(hits) == query.limit else None,
        remarks=[*collection.remarks(query.where), *remarks_on_choice(collection.store, query)],
    )
    return Response(found.model_dump_json(exclude_defaults=True), media_type=JSON)


@router.post("/images/{id}/explain", openapi_extra=SEARCH, response_model_exclude_defaults=True)
async def explain(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> HitOut:
    """
    Return the contribution of each part to this item's score, whether or not it is among the hits.
    """
    sent = await sent_query(request, service)

    def look() -> HitOut:
        return HitOut.of_hit(collection.explain(sent(), id))

    return await service.work.run(look)


@router.post("/images/{id}/heatmap", openapi_extra=SEARCH)
async def heatmap(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> HeatmapOut:
    """Return which places of an item's picture match the search."""
    sent = await sent_query(request, service)

    def look() -> HeatmapOut:
        check_file(collection, collection.record(id, vector=False))
        return HeatmapOut.of(collection.heatmap(sent(), id))

    return await service.work.run(look)
