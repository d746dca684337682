"""
Keep records of overwritten pictures, in case these turn up at another path.

Until then the item of the path is taken for theirs, edited; then it is two: theirs again, and a new
one for the picture at the path, with what people gave to it since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lookalike.given import not_inherited
from lookalike.indexing.away_folders import renote_also_away
from lookalike.indexing.target import IndexingTarget
from lookalike.indexing.vanished import Leaver, away_today
from lookalike.stores.base import Record, Store
from lookalike.stores.set_aside import aside_under, aside_whole, forget_aside, set_aside

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
    store: Store, claimed: Mapping[str, Leaver], removed: set[str]
) -> Iterator[tuple[str, Leaver | None]]:
    """
    Yield the overwritten pictures among the matched items, by path, with the original item to
    restore.

    None where the file is no move: an edit that was undone, a copy of a picture that its item has
    again, or an item that a person removed. `removed` are the ids of items that are set aside.
    """
    owners, taken = {leaver.id for leaver in claimed.values()}, set[str]()
    for path, leaver in claimed.items():
        if not (owner := owner_of(leaver)):
            continue
        here = store.get([owner])
        has_it_again = bool(here) and here[0].origin.digest == leaver.digest
        is_at_place = bool(here) and here[0].item.source == leaver.source
        is_undone = is_at_place and path == leaver.source and owner not in owners
        if has_it_again or is_undone or (not here and owner not in removed):
            yield path, None
        elif owner not in taken:
            taken.add(owner)
            yield path, replace(leaver, place=replace(leaver.place, key=owner, rank=1))


def part(collection: IndexingTarget, partings: Sequence[tuple[Leaver, str]]) -> None:
    """Split the item of each of these into two; with it is the id for what is at its path now."""
    store = collection.store
    for leaver, new_id in partings:
        key = leaver.id + _mark(leaver.digest)
        with store.writing:
            here = store.get([leaver.id], vectors=True)
            now = here or aside_whole(store, [leaver.id])
            for old in aside_whole(store, [key]) if now else []:
                new = not_inherited(now[0], old)
                new = replace(new, item=replace(new.item, id=new_id), vector=now[0].vector)
                back = away_today(replace(old, item=replace(old.item, id=leaver.id)))
                if not here:
                    set_aside(store, [new])
                store.put([*([new] if here else []), replace(back, vector=old.vector)])
                renote_also_away(store, new.origin.digest, leaver.id, new_id)
            forget_aside(store, [key] if here else [key, leaver.id])


def without_earlier(store: Store, record: Record) -> Record:
    """Return the record without what it has of the pictures that its own one has overwritten."""
    for old in aside_whole(store, _earlier(store, record.item.id)):
        record = not_inherited(record, old)
    return record


def replaced(store: Store, item_id: str) -> None:
    """Remove an item that another has replaced; what its first picture had is still kept."""
    first = _earlier(store, item_id)[:1]
    old = aside_whole(store, first)
    set_aside(store, [replace(one, item=replace(one.item, id=item_id)) for one in old])
    store.remove([item_id])
    forget_aside(store, first)


def _earlier(store: Store, item_id: str) -> list[str]:
    """Return the ids of the overwritten pictures of an item, the oldest first."""
    return aside_under(store, f"{item_id}~")


def _mark(content: str) -> str:
    return f"~{content[:MARK]}"
