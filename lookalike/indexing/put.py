"""Put single images into a collection, which keeps their files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from lookalike.errors import InputError, LookalikeError, StoreError
from lookalike.files.digest import digest
from lookalike.files.passwords import without_secrets
from lookalike.given import given_of, set_by_hand, with_seen
from lookalike.images.find import Found
from lookalike.images.formats import sniff
from lookalike.indexing.examine import Seen, look
from lookalike.indexing.ids import free_id
from lookalike.indexing.target import IndexingTarget
from lookalike.stores.base import Record, drop_unused
from lookalike.stores.kept_images import KeptImages
from lookalike.tables.attributes import checked_attributes
from lookalike.types import Attributes, AttributeValue, Item

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")  # stands in addresses and file names as it is


@dataclass(frozen=True)
class NewImage:
    """An image to add, or to replace an item with."""

    data: bytes
    """The file's bytes."""
    id: str | None = None
    """
    The item to add or replace; None derives an id from the content, so that a file is added once.
    """
    attributes: Attributes | None = None
    """All attributes that people set, replacing earlier ones; None keeps those."""
    name: str = ""
    """The original file name."""
    address: str = ""
    """The address that it was downloaded from, if any; kept without user, password and tokens."""

    def __post_init__(self) -> None:
        """Raise InputError if `data` is not the bytes of a file."""
        data: object = self.data
        if not isinstance(data, bytes | bytearray | memoryview):
            kind = type(data).__name__
            raise InputError(f"an image is put by the bytes of its file, not by a {kind}; read it")


Good = tuple[NewImage, Found, Seen]


def put_image(
    collection: IndexingTarget,
    data: bytes,
    item_id: str | None = None,
    attributes: Mapping[str, AttributeValue] | None = None,
    name: str = "",
) -> Item:
    """
    Add one image, or replace the item of this id; ImageError or InputError if it is invalid.

    `attributes` replace all that were set before; None keeps those. `Collection.set_attributes`
    sets some and keeps the others.
    """
    (outcome,) = put_images(collection, [NewImage(data, item_id, attributes, name)])
    if isinstance(outcome, LookalikeError):
        raise outcome
    return outcome


def put_images(
    collection: IndexingTarget, images: Sequence[NewImage]
) -> list[Item | LookalikeError]:
    """
    Add or replace items in one durable commit; return an item or an error for each image, in order.

    An invalid image does not stop the others. Of several with one id, the last counts.
    """
    kept = _kept(collection)
    seen = [_looked(collection, image) for image in checked_images(images)]
    good = [one for one in seen if not isinstance(one, LookalikeError)]
    pixels = [found.pixels for _, _, found in good if found.pixels is not None]
    vectors = collection.encode(pixels) if pixels else ()
    ready = [(i, f, replace(s, vector=v)) for (i, f, s), v in zip(good, vectors, strict=True)]
    items = iter(_put(collection, kept, ready))
    return [one if isinstance(one, LookalikeError) else next(items) for one in seen]


def checked_images(images: Sequence[NewImage]) -> Sequence[NewImage]:
    """Return the same; InputError if one is something else."""
    given: Sequence[object] = images
    for image in given:
        if not isinstance(image, NewImage):
            kind = type(image).__name__
            raise InputError(f"images are put as NewImage(data, ...), not as {kind}")
    return images


def _kept(collection: IndexingTarget) -> KeptImages:
    if collection.store.images is None:
        raise StoreError("this collection's store keeps no images; index a folder of them")
    return collection.store.images


def _looked(collection: IndexingTarget, image: NewImage) -> Good | LookalikeError:
    try:
        if image.id is not None and not ID.fullmatch(image.id):
            raise InputError(
                f"{image.id!r} cannot be an id: write up to 128 of A-Z a-z 0-9 . _ ~ -, "
                "the first of them a letter or digit"
            )
        checked_attributes(image.attributes or {}, image.id or image.name or "an image")
        content = digest(image.data)
        file = f"{content}{sniff(image.data).suffixes[0]}"
        name = PurePosixPath(image.name.replace("\\", "/")).name[:255] or file
        found = Found(Path(file), name, len(image.data), 0)
        seen = look(image.data, content, found, collection.layout.short_side, collection.limits)
    except LookalikeError as error:
        return error
    address = without_secrets(image.address)
    where: dict[str, AttributeValue] = {"address": address} if address else {}
    return image, found, replace(seen, attributes={**seen.attributes, "name": name, **where})


def _put(collection: IndexingTarget, kept: KeptImages, ready: Sequence[Good]) -> list[Item]:
    """
    Write files, then records, then delete replaced files, so that an interruption loses nothing.
    """
    with collection.store.writing:
        ids = [image.id or _free_id(collection, seen.digest) for image, _, seen in ready]
        known = {record.item.id: record for record in collection.store.get(ids)}
        sources = list[str]()
        try:
            for image, found, seen in ready:
                sources.append(kept.keep(image.data, seen.digest, found.path.suffix))
            records = [
                _kept_record(source, one, known.get(i) or Record(Item(i, "")))
                for source, i, one in zip(sources, ids, ready, strict=True)
            ]
            collection.store.put(list({record.item.id: record for record in records}.values()))
            sources += [record.item.source for record in known.values()]
        finally:
            drop_unused(collection.store, sources)
    return [record.item for record in records]


def _kept_record(source: str, one: Good, before: Record) -> Record:
    image, found, seen = one
    if image.attributes is not None:
        gone = dict.fromkeys(given_of(before))
        before = set_by_hand(before, {**gone, **image.attributes})
    # Its file is the collection's own: no time or stamp is wanted to see whether it has changed.
    origin = replace(
        before.origin,
        size=found.size,
        mtime_ns=0,
        digest=seen.digest,
        stamp="",
        thumbprint="",
    )
    item = replace(before.item, source=source)
    return with_seen(Record(item, origin, seen.vector), seen.attributes)


def _free_id(collection: IndexingTarget, content: str) -> str:
    """Return an unused id derived from the content."""

    def is_of_another(candidate: str) -> bool:
        here = collection.store.get([candidate])
        return bool(here) and here[0].origin.digest != content

    return free_id(content, is_of_another)
