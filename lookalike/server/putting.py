"""From a request to images that are put, however many and whichever way they were sent."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import PurePosixPath
from typing import TypeAlias
from urllib.parse import urlsplit

from fastapi import Request
from pydantic import ValidationError

from lookalike.collection import Collection
from lookalike.errors import InputError, LookalikeError
from lookalike.indexing.put import NewImage, put_images
from lookalike.server.answers import ItemOut, PutOut, Refused
from lookalike.server.asks import ImageIn, PutIn
from lookalike.server.bodies import (
    FEW,
    FORM,
    JSON,
    LINES,
    attributes_of,
    files_of,
    media_type,
    open_form,
    read_json,
    texts_of,
)
from lookalike.server.examples import fetched, unpacked
from lookalike.server.problems import encodable
from lookalike.server.settings import Settings

SLICE = 64  # images of one commit, and at most in memory beside the request
FETCHERS = 8  # addresses that one request reads at a time

Sent: TypeAlias = NewImage | ImageIn | bytes
"""A file, an object, or a line of JSON that nobody has read yet."""


async def read_images(request: Request, settings: Settings) -> Sequence[Sent]:
    """From a form with one or several files, an object, or lines of objects."""
    kind = media_type(request, (FORM, JSON, LINES))
    if kind == FORM:
        return await _of_form(request, settings.max_images)
    if kind == JSON:
        return [await read_json(request, ImageIn)]
    lines = [line for line in (await request.body()).splitlines() if line.strip()]
    if len(lines) > settings.max_images:
        raise InputError(f"{len(lines):,} lines; at most {settings.max_images:,} at a time")
    return lines


async def read_image_of(request: Request, item_id: str) -> Sent:
    """The one image that an item shall be of."""
    if media_type(request, (FORM, JSON)) == JSON:
        sent = await read_json(request, PutIn)
        return ImageIn(**sent.model_dump(), id=item_id)
    images = await _of_form(request, FEW)
    if len(images) != 1 or images[0].id is not None:
        raise InputError("send one file `image`, and no `id`: the address has it")
    return NewImage(images[0].data, item_id, images[0].attributes, images[0].name)


async def _of_form(request: Request, max_files: int) -> list[NewImage]:
    async with open_form(request, max_files) as form:
        files, ids = await files_of(form, "image"), texts_of(form, "id")
        given = [attributes_of(text) for text in texts_of(form, "attributes")]
    if len(ids) not in (0, len(files)) or len(given) not in (0, 1, len(files)):
        raise InputError("send an `id` for each `image` or none, and `attributes` for each or all")
    every = given if len(given) == len(files) else given * len(files)
    return [
        NewImage(
            file.data, ids[i] if ids else None, every[i] if every else None, encodable(file.name)
        )
        for i, file in enumerate(files)
    ]


def put_all(collection: Collection, sent: Sequence[Sent], settings: Settings) -> PutOut:
    """
    Put them, some at a time; a bad one is told among the refused, and the others go on.

    Where only one was sent, what is wrong with it is raised.
    """
    if not sent:
        raise InputError("no image was sent; send files `image`, or objects with `url` or `image`")
    items, refused = list[ItemOut](), list[Refused]()
    with ThreadPoolExecutor(FETCHERS, "fetch") as pool:
        for start in range(0, len(sent), SLICE):
            make = partial(_made, settings=settings)
            made = list(pool.map(make, sent[start : start + SLICE]))
            put = iter(put_images(collection, [m for m in made if isinstance(m, NewImage)]))
            for index, one in enumerate(made, start):
                outcome = next(put) if isinstance(one, NewImage) else one
                if not isinstance(outcome, LookalikeError):
                    items.append(ItemOut.of(outcome))
                    continue
                if len(sent) == 1:
                    raise outcome
                item_id = one.id if isinstance(one, NewImage) else None
                refused.append(_refused(index, item_id, outcome))
    return PutOut(items=items, refused=refused)


def _refused(index: int, item_id: str | None, error: LookalikeError) -> Refused:
    kind, detail = type(error).__name__, encodable(str(error))
    return Refused(index=index, id=item_id, error=kind, detail=detail)


def _made(sent: Sent, settings: Settings) -> NewImage | LookalikeError:
    """With its bytes at hand; on a thread, since it may have to fetch them."""
    try:
        if isinstance(sent, NewImage):
            return sent
        return _filled(
            ImageIn.model_validate_json(sent) if isinstance(sent, bytes) else sent, settings
        )
    except ValidationError as error:
        return InputError("; ".join(f"{_place(e['loc'])}{e['msg']}" for e in error.errors()[:5]))
    except LookalikeError as error:
        return error


def _filled(sent: ImageIn, settings: Settings) -> NewImage:
    if sent.url is not None and sent.image is None:
        name = sent.name or PurePosixPath(urlsplit(sent.url).path).name
        data = fetched(sent.url, settings)
        return NewImage(data, sent.id, sent.attributes, name, sent.url)
    if sent.image is not None and sent.url is None:
        return NewImage(unpacked(sent.image), sent.id, sent.attributes, sent.name)
    raise InputError("an image needs either its `url`, or its bytes as `image` in base64")


def _place(loc: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, loc))}: " if loc else ""
