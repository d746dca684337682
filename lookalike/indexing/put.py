"""Put single images into a collection, which keeps their files itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from lookalike.collection import Collection
from lookalike.errors import InputError, LookalikeError, StoreError
from lookalike.files.digest import digest
from lookalike.given import given_of, set_by_hand, with_seen
from lookalike.images.find import Found, stamp
from lookalike.images.formats import sniff
from lookalike.indexing.examine import Seen, look
from lookalike.indexing.ids import free_id
from lookalike.stores.base import Record
from lookalike.stores.kept_images import KeptImages
from lookalike.stores.moved import remember_place
from lookalike.tables.attributes import checked_attributes
from lookalike.types import Attributes, AttributeValue, Item

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")  # stands in addresses and file names as it is


@dataclass(frozen=True)
class NewImage:
    """An image to add, or to put in the place of another."""

    data: bytes
    """The file's bytes."""
    id: str | None = None
    """The item to add or replace; None for an id by content: the same file twice is one item."""
    attributes: Attributes | None = None
    """All that are given: others that the item has been given go. None keeps those it has."""
    name: str = ""
    """The file's name, as its owner knows it."""
    address: str = ""
    """Where it was fetched, if it was."""


Good = tuple[NewImage, Found, Seen]


def put_image(
    collection: Collection,
    data: bytes,
    item_id: str | None = None,
    attributes: Mapping[str, AttributeValue] | None = None,
    name: str = "",
) -> Item:
    """
    Add one image, or replace the item of this id; ImageError or InputError where it is bad.

    `attributes` take the place of all that were given before; None keeps those. To set some beside
    others, use `Collection.set_attributes`.
    """
    (outcome,) = put_images(collection, [NewImage(data, item_id, attributes, name)])
    if isinstance(outcome, LookalikeError):
        raise outcome
    return outcome


def put_images(collection: Collection, images: Sequence[NewImage]) -> list[Item | LookalikeError]:
    """
    Add or replace items in one durable commit; return what became of each image, in order.

    A bad image is an error in the list, and the others go on. Of several with one id, the last
    stays.
    """
    kept = _kept(collection)
    seen = [_looked(collection, kept, image) for image in images]
    good = [one for one in seen if not isinstance(one, LookalikeError)]
    pixels = [found.pixels for _, _, found in good if found.pixels is not None]
    vectors = collection.encode(pixels) if pixels else ()
    ready = [(i, f, replace(s, vector=v)) for (i, f, s), v in zip(good, vectors, strict=True)]
    items = iter(_put(collection, kept, ready))
    return [one if isinstance(one, LookalikeError) else next(items) for one in seen]


def _kept(collection: Collection) -> KeptImages:
    if collection.kept is None:
        raise StoreError("this collection has no folder to keep images in; index a folder of them")
    remember_place(collection.store, collection.kept)
    return collection.kept


def _looked(collection: Collection, kept: KeptImages, image: NewImage) -> Good | LookalikeError:
    try:
        if image.id is not None and not ID.fullmatch(image.id):
            raise InputError(
                f"{image.id!r} cannot be an id: write up to 128 of A-Z a-z 0-9 . _ ~ -, "
                "the first of them a letter or digit"
            )
        checked_attributes(image.attributes or {}, image.id or image.name or "an image")
        content = digest(image.data)
        path = kept.path(content, sniff(image.data).suffixes[0])
        name = PurePosixPath(image.name.replace("\\", "/")).name[:255] or path.name
        found = Found(path, name, len(image.data), 0)
        seen = look(image.data, content, found, collection.layout.short_side, collection.limits)
    except LookalikeError as error:
        return error
    where: dict[str, AttributeValue] = {"address": image.address} if image.address else {}
    return image, found, replace(seen, attributes={**seen.attributes, "name": name, **where})


def _put(collection: Collection, kept: KeptImages, ready: Sequence[Good]) -> list[Item]:
    """Files first, then records, then what they replace: killed between, nothing is missing."""
    with collection.writing:
        ids = [image.id or _free_id(collection, seen.digest) for image, _, seen in ready]
        known = {record.item.id: record for record in collection.store.get(ids)}
        sources = [str(found.path) for _, found, _ in ready]
        try:
            records = [
                _kept_record(kept, i, one, known.get(i)) for i, one in zip(ids, ready, strict=True)
            ]
            collection.store.put(list({record.item.id: record for record in records}.values()))
            sources += [record.item.source for record in known.values()]
        finally:
            collection.drop_unused(sources)
    return [record.item for record in records]


def _kept_record(kept: KeptImages, item_id: str, one: Good, known: Record | None) -> Record:
    image, found, seen = one
    kept.keep(image.data, found.path)
    state = found.path.stat()
    before = known or Record(Item(item_id, ""))
    if image.attributes is not None:
        gone = dict.fromkeys(given_of(before))
        before = set_by_hand(before, {**gone, **image.attributes})
    origin = replace(
        before.origin,
        size=found.size,
        mtime_ns=state.st_mtime_ns,
        digest=seen.digest,
        stamp=stamp(state),
    )
    item = replace(before.item, source=str(found.path))
    return with_seen(Record(item, origin, seen.vector), seen.attributes)


def _free_id(collection: Collection, content: str) -> str:
    """By content, and of no item that has another."""

    def is_of_another(candidate: str) -> bool:
        here = collection.store.get([candidate])
        return bool(here) and here[0].origin.digest != content

    return free_id(content, is_of_another)
