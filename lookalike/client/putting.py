"""Upload images in batches and report the outcome of each."""

import base64
import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lookalike.client.bodies import lines_body
from lookalike.client.problems import error_named
from lookalike.client.responses import item_of
from lookalike.client.server import Server
from lookalike.errors import ImageError, InputError, LookalikeError
from lookalike.indexing.put import NewImage
from lookalike.tables.attributes import checked_attributes
from lookalike.types import Item

MOST = 64  # most images in one request: the server commits as many at once
MOST_BYTES = 32_000_000  # most bytes of their files, unless one alone is larger

Outcome = Item | LookalikeError


def put(server: Server, path: str, images: Sequence[NewImage]) -> list[Outcome]:
    """Return the outcome of each image, in order; each request is a separate commit."""
    return [outcome for few in _slices(images) for outcome in _put(server, path, few)]


def _slices(images: Sequence[NewImage]) -> Iterator[list[NewImage]]:
    few: list[NewImage] = []
    for image in images:
        size = sum(len(one.data) for one in few) + len(image.data)
        if few and (len(few) == MOST or size > MOST_BYTES):
            yield few
            few = []
        few.append(image)
    if few:
        yield few


def _put(server: Server, path: str, images: Sequence[NewImage]) -> list[Outcome]:
    lines = [_line(image) for image in images]
    good = [line for line in lines if isinstance(line, bytes)]
    outcomes = iter(_outcomes(server, path, good) if good else ())
    return [next(outcomes) if isinstance(line, bytes) else line for line in lines]


def _outcomes(server: Server, path: str, lines: Sequence[bytes]) -> list[Outcome]:
    read = partial(_read, count=len(lines))
    try:
        return server.ask(read, "POST", path, lines_body(lines))
    except (ImageError, InputError) as error:
        if len(lines) > 1:
            raise
        return [error]  # the server reports a bad single image as a problem


def _line(image: NewImage) -> bytes | LookalikeError:
    try:
        known = checked_attributes(image.attributes or {}, image.id or image.name or "an image")
    except InputError as error:
        return error
    if image.address:
        return InputError("send a server either an image's bytes or its address, not both")
    data = {
        "id": image.id,
        "image": base64.b64encode(image.data).decode(),
        "attributes": None if image.attributes is None else known,
        "name": image.name.encode(errors="replace").decode(),
    }
    return json.dumps(data).encode()


def _read(data: Any, count: int) -> list[Outcome]:
    refused = {one["index"]: error_named(one["error"], one["detail"]) for one in data["refused"]}
    items = map(item_of, data["items"])
    return [refused[i] if i in refused else next(items) for i in range(count)]
