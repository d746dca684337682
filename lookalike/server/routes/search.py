"""`/v1/collections/{name}/search`, and why a hit is one."""

from fastapi import APIRouter, Request

from lookalike.collection import Collection
from lookalike.server.answers import HeatmapOut, HitOut, HitsOut
from lookalike.server.asks import SearchIn
from lookalike.server.bodies import FORM, JSON
from lookalike.server.openapi import FILE, PROBLEMS, TEXT, body, form, ref, several
from lookalike.server.pictures import file_of, record_of
from lookalike.server.searching import Asked, read_search
from lookalike.server.service import ACollection, AService, Service

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
        ),
    ),
)


@router.post("/search", openapi_extra=SEARCH)
async def search(request: Request, collection: ACollection, service: AService) -> HitsOut:
    """
    The images that look like these, and not like those.

    `like` and `unlike` are files, `id:...` of items, `upload:...`, http addresses, or colours as
    `colour:#c0392b`; several are blended.
    """
    service.work.need_room()
    asked = await read_search(request)
    return await service.work.run(_found, collection, asked, service)


def _found(collection: Collection, asked: Asked, service: Service) -> HitsOut:
    query = asked.query(service.settings, service.uploads)
    hits = collection.search(query)
    end = query.offset + query.limit
    return HitsOut(
        hits=[HitOut.of_hit(hit) for hit in hits],
        next_offset=end if len(hits) == query.limit else None,
    )


@router.post("/images/{id}/explain", openapi_extra=SEARCH)
async def explain(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> HitOut:
    """What each part gives to this item's score in a search, whether it is found or not."""
    service.work.need_room()
    asked = await read_search(request)

    def look() -> HitOut:
        query = asked.query(service.settings, service.uploads)
        return HitOut.of_hit(collection.explain(query, id))

    return await service.work.run(look)


@router.post("/images/{id}/heatmap", openapi_extra=SEARCH)
async def heatmap(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> HeatmapOut:
    """Where in its picture an item is like what a search asks for."""
    service.work.need_room()
    asked = await read_search(request)

    def look() -> HeatmapOut:
        file_of(record_of(collection, id))
        query = asked.query(service.settings, service.uploads)
        return HeatmapOut.of(collection.heatmap(query, id))

    return await service.work.run(look)
