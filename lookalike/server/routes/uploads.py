"""`/v1/uploads`: upload query pictures once, then refer to them by id."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from lookalike.errors import InputError
from lookalike.images.thumbnail import LARGEST, SMALLEST, thumbnail
from lookalike.server.bodies import FEW, FORM, JSON, files_of, media_type, open_form, read_json
from lookalike.server.middleware.disconnect import unless_disconnected
from lookalike.server.openapi import FILE, PICTURE, PROBLEMS, body, form, ref
from lookalike.server.pictures.pictures import answered
from lookalike.server.request_models import UploadIn
from lookalike.server.response_models import UploadOut
from lookalike.server.service import AService

router = APIRouter(prefix="/v1/uploads", tags=["search"], responses=PROBLEMS)


@router.post(
    "",
    status_code=201,
    openapi_extra=body((FORM, form(["image"], image=FILE)), (JSON, ref(UploadIn))),
)
async def upload(request: Request, service: AService) -> UploadOut:
    """
    Keep a picture for a while, so that searches can name it in `like` and `unlike`.

    Its id derives from its content; the least recently used pictures are dropped.
    """
    service.work.check_capacity()
    sent = await _sent(request)
    if isinstance(sent, UploadIn):
        sent = await unless_disconnected(request, service.fetches.get(sent.url))
    return UploadOut.of(await service.work.run(service.uploads.put, sent))


@router.get("/{digest}", response_class=Response, responses=PICTURE)
async def show_upload(
    digest: str,
    request: Request,
    service: AService,
    size: Annotated[int, Query(ge=SMALLEST, le=LARGEST)] = 256,
) -> Response:
    """
    Return the picture as a JPEG with a long side of at most `size`; 304 if the browser has it.
    """

    def look() -> Response:
        data = service.uploads.get(digest)
        return answered(
            request.headers,
            f'"{digest}-{size}"',
            lambda: service.thumbnails.get_or_make(
                (digest, size), lambda: thumbnail(data, size, service.uploads.limits)
            ),
        )

    return await service.work.run(look)


async def _sent(request: Request) -> bytes | UploadIn:
    if media_type(request, (FORM, JSON)) == JSON:
        return await read_json(request, UploadIn)
    async with open_form(request, FEW) as sent:
        files = await files_of(sent, "image")
    if len(files) != 1:
        raise InputError(f"send one file `image`, not {len(files)}")
    return files[0].data
