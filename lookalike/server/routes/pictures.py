"""The pictures of an item: its thumbnail, and the file as it is."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from lookalike.collection import Collection
from lookalike.server.openapi import FILE, PICTURE, PROBLEMS
from lookalike.server.pictures.pictures import (
    answered,
    caching,
    etag,
    file_of,
    is_known,
    media_type_of,
    record_of,
    small,
)
from lookalike.server.service import ACollection, AService

router = APIRouter(prefix="/v1/collections/{name}/images/{id}", tags=["images"], responses=PROBLEMS)


@router.get(
    "/thumbnail",
    response_class=Response,
    responses=PICTURE,
)
async def thumbnail(
    name: str,
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
    size: Annotated[int, Query(ge=16, le=1024)] = 256,
) -> Response:
    """A JPEG whose long side is at most `size`; a browser that has it is told so (304)."""

    def look() -> Response:
        record = record_of(collection, id)
        return answered(
            request.headers,
            etag(record, size=size),
            lambda: small(name, collection, record, size, service.thumbnails),
        )

    return await service.work.run(look)


@router.get(
    "/original",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": {"image/*": {"schema": FILE}}},
        206: {"description": "A part of it.", "content": {"image/*": {"schema": FILE}}},
        304: {"description": "As the browser has it."},
        416: {"description": "It has no such part.", "content": {"text/plain": {}}},
    },
)
async def original(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> Response:
    """The item's file as it is, in its own format; parts of it where a Range is asked for."""
    return await service.work.run(_original, collection, id, request)


def _original(collection: Collection, item_id: str, request: Request) -> Response:
    record = record_of(collection, item_id)
    path = file_of(record)
    media_type, tag = media_type_of(path), etag(record, path)
    if is_known(request.headers, tag):
        return Response(status_code=304, headers=caching(tag))
    return FileResponse(path, media_type=media_type, headers=caching(tag))
