"""The picture behind an item, small or as it is; only ever the item's own file."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lookalike.collection import Collection
from lookalike.errors import ImageError, UnknownItem
from lookalike.images.formats import sniff
from lookalike.images.read import held_bytes
from lookalike.images.thumbnail import thumbnail
from lookalike.server.pictures.thumbnails import Thumbnails
from lookalike.stores.base import Record

MEDIA_TYPES = {"heic": "image/heic", "jpeg2000": "image/jp2"}
HEAD = 4096  # bytes by which a format is told
FRESH_S = 300  # for so long a browser need not ask again


def record_of(collection: Collection, item_id: str) -> Record:
    """With its origin, or UnknownItem."""
    found = collection.store.get([item_id])
    if not found:
        raise UnknownItem(f"no item {item_id!r} in this collection")
    return found[0]


def file_of(record: Record) -> Path:
    """The item's file, if it is one and is there; 404 otherwise."""
    path = Path(record.item.source)
    try:
        if path.is_absolute() and stat.S_ISREG(path.stat().st_mode):
            return path
    except (OSError, ValueError):
        pass
    raise HTTPException(404, f"the file of item {record.item.id!r} is not there any more")


def media_type_of(path: Path) -> str:
    """By its first bytes: a file that is no image any more is not given away."""
    try:
        with path.open("rb") as file:
            name = sniff(file.read(HEAD)).name
    except (OSError, ImageError) as error:
        raise HTTPException(404, "the item's file is no image that can be read any more") from error
    return MEDIA_TYPES.get(name, f"image/{name}")


def small(
    name: str, collection: Collection, record: Record, size: int, thumbnails: Thumbnails
) -> bytes:
    """The item's thumbnail, remembered or new; 404 where its file is gone or damaged."""

    def make() -> bytes:
        try:
            with held_bytes(file_of(record), collection.limits) as data:
                return thumbnail(data, size, collection.limits)
        except ImageError as error:
            said = f"the file of item {record.item.id!r} cannot be shown: {error}"
            raise HTTPException(404, said) from error

    return thumbnails.get_or_make((name, record.item.id, record.origin.digest, size), make)


def etag(record: Record, path: Path | None = None, size: int = 0) -> str:
    """By content as it was indexed, or by the file's state where that has changed since."""
    origin = record.origin
    if path is not None:
        state = path.stat()
        if (state.st_size, state.st_mtime_ns) != (origin.size, origin.mtime_ns):
            return f'"{state.st_size:x}-{state.st_mtime_ns:x}"'
    return f'"{origin.digest}-{size}"' if size else f'"{origin.digest}"'


def is_known(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the browser says that it has this one."""
    known = [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]
    return tag in known or "*" in known


def caching(tag: str) -> dict[str, str]:
    """Headers: an item may be of another picture tomorrow, so it is asked for again."""
    return {"ETag": tag, "Cache-Control": f"private, max-age={FRESH_S}"}


def answered(headers: Mapping[str, str], tag: str, make: Callable[[], bytes]) -> Response:
    """A JPEG, made only where the browser does not have it."""
    if is_known(headers, tag):
        return Response(status_code=304, headers=caching(tag))
    return Response(make(), media_type="image/jpeg", headers=caching(tag))
