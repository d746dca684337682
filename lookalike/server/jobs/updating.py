"""Brings a collection up to date with its folders, as one job."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.find import Found, find_images
from lookalike.indexing.folder import index_folder
from lookalike.indexing.remembered import Remembered, begin
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.server.jobs.jobs import Job, Jobs
from lookalike.tables.attributes import read_attributes


@dataclass(frozen=True)
class Updating:
    """One folder after the other, told as one run."""

    collection: Collection
    folders: Sequence[Remembered]
    retry_failed: bool = False
    allow_removal: bool = False

    def start(self, name: str, jobs: Jobs, notes: Sequence[str] = ()) -> Job:
        """Begin; what is begun is remembered before this returns, whatever comes."""
        return jobs.start("index", name, self._run, notes, self._remember)

    def _remember(self) -> None:
        for one in self.folders:
            begin(self.collection, [one.folder], one.attributes, by_request=not one.is_operators)

    def _run(self, tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
        """The others go on where one cannot be read; InputError says so at the end."""
        done, refused = IndexReport(), list[str]()
        later = [_count(one.folder) for one in self.folders[1:]]
        for at, one in enumerate(self.folders):
            told = _Told(tell, done, sum(later[at:]))
            try:
                done = _sum(done, self._index(one, told, should_stop))
            except InputError as error:
                refused.append(str(error))
            if done.interrupted:
                return done
        if refused:
            raise InputError("; ".join(refused))
        return done

    def _index(
        self, one: Remembered, tell: OnProgress, should_stop: Callable[[], bool]
    ) -> IndexReport:
        return index_folder(
            self.collection,
            one.folder,
            read_attributes(one.attributes) if one.attributes else None,
            self.retry_failed,
            allow_empty=self.allow_removal,
            on_progress=tell,
            should_stop=should_stop,
            by_request=not one.is_operators,
            allow_removal=self.allow_removal,
        )


@dataclass(frozen=True)
class _Told:
    """Tells of a folder as a part of the whole."""

    tell: OnProgress
    before: IndexReport
    later: int
    """Files of the folders that come after it."""

    def __call__(self, report: IndexReport, total: int) -> None:
        self.tell(_sum(self.before, report), self.before.done + total + self.later)


def _sum(one: IndexReport, other: IndexReport) -> IndexReport:
    """Numbers add up, failures follow each other; of what is true or named, the first stands."""
    total: dict[str, Any] = {}
    for name in (field.name for field in fields(one)):
        a, b = getattr(one, name), getattr(other, name)
        total[name] = a or b if isinstance(a, bool | str) else a + b
    return IndexReport(**total)


def _count(folder: str) -> int:
    try:
        return sum(isinstance(file, Found) for file in find_images(Path(folder)))
    except InputError:  # it says so when its turn comes
        return 0
