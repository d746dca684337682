"""Read one file: recognise known content, or decode its pixels and attributes."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lookalike.files.digest import digest
from lookalike.images.attributes import describe
from lookalike.images.decode import decode
from lookalike.images.find import Found
from lookalike.images.limits import Limits
from lookalike.images.read import held_bytes
from lookalike.indexing.change import Change
from lookalike.stores.base import Record
from lookalike.types import Attributes, AttributeValue, Changes, ImageArray, Vectors


@dataclass(frozen=True)
class Work:
    """A file to read, and what is known about it."""

    found: Found
    known: Record | None
    """The existing item of this path, if any."""
    told: Changes | None
    """The file's table row; None if this run has none."""


@dataclass(frozen=True)
class Seen:
    """What was read from the file."""

    digest: str
    pixels: ImageArray | None = None
    """None if the content is known already, and after encoding."""
    vector: Vectors | None = None
    attributes: Attributes = field(default_factory=dict)


def examine(work: Work, short_side: int | None, limits: Limits | None = None) -> Seen:
    """Read a file and recognise its content, or decode it; runs on threads, raises ImageError."""
    with held_bytes(work.found.path, limits) as data:
        content = digest(data)
        if work.known is not None and work.known.origin.digest == content:
            return Seen(content)
        return look(data, content, work.found, short_side, limits)


def look(
    data: bytes, content: str, found: Found, short_side: int | None, limits: Limits | None = None
) -> Seen:
    """Decode a file's bytes, whose digest is `content`; raises ImageError."""
    decoded = decode(data, short_side, limits)
    attributes: dict[str, AttributeValue] = {
        **place(found),
        "format": decoded.format,
        "width": decoded.width,
        "height": decoded.height,
        "bytes": len(data),
        **describe(decoded.pixels),
    }
    if decoded.taken_at:
        attributes["taken_at"] = decoded.taken_at
    return Seen(content, decoded.pixels, attributes=attributes)


def place(found: Found) -> dict[str, AttributeValue]:
    """Return the attributes that change when a file moves."""
    parent = PurePosixPath(found.relative).parent.as_posix()
    return {"name": found.path.name, "folder": "" if parent == "." else parent}


def change_of(item_id: str, work: Work, seen: Seen) -> Change:
    """Return the change to the item of this id."""
    was = None if work.known is None else work.known.item.source
    found = work.found
    return Change(
        item_id,
        str(found.path),
        was,
        found.size,
        found.mtime_ns,
        seen.digest,
        seen.attributes,
        work.told,
        seen.vector,
        found.stamp,
    )
