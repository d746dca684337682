"""
Keep records of overwritten pictures, in case these turn up at another path.

Until then the item of the path is taken for theirs, edited; then it is two: theirs again, and a new
one for the picture at the path, with what people gave to it since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lookalike.given import not_inherited
from lookalike.indexing.ids import free_id
from lookalike.indexing.target import IndexingTarget
from lookalike.indexing.vanished import Leaver, away_today
from lookalike.stores.base import Record, Store
from lookalike.stores.set_aside import aside_whole, forget_aside

MARK = 8  # digits of the content that tell the overwritten pictures of an item apart


def kept_aside(record: Record) -> Record:
    """Return a record of the item before its file was overwritten, under an id of its own."""
    key = record.item.id + _mark(record.origin.digest)
    return replace(record, item=replace(record.item, id=key))


def owner_of(leaver: Leaver) -> str:
    """Return the id of the original item; empty if it was not overwritten."""
    mark = _mark(leaver.digest)
    return leaver.id.removesuffix(mark) if leaver.id.endswith(mark) else ""


def found_again(
    store: Store, claimed: Mapping[str, Leaver], busy: set[str], removed: set[str]
) -> Iterator[tuple[str, Leaver | None]]:
    """
    Yield the overwritten pictures among the matched items, by path, with the original item to
    restore.

    None where the file is no move: an edit that was undone, or an item that a person removed.
    `busy` are items that have changed.
    """
    taken = set(busy)
    for path, leaver in claimed.items():
        if not (owner := owner_of(leaver)):
            continue
        here = store.get([owner])
        is_at_place = bool(here) and here[0].item.source == leaver.source
        if (not here and owner not in removed) or (is_at_place and path == leaver.source):
            yield path, None
        elif here and here[0].origin.digest != leaver.digest and owner not in taken:
            taken.add(owner)
            yield path, replace(leaver, place=replace(leaver.place, key=owner, rank=1))


def part(collection: IndexingTarget, leavers: Sequence[Leaver], reserved: set[str]) -> None:
    """Split each of these into two items; new ids avoid `reserved`."""

    def is_taken(item_id: str) -> bool:
        return item_id in reserved or bool(collection.store.get([item_id]))

    for leaver in leavers:
        key = leaver.id + _mark(leaver.digest)
        with collection.store.writing:
            here = collection.store.get([leaver.id], vectors=True)
            for old in aside_whole(collection.store, [key]) if here else []:
                new_id = free_id(leaver.place.relative, is_taken)
                new = not_inherited(here[0], old)
                back = away_today(replace(old, item=replace(old.item, id=leaver.id)))
                new = replace(new, item=replace(new.item, id=new_id), vector=here[0].vector)
                collection.store.put([new, replace(back, vector=old.vector)])
            forget_aside(collection.store, [key])


def _mark(content: str) -> str:
    return f"~{content[:MARK]}"
