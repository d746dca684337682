"""Turn a request into images to put, in any of the ways to send them."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath
from time import monotonic
from typing import TypeAlias
from urllib.parse import urlsplit

from fastapi import Request
from pydantic import ValidationError

from lookalike.collection import Collection
from lookalike.errors import InputError, LookalikeError
from lookalike.indexing.put import NewImage, put_images
from lookalike.search.example import ID
from lookalike.server.bodies import (
    FEW,
    FORM,
    JSON,
    LINES,
    attributes_of,
    files_of,
    lines_of,
    media_type,
    open_form,
    parse_json,
    read_json,
    texts_of,
)
from lookalike.server.examples import unpacked
from lookalike.server.pictures.fetching import Fetched
from lookalike.server.problems import MOST, encodable, field_errors
from lookalike.server.request_models import ImageIn, PutIn
from lookalike.server.response_models import CopyOut, ItemOut, PutOut, Refused
from lookalike.server.service import Service
from lookalike.server.settings import Settings
from lookalike.types import Item

SLICE = 64  # most images of one commit, and most images in memory at once
SLICE_BYTES = 64_000_000  # most bytes of their lines, unless one alone is larger
ADDRESSES = 8  # most downloads for one commit, as they are held in memory

Sent: TypeAlias = NewImage | ImageIn | bytes | InputError
"""A file, an object, an unparsed line of JSON, or the error of reading it."""


async def read_images(request: Request, settings: Settings) -> Iterator[Sent]:
    """Yield images from a form with files, an object, or lines of objects."""
    kind = media_type(request, (FORM, JSON, LINES))
    if kind == FORM:
        return iter(await _of_form(request, settings.max_images))
    if kind == JSON:
        return iter([await read_json(request, ImageIn)])
    longest = 2 * settings.max_image_bytes  # base64 makes four bytes of three
    count = await asyncio.to_thread(lambda: sum(1 for _ in lines_of(request, longest)))
    if count > settings.max_images:
        raise InputError(f"the request has {count:,} lines; send at most {settings.max_images:,}")
    too_long = InputError(f"the line is longer than {longest:,} bytes; send a smaller image")
    return (too_long if line is None else line for line in lines_of(request, longest))


async def read_image_of(request: Request, item_id: str) -> Sent:
    """Read the one image of an item."""
    if media_type(request, (FORM, JSON)) == JSON:
        sent = await read_json(request, PutIn)
        return ImageIn(**sent.model_dump(), id=item_id)
    images = await _of_form(request, FEW)
    if len(images) != 1:
        raise InputError(f"send one file `image`, not {len(images)}")
    return NewImage(images[0].data, item_id, images[0].attributes, images[0].name)


async def _of_form(request: Request, max_files: int) -> list[NewImage]:
    async with open_form(request, max_files) as form:
        files, ids = await files_of(form, "image"), texts_of(form, "id")
        given = [attributes_of(text) for text in texts_of(form, "attributes")]
    if len(ids) not in (0, len(files)) or len(given) not in (0, 1, len(files)):
        raise InputError(
            "send an `id` for every `image` or none, and `attributes` once or for every `image`"
        )
    every = given if len(given) == len(files) else given * len(files)
    return [
        NewImage(
            file.data, ids[i] if ids else None, every[i] if every else None, encodable(file.name)
        )
        for i, file in enumerate(files)
    ]


async def put_all(
    collection: Collection,
    sent: Iterator[Sent],
    service: Service,
    *,
    check_duplicates: bool = False,
) -> PutOut:
    """
    Put images in batches; report bad ones and continue with the others.

    With `check_duplicates`, say which of them show the same picture as another item.

    With a single image, its error is raised. If cancelled, it ends after the current commit.
    """
    outcomes = list[tuple[str | None, Item | LookalikeError]]()
    copies = list[CopyOut]()
    left_s = service.settings.timeout_s  # for all downloads together
    while few := await service.work.go_on(_some, sent):
        named = [one for one in few if isinstance(one, ImageIn)]
        addresses, began = [one.url or "" for one in named], monotonic()
        fetched = iter(await service.fetches.all(addresses, left_s, is_begun=bool(outcomes)))
        left_s -= monotonic() - began
        made = [_filled(one, next(fetched)) if isinstance(one, ImageIn) else one for one in few]
        outcomes += await service.work.go_on(_put, collection, made)
        if check_duplicates:
            put = [found for _, found in outcomes[-len(made) :] if isinstance(found, Item)]
            copies += await service.work.go_on(_copies, collection, put)
    if not outcomes:
        raise InputError("no image was sent; send files `image`, or objects with `url` or `image`")
    if len(outcomes) == 1 and isinstance(outcomes[0][1], LookalikeError):
        raise outcomes[0][1]
    return PutOut(
        items=[ItemOut.of(found) for _, found in outcomes if isinstance(found, Item)],
        refused=[
            _refused(index, item_id, found)
            for index, (item_id, found) in enumerate(outcomes)
            if isinstance(found, LookalikeError)
        ],
        copies=copies,
    )


def _copies(collection: Collection, items: Sequence[Item]) -> list[CopyOut]:
    """Return the surest copy of each item that has one."""
    found = (collection.copies_of(f"{ID}{item.id}") for item in items)
    return [CopyOut.of(copies[0]) for copies in found if copies]


def _some(sent: Iterator[Sent]) -> list[NewImage | ImageIn | LookalikeError]:
    """Return the images of the next commit; those still to be downloaded stay objects."""
    few, size = list[NewImage | ImageIn | LookalikeError](), 0
    for one in sent:
        few.append(_read(one))
        size += len(one) if isinstance(one, bytes) else 0
        addresses = sum(isinstance(read, ImageIn) for read in few)
        if len(few) == SLICE or addresses == ADDRESSES or size >= SLICE_BYTES:
            break
    return few


def _put(
    collection: Collection, made: Sequence[NewImage | LookalikeError]
) -> list[tuple[str | None, Item | LookalikeError]]:
    """Put the images, and return the outcome of each with the id that was sent."""
    put = iter(put_images(collection, [one for one in made if isinstance(one, NewImage)]))
    return [(one.id, next(put)) if isinstance(one, NewImage) else (None, one) for one in made]


def _refused(index: int, item_id: str | None, error: LookalikeError) -> Refused:
    kind, detail = type(error).__name__, encodable(str(error))
    return Refused(index=index, id=item_id, error=kind, detail=detail)


def _read(sent: Sent) -> NewImage | ImageIn | LookalikeError:
    """Return it with its bytes, or its address; run on a thread, since it may be large."""
    if isinstance(sent, NewImage | InputError):
        return sent
    try:
        asked = parse_json(sent, ImageIn) if isinstance(sent, bytes) else sent
        if asked.url is not None and asked.image is None:
            return asked
        if asked.image is not None and asked.url is None:
            return NewImage(unpacked(asked.image), asked.id, asked.attributes, asked.name)
    except ValidationError as error:
        found = field_errors(error.errors(), ImageIn.model_fields)
        said = (f"{where}: {message}" if where else message for where, message in found.items())
        return InputError("; ".join(islice(said, MOST)))
    except InputError as error:
        return error
    return InputError("an image needs either `url`, or `image` with the file in base64")


def _filled(asked: ImageIn, fetched: Fetched) -> NewImage | LookalikeError:
    if isinstance(fetched, LookalikeError):
        return fetched
    url = asked.url or ""
    name = asked.name or PurePosixPath(urlsplit(url).path).name
    return NewImage(fetched, asked.id, asked.attributes, name, url)
