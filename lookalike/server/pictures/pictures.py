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
HEAD = 4096  # bytes that are enough to recognise a format
FRESH_S = 300  # for which a browser need not revalidate


class FileGone(ImageUnreachable):
    """An item's file is missing."""


def path_of(record: Record) -> Path | None:
    """Return the path of the item's file, if it exists on this machine."""
    path = Path(record.item.source)
    try:
        return path if path.is_absolute() and stat.S_ISREG(path.stat().st_mode) else None
    except (OSError, ValueError):
        return None


def check_file(collection: Collection, record: Record) -> None:
    """Raise 404 if the item's file is missing."""
    if path_of(record) is None and not collection.keeps(record.item.source):
        raise _gone(record)


def check_there(collection: Collection, record: Record) -> None:
    """Raise 404 if the item's file is missing, also where the collection keeps it."""
    if path_of(record) is None:
        with file_of(collection, record):
            pass


@contextmanager
def file_of(collection: Collection, record: Record) -> Iterator[bytes]:
    """Provide the item's file inside a `with` block; 404 if it is missing."""
    check_file(collection, record)
    try:
        with collection.held(record.item.source) as data:
            yield data
    except ImageUnreachable as error:
        raise _gone(record) from error


def media_type_of(head: bytes) -> str:
    """Return the media type by the first bytes; 404 if the file is no longer an image."""
    try:
        name = sniff(head).name
    except ImageError as error:
        raise HTTPException(
            404, "the item's file is no longer an image that can be read"
        ) from error
    return MEDIA_TYPES.get(name, f"image/{name}")


def small(
    name: str, collection: Collection, record: Record, size: int, thumbnails: Thumbnails
) -> bytes:
    """Return the item's thumbnail, cached or new; 404 if its file is missing or damaged."""

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
    """Return the tag: of the indexed content, or of the file if it has changed since."""
    origin = record.origin
    if path is not None:
        state = path.stat()
        if (state.st_size, state.st_mtime_ns) != (origin.size, origin.mtime_ns):
            return f'"{state.st_size:x}-{state.st_mtime_ns:x}"'
    return f'"{origin.digest}-{size}"' if size else f'"{origin.digest}"'


def is_known(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the browser has the version with this tag."""
    known = [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]
    return tag in known or "*" in known


def caching(tag: str) -> dict[str, str]:
    """Return headers for a limited time of caching: an item's picture may change."""
    return {"ETag": tag, "Cache-Control": f"private, max-age={FRESH_S}"}


def answered(headers: Mapping[str, str], tag: str, make: Callable[[], bytes]) -> Response:
    """Respond with a JPEG, made only if the browser does not have it; else 304."""
    if is_known(headers, tag):
        return Response(status_code=304, headers=caching(tag))
    return Response(make(), media_type="image/jpeg", headers=caching(tag))


def _gone(record: Record) -> FileGone:
    return FileGone(f"the file of item {record.item.id!r} is missing")
