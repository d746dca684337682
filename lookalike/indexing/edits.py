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
    """An item whose picture was edited after its folder was renamed."""

    leaver: Leaver
    path: str
    """The item's path now."""
    instead_of: str = ""
    """Id of the item at that path, which would be replaced."""


@dataclass(frozen=True)
class Moves:
    """What is known about moved pictures."""

    roots: Sequence[str]
    """The folder of this run, and its earlier paths."""
    said: str | None
    """The earlier folder that the user named; its items take precedence over existing ones."""
    paths: dict[str, str]
    """Earlier path of a picture by its current path."""
    staying: Iterable[str]
    """Folders that still hold a picture."""
    leaving: set[str]
    """Ids of items that no longer belong to their earlier path."""
    taken: set[str]
    """Paths of files that are matched already."""


def find_edits(store: Store, lost: Sequence[Leaver], moves: Moves) -> list[Edit]:
    """Match items whose pictures were not found to edited files in renamed folders."""
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
