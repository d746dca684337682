"""The list of indexed folders that a collection saves in its settings."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from lookalike.indexing.target import IndexingTarget
from lookalike.stores.settings import IndexedFolder, Settings


def remembered(collection: IndexingTarget) -> list[IndexedFolder]:
    """Return all indexed folders in the order in which they were added."""
    return list(collection.store.settings.folders)


def folders(collection: IndexingTarget) -> list[str]:
    """Return the paths of the folders that were indexed into a collection."""
    return [one.folder for one in remembered(collection)]


def is_unfinished(collection: IndexingTarget) -> bool:
    """Whether a run is at work, or was interrupted, even by a kill."""
    return any(one.is_unfinished for one in remembered(collection))


def begin(
    collection: IndexingTarget,
    wanted: Sequence[str],
    attributes: str = "",
    by_request: bool = False,
) -> None:
    """Record durably that runs over these folders begin; an empty table keeps the last one."""

    def begun(known: dict[str, IndexedFolder]) -> None:
        for folder in wanted:
            old = known.get(folder, IndexedFolder(folder, is_operators=False))
            table, is_operators = attributes or old.attributes, old.is_operators or not by_request
            known[folder] = IndexedFolder(folder, table, True, is_operators, old.identity)

    _change(collection, begun)


def finish(collection: IndexingTarget, folder: str, *, is_missing: bool = False) -> None:
    """Record that the run over a folder has ended, and whether it found the folder missing."""

    def finished(known: dict[str, IndexedFolder]) -> None:
        if folder in known:  # else another run knows that it has moved
            known[folder] = replace(known[folder], is_unfinished=False, is_missing=is_missing)

    _change(collection, finished)


def note_identity(collection: IndexingTarget, wanted: Sequence[str], identity: str) -> None:
    """Record the identity of these folders, to recognise them after a rename."""

    def noted(known: dict[str, IndexedFolder]) -> None:
        for folder in known.keys() & set(wanted):
            known[folder] = replace(known[folder], identity=identity)

    _change(collection, noted)


def forget(collection: IndexingTarget, unwanted: Sequence[str]) -> None:
    """Remove these folders from the list; those of the operator stay open to requests."""

    def without(known: dict[str, IndexedFolder]) -> None:
        for folder in unwanted:
            known.pop(folder, None)

    _change(collection, without)


def forgotten(collection: IndexingTarget) -> list[str]:
    """Return the folders that the operator indexed and that the collection has forgotten."""
    return list(collection.store.settings.forgotten)


def _change(collection: IndexingTarget, change: Callable[[dict[str, IndexedFolder]], None]) -> None:
    def changed(settings: Settings) -> Settings:
        known = {one.folder: one for one in settings.folders}
        change(known)
        for folder in known.keys() & set(settings.forgotten):
            known[folder] = replace(known[folder], is_operators=True)
        own = [one.folder for one in settings.folders if one.is_operators]
        gone = [one for one in dict.fromkeys([*settings.forgotten, *own]) if one not in known]
        return replace(settings, folders=tuple(known.values()), forgotten=tuple(gone))

    collection.store.update_settings(changed)
