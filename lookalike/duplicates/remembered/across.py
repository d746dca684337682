"""Decisions about pictures of two collections, by the content of their files."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

from lookalike.duplicates.scan import ARCHIVE, Scan
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.errors import InputError
from lookalike.search.example import ID
from lookalike.stores.base import Note

KIND = "distinct across"


def note_distinct_in(
    archive: DuplicatesTarget, collection: DuplicatesTarget, ids: Sequence[str]
) -> int:
    """
    Remember that items of a collection are no duplicates of items of an archive.

    Ids of the archive begin with `archive/`, as in `pairs`. Each item of the one is distinct from
    each of the other; returns the number of pairs. It is kept with the collection, by the content
    of the files: it holds wherever these are in either collection. Raises UnknownItem; InputError
    without an id of each.
    """
    keys = _keys(archive, collection, ids)
    collection.store.note([Note(KIND, key, {}) for key in keys])
    return len(keys)


def forget_distinct_in(
    archive: DuplicatesTarget, collection: DuplicatesTarget, ids: Sequence[str]
) -> int:
    """Forget the decisions about these items, given as to `note_distinct_in`."""
    keys = _keys(archive, collection, ids)
    for one in (archive, collection):
        one.store.forget(KIND, keys)
    return len(keys)


def distinct_across(scan: Scan) -> set[tuple[str, str]]:
    """Return the keys of pairs of these rows that were decided in either collection, sorted."""
    notes = {note.key for one in scan.collections for note in one.store.notes(KIND)}
    contents = [tuple(map(bytes.fromhex, key.split())) for key in notes]
    decided = {content for pair in contents for content in pair}
    keys: dict[bytes, list[str]] = defaultdict(list)
    for row, content in enumerate(scan.digests.tolist() if decided else ()):
        if (whole := content.ljust(16, b"\0")) in decided:  # NumPy drops zeros at the end
            keys[whole].append(scan.key(row))
    pairs = (pair for one, other in contents for pair in product(keys[one], keys[other]))
    return {(min(pair), max(pair)) for pair in pairs}


def _keys(archive: DuplicatesTarget, collection: DuplicatesTarget, ids: Sequence[str]) -> list[str]:
    there = [one.removeprefix(ARCHIVE) for one in ids if one.startswith(ARCHIVE)]
    here = [one.removeprefix(ID) for one in ids if not one.startswith(ARCHIVE)]
    if not (there and here):
        raise InputError(
            f"name items of both collections, those of the archive as {ARCHIVE}ID: they are told "
            "so in the pairs of --json"
        )
    pairs = product(_contents(archive, there), _contents(collection, here))
    return sorted({" ".join(sorted(pair)) for pair in pairs})


def _contents(collection: DuplicatesTarget, ids: Sequence[str]) -> list[str]:
    known = [collection.get(one).id for one in ids]  # an unknown one is told
    return [record.origin.digest for record in collection.store.get(known)]
