"""Serve the picture of an item, as thumbnail or original; only ever its own file."""

import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lookalike.collection import Collection
from lookalike.errors import ImageError, ImageUnreachable
from lookalike.images.formats import sniff
from lookalike.images.thumbnail import thumbnail
from lookalike.server.pictures.thumbnails import Thumbnails
from lookalike.stores.base import Record

MEDIA_TYPES = {"heic": "image/heic", "jpeg2000": "image/jp2"}
HEAD = 4096  # bytes by which a format is told
FRESH_S = 300  # for so long a browser need not ask again


class FileGone(ImageUnreachable):
    """An item's file is not there any more."""


def path_of(record: Record) -> Path | None:
    """The item's file, if it is one on this machine and is there."""
    path = Path(record.item.source)
    try:
        return path if path.is_absolute() and stat.S_ISREG(path.stat().st_mode) else None
    except (OSError, ValueError):
        return None


def check_file(collection: Collection, record: Record) -> None:
    """404 where the item's file is gone."""
    if path_of(record) is None and not collection.keeps(record.item.source):
        raise _gone(record)


@contextmanager
def file_of(collection: Collection, record: Record) -> Iterator[bytes]:
    """The item's file, for the length of the block; 404 where it is gone."""
    check_file(collection, record)
    try:
        with collection.held(record.item.source) as data:
            yield data
    except ImageUnreachable as error:
        raise _gone(record) from error


def media_type_of(head: bytes) -> str:
    """By its first bytes: a file that is no image any more is not given away."""
    try:
        name = sniff(head).name
    except ImageError as error:
        raise HTTPException(404, "the item's file is no image that can be read any more") from error
    return MEDIA_TYPES.get(name, f"image/{name}")


def small(
    name: str, collection: Collection, record: Record, size: int, thumbnails: Thumbnails
) -> bytes:
    """The item's thumbnail, remembered or new; 404 where its file is gone or damaged."""

    def make() -> bytes:
        try:
            with file_of(collection, record) as data:
                return thumbnail(data, size, collection.limits)
        except FileGone:
            raise
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


def _gone(record: Record) -> FileGone:
    return FileGone(f"the file of item {record.item.id!r} is not there any more")
