"""The thumbnail and the original file of an item."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from lookalike.collection import Collection
from lookalike.images.thumbnail import LARGEST, SMALLEST
from lookalike.server.openapi import FILE, PICTURE, PROBLEMS
from lookalike.server.pictures.pictures import (
    HEAD,
    answered,
    caching,
    check_there,
    etag,
    file_of,
    is_known,
    media_type_of,
    path_of,
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
    size: Annotated[int, Query(ge=SMALLEST, le=LARGEST)] = 256,
) -> Response:
    """Return a JPEG with a long side of at most `size`; 304 if the browser has it."""

    def look() -> Response:
        record = collection.record(id, vector=False)
        check_there(collection, record)  # its thumbnail may still be cached
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
        206: {"description": "A range of the file.", "content": {"image/*": {"schema": FILE}}},
        304: {"description": "Not modified since the browser's copy."},
        416: {"description": "The file has no such range.", "content": {"text/plain": {}}},
    },
)
async def original(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> Response:
    """Return the item's file unchanged, in its own format; supports Range requests."""
    return await service.work.run(_original, collection, id, request)


def _original(collection: Collection, item_id: str, request: Request) -> Response:
    record = collection.record(item_id, vector=False)
    path = path_of(record)
    if path is None:
        with file_of(collection, record) as data:
            return _sent(data, etag(record), request)
    with path.open("rb") as file:
        media_type, tag = media_type_of(file.read(HEAD)), etag(record, path)
    if is_known(request.headers, tag):
        return Response(status_code=304, headers=caching(tag))
    return FileResponse(path, media_type=media_type, headers=caching(tag))


def _sent(data: bytes, tag: str, request: Request) -> Response:
    if is_known(request.headers, tag):
        return Response(status_code=304, headers=caching(tag))
    return Response(data, media_type=media_type_of(data[:HEAD]), headers=caching(tag))
