"""What a collection remembers of the folders that were indexed into it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from lookalike.collection import Collection


@dataclass(frozen=True)
class Remembered:
    """A folder, and how it was indexed; written down before a run begins."""

    folder: str
    """Its whole path, links kept."""
    attributes: str = ""
    """The whole path of the table that was last indexed with it, if there was one."""
    is_unfinished: bool = False
    """The last run has not come to its end: it goes on, or was cut short."""
    is_operators: bool = True
    """Indexed by whoever runs the program; False where only requests have asked for it."""
    identity: str = ""
    """What stays when the folder is renamed; empty where nothing tells."""


def remembered(collection: Collection) -> list[Remembered]:
    """Every folder, in the order in which they came."""
    return _read(collection.store.settings)


def folders(collection: Collection) -> list[str]:
    """The folders that were indexed into a collection."""
    return [one.folder for one in remembered(collection)]


def is_unfinished(collection: Collection) -> bool:
    """Whether a run has not come to its end, after a kill of the process too."""
    return any(one.is_unfinished for one in remembered(collection))


def begin(
    collection: Collection, wanted: Sequence[str], attributes: str = "", by_request: bool = False
) -> None:
    """Remember, durably, that runs over these folders begin; an empty table keeps the last one."""

    def begun(known: dict[str, Remembered]) -> None:
        for folder in wanted:
            old = known.get(folder, Remembered(folder, is_operators=False))
            table, is_operators = attributes or old.attributes, old.is_operators or not by_request
            known[folder] = Remembered(folder, table, True, is_operators, old.identity)

    _change(collection, begun)


def finish(collection: Collection, folder: str) -> None:
    """Remember that the run over a folder has come to its end."""

    def finished(known: dict[str, Remembered]) -> None:
        if folder in known:  # else another run knows that it has moved
            known[folder] = replace(known[folder], is_unfinished=False)

    _change(collection, finished)


def note_identity(collection: Collection, wanted: Sequence[str], identity: str) -> None:
    """Remember what these folders are, wherever they may be one day."""

    def noted(known: dict[str, Remembered]) -> None:
        for folder in known.keys() & set(wanted):
            known[folder] = replace(known[folder], identity=identity)

    _change(collection, noted)


def forget(collection: Collection, unwanted: Sequence[str]) -> None:
    """These are not its folders any more."""

    def forgotten(known: dict[str, Remembered]) -> None:
        for folder in unwanted:
            known.pop(folder, None)

    _change(collection, forgotten)


def _change(collection: Collection, change: Callable[[dict[str, Remembered]], None]) -> None:
    def changed(settings: Mapping[str, Any]) -> dict[str, Any]:
        known = {one.folder: one for one in _read(settings)}
        change(known)
        runs = {folder: asdict(one) for folder, one in known.items()}
        return {**settings, "folders": list(known), "runs": runs}

    settings = collection.store.settings
    if changed(settings) != settings:  # each writing costs a flush
        collection.store.update_settings(changed)


def _read(settings: Mapping[str, Any]) -> list[Remembered]:
    """Of a collection that is older, the folders alone are known."""
    runs: dict[str, dict[str, Any]] = settings.get("runs", {})
    names = {field.name for field in fields(Remembered)}  # a newer Lookalike may know of more

    def one(folder: str) -> Remembered:
        told = {name: value for name, value in runs.get(folder, {}).items() if name in names}
        return Remembered(**{"folder": folder, **told})

    return [one(folder) for folder in settings.get("folders", [])]
