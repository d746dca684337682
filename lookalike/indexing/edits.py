"""Recognise pictures that were edited and also moved with their folder."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lookalike.indexing.renamed import places_now, renamed_folders
from lookalike.indexing.roots import is_below
from lookalike.indexing.vanished import Leaver
from lookalike.stores.base import Store


@dataclass(frozen=True, slots=True)
class Edit:
    """An item whose picture is another one since its folder was renamed."""

    leaver: Leaver
    path: str
    """Where it is now."""
    instead_of: str = ""
    """The id of the item that is there, and would give way."""


@dataclass(frozen=True)
class Moves:
    """What is known of where pictures went."""

    roots: Sequence[str]
    """The folder of this run, and where it was before."""
    said: str | None
    """The earlier place that the user named, whose items go before those that are there."""
    paths: dict[str, str]
    """By path: where the picture was."""
    staying: Iterable[str]
    """Folders that a picture is left in."""
    leaving: set[str]
    """Ids of items that are not of the path that they had."""
    taken: set[str]
    """Paths of files whose items are known."""


def find_edits(store: Store, lost: Sequence[Leaver], moves: Moves) -> list[Edit]:
    """Of the items whose pictures were found nowhere, those that an unknown one is now."""
    pairs = [(before, now) for now, before in moves.paths.items()]
    renamed = renamed_folders(pairs, moves.staying)
    renamed |= dict.fromkeys(moves.roots[1:], moves.roots[0])
    taken, found = {*moves.taken, *moves.paths}, list[Edit]()
    for leaver in sorted(lost, key=lambda v: (v.place.rank, v.place.relative, v.id)):
        edit = next(_edits(store, leaver, renamed, moves, taken), None)
        if edit is not None:
            taken.add(edit.path)
            found.append(edit)
    return found


def _edits(
    store: Store, leaver: Leaver, renamed: dict[str, str], moves: Moves, taken: set[str]
) -> Iterator[Edit]:
    may_give_way = moves.said is not None and is_below(leaver.source, moves.said)
    for path in places_now(leaver.source, renamed):
        if path in taken or not is_below(path, moves.roots[0]) or not os.path.isfile(path):  # noqa: PTH113
            continue
        here = [r.item.id for r in store.at([path]) if r.item.id not in moves.leaving]
        if len(here) <= may_give_way:
            yield Edit(leaver, path, *here)
