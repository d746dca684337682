"""What one file turns out to be: known content, or pixels and their attributes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lookalike.digest import digest
from lookalike.images.attributes import describe
from lookalike.images.decode import decode
from lookalike.images.find import Found
from lookalike.images.limits import LIMITS, Limits
from lookalike.images.read import read_bytes
from lookalike.stores.base import Origin, Record
from lookalike.types import Attributes, AttributeValue, ImageArray, Item, Vectors


@dataclass(frozen=True)
class Work:
    """A file to look into, and what is known of it."""

    found: Found
    known: Record | None
    """The item that came from this path, if there is one."""
    given: Attributes | None
    """The user's attributes; None where this run has no word on them."""


@dataclass(frozen=True)
class Seen:
    """What was found in the file."""

    digest: str
    pixels: ImageArray | None = None
    """None where the content is known already, and once they are encoded."""
    vector: Vectors | None = None
    attributes: Attributes = field(default_factory=dict)


def examine(work: Work, short_side: int, is_known: Callable[[str], bool]) -> Seen:
    """Read and recognise the file, or decode it; runs on threads, raises ImageError."""
    data = read_bytes(work.found.path)
    content = digest(data)
    if work.known is not None and work.known.origin.digest == content:
        return Seen(content)
    if work.known is None and is_known(content):
        return Seen(content)
    return look(data, content, work.found, short_side)


def look(data: bytes, content: str, found: Found, short_side: int, limits: Limits = LIMITS) -> Seen:
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
    """The attributes that change when a file moves."""
    parent = PurePosixPath(found.relative).parent.as_posix()
    return {"name": found.path.name, "folder": "" if parent == "." else parent}


def seen_attributes(record: Record) -> dict[str, AttributeValue]:
    """Those that came from the file, not from the user."""
    given = record.origin.given
    return {name: v for name, v in record.item.attributes.items() if name not in given}


def describe_item(item_id: str, work: Work, content: str, seen: Attributes) -> Record:
    """
    The record, without its vector.

    The user's attributes win over what was seen, and stay unless this run has others.
    """
    given = work.given
    if given is None and work.known is not None:
        given = {n: work.known.item.attributes[n] for n in work.known.origin.given}
    given = given or {}
    item = Item(item_id, str(work.found.path), {**seen, **given})
    return Record(item, Origin(work.found.size, work.found.mtime_ns, content, tuple(given)))
