"""`/v1/collections/{name}/images`: the items of a collection."""

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.items import unknown_item
from lookalike.server.bodies import FORM, JSON, LINES, ExactRoute
from lookalike.server.middleware.disconnect import unless_disconnected
from lookalike.server.openapi import FILE, PROBLEMS, TEXT, body, form, ref, several
from lookalike.server.putting import put_all, read_image_of, read_images
from lookalike.server.request_models import ChangesIn, ImageIn, ListIn, PutIn, RemoveIn, TagIn
from lookalike.server.response_models import (
    ItemOut,
    ItemsOut,
    PutOut,
    RemovalOut,
    RemovedOut,
    TaggedOut,
)
from lookalike.server.routes.cursors import cursor_after, id_before
from lookalike.server.service import ACollection, AService, Service

router = APIRouter(
    prefix="/v1/collections/{name}/images",
    tags=["images"],
    responses=PROBLEMS,
    route_class=ExactRoute,
)

ONE = form(["image"], image=FILE, attributes=TEXT)
SEVERAL = form(["image"], image=several(FILE), id=several(TEXT), attributes=several(TEXT))


@router.get("", response_model_exclude_defaults=True)
async def list_images(
    collection: ACollection,
    service: AService,
    where: str | None = None,
    limit: Annotated[int, Query(ge=1)] = 50,
    cursor: str | None = None,
    after: str | None = None,
) -> ItemsOut:
    """
    Return a page of the items that match; `cursor` comes from the previous page.

    `after` begins after the item of that id instead, which need not exist any more.
    """
    asked = ListIn(where=where, limit=limit, cursor=cursor, after=after)
    return await _listed(asked, collection, service)


@router.post("/list", response_model_exclude_defaults=True)
async def list_images_of(asked: ListIn, collection: ACollection, service: AService) -> ItemsOut:
    """Like the GET request, for conditions too long for a URL."""
    return await _listed(asked, collection, service)


async def _listed(asked: ListIn, collection: Collection, service: Service) -> ItemsOut:
    if asked.limit > service.settings.max_limit:
        raise InputError(f"limit must be 1 to {service.settings.max_limit:,}, not {asked.limit}")
    after = asked.after if asked.cursor is None else id_before(asked.cursor)
    return await service.work.run(_page, collection, asked.where, asked.limit, after)


def _page(collection: Collection, where: str | None, limit: int, after: str | None) -> ItemsOut:
    items = list(islice(collection.items(where, after, page=limit + 1), limit + 1))
    page = items[:limit]
    return ItemsOut(
        items=[ItemOut.of(item) for item in page],
        count=collection.count(where),
        cursor=cursor_after(page[-1].id) if len(items) > limit else None,
        remarks=collection.remarks(where),
    )


@router.post(
    "",
    openapi_extra=body(
        (FORM, SEVERAL), (JSON, ref(ImageIn)), (LINES, {"type": "string", "examples": ["{}\n"]})
    ),
)
async def put_images(
    request: Request,
    collection: ACollection,
    service: AService,
    check_duplicates: bool = False,
) -> PutOut:
    """
    Put one or several images: files of a form, an object, or one object per line (NDJSON).

    With `check_duplicates`, `copies` says which of them show the same picture as another item.

    An image without an id gets one derived from its content: the same file is one item.
    """
    service.work.check_capacity()
    sent = await read_images(request, service.settings)
    put = put_all(collection, sent, service, check_duplicates=check_duplicates)
    return await unless_disconnected(request, put)


@router.patch("")
async def tag_images(asked: TagIn, collection: ACollection, service: AService) -> TaggedOut:
    """
    Set attributes of the items of these ids, or of all that match `where`, and keep the others.

    null removes an attribute. Unknown ids are listed and are no error.
    """
    tagged = await service.work.run(collection.tag, asked.attributes, asked.ids, asked.where)
    return TaggedOut(tagged=tagged, unknown=list(tagged.unknown))


@router.post("/remove")
async def remove_images(asked: RemoveIn, collection: ACollection, service: AService) -> RemovalOut:
    """
    Remove the items of these ids, or all that match `where`; only files that were put are deleted.

    They are gone for good when this responds. Unknown ids are listed and are no error.
    """
    return RemovalOut.of(await service.work.run(collection.remove, asked.ids, asked.where))


@router.get("/{id}")
async def show_image(id: str, collection: ACollection, service: AService) -> ItemOut:  # noqa: A002
    """Return one item."""
    return ItemOut.of(await service.work.run(collection.get, id))


@router.put("/{id}", openapi_extra=body((FORM, ONE), (JSON, ref(PutIn))))
async def put_image(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> ItemOut:
    """
    Add the item of this id, or replace its image.

    Attributes in the request replace all earlier ones; without any, those are kept.
    """
    service.work.check_capacity()
    sent = await read_image_of(request, id)
    put = await unless_disconnected(request, put_all(collection, iter([sent]), service))
    return put.items[0]


@router.patch("/{id}")
async def change_image(
    id: str,  # noqa: A002
    changes: ChangesIn,
    collection: ACollection,
    service: AService,
) -> ItemOut:
    """Set attributes and keep the others; null removes one."""
    item = await service.work.run(collection.set_attributes, id, changes.attributes)
    return ItemOut.of(item)


@router.delete("/{id}")
async def remove_image(id: str, collection: ACollection, service: AService) -> RemovedOut:  # noqa: A002
    """Remove an item; its file is deleted only if it was put."""
    removed = await service.work.run(collection.remove, [id])
    if not removed:
        raise unknown_item(id)
    return RemovedOut(removed=removed)
