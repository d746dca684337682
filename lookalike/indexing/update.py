"""Index several folders in turn, and report them as one run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from lookalike.errors import InputError
from lookalike.images.find import Found, find_images
from lookalike.indexing.folder import index_folder
from lookalike.indexing.remembered import finish, remembered
from lookalike.indexing.report import FolderAway, IndexReport, OnProgress
from lookalike.indexing.roots import is_there, whole
from lookalike.indexing.target import IndexingTarget
from lookalike.meanwhile import Meanwhile
from lookalike.stores.settings import IndexedFolder
from lookalike.tables.attributes import AttributeTable, read_attributes


def known_folders(
    collection: IndexingTarget, folder: str | Path | None, moved_from: str | Path | None = None
) -> Sequence[IndexedFolder]:
    """
    Return all folders indexed before, or only this one; InputError if there is none.

    InputError too if no folder is named that can have `moved_from` another place.
    """
    known = remembered(collection)
    if folder is None:
        check_named(moved_from)
        if not known:
            raise InputError("no folder was indexed into this collection yet; name one as `folder`")
        return known
    place = str(whole(folder))
    return [next((one for one in known if one.folder == place), IndexedFolder(place))]


def check_named(moved_from: str | Path | None) -> None:
    """InputError if an earlier place is given without the `folder` that was there."""
    if moved_from is not None:
        raise InputError(f"name as `folder` where the folder that was {moved_from} is now")


def update(
    collection: IndexingTarget,
    folders: Sequence[IndexedFolder],
    retry_failed: bool = False,
    allow_removal: bool = False,
    on_progress: OnProgress = lambda report, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    meanwhile: Meanwhile | None = None,
    moved_from: str | Path | None = None,
    check_duplicates: bool = False,
) -> IndexReport:
    """
    Index these folders again, each with its recorded table.

    `moved_from` is where the folder was when it was indexed before: for one folder only. If one
    cannot be indexed, the others are, and `unread` of the report says why; InputError if none can.
    What others changed since the run was asked for is in `meanwhile`, if that was before.
    """
    with collection.runs.begun(meanwhile) as meanwhile:
        return _update(
            collection,
            folders,
            meanwhile,
            retry_failed,
            allow_removal,
            on_progress,
            should_stop,
            moved_from,
            check_duplicates,
        )


def _update(
    collection: IndexingTarget,
    folders: Sequence[IndexedFolder],
    meanwhile: Meanwhile,
    retry_failed: bool,
    allow_removal: bool,
    on_progress: OnProgress,
    should_stop: Callable[[], bool],
    moved_from: str | Path | None,
    check_duplicates: bool,
) -> IndexReport:
    done = IndexReport()
    later = [_count(one.folder) for one in folders[1:]]
    for at, one in enumerate(folders):
        try:
            report = index_folder(
                collection,
                one.folder,
                _table(one),
                retry_failed,
                allow_empty=allow_removal,
                on_progress=_Told(on_progress, done, sum(later[at:])),
                should_stop=should_stop,
                by_request=not one.is_operators,
                allow_removal=allow_removal,
                moved_from=moved_from,
                check_duplicates=check_duplicates,
                meanwhile=meanwhile,
            )
        except InputError as error:
            if isinstance(error, FolderAway):
                report = error.report
            else:
                report = IndexReport(unread=[str(error)])
                finish(collection, one.folder)  # it ended, and was not interrupted
        done = _sum(done, report)
        if done.interrupted:
            return done
    if folders and len(done.unread) == len(folders):
        raise FolderAway(done)
    return done


def _table(one: IndexedFolder) -> AttributeTable | None:
    """Read the folder's table, which may lie in it: not needed if the folder is missing."""
    return read_attributes(one.attributes) if one.attributes and is_there(one.folder) else None


@dataclass(frozen=True)
class _Told:
    """Reports the progress of one folder as part of all."""

    tell: OnProgress
    before: IndexReport
    later: int
    """Number of files in the folders that follow."""

    def __call__(self, report: IndexReport, total: int) -> None:
        self.tell(_sum(self.before, report), self.before.done + total + self.later)


def _sum(one: IndexReport, other: IndexReport) -> IndexReport:
    """Add counts and join failures; of flags and examples the first counts."""
    total: dict[str, Any] = {}
    for name in (field.name for field in fields(one)):
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, dict):
            total[name] = a | b
        else:
            total[name] = a or b if isinstance(a, bool | str) else a + b
    return IndexReport(**total)


def _count(folder: str) -> int:
    try:
        return sum(isinstance(file, Found) for file in find_images(Path(folder)))
    except InputError:  # it says so when its turn comes
        return 0
