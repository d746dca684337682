"""The job that updates a collection from its folders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lookalike.collection import Collection
from lookalike.indexing.remembered import begin
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.indexing.update import update
from lookalike.server.jobs.jobs import Job, Jobs
from lookalike.stores.settings import IndexedFolder


@dataclass(frozen=True)
class Updating:
    """Folders, and the options to index them with."""

    collection: Collection
    folders: Sequence[IndexedFolder]
    retry_failed: bool = False
    allow_removal: bool = False

    def start(self, name: str, jobs: Jobs, notes: Sequence[str] = ()) -> Job:
        """Start the job; the store has its folders when this returns, so it can be resumed."""
        return jobs.start("index", name, self._run, notes, self._remember)

    def _remember(self) -> None:
        for one in self.folders:
            begin(self.collection, [one.folder], one.attributes, by_request=not one.is_operators)

    def _run(self, tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
        return update(
            self.collection, self.folders, self.retry_failed, self.allow_removal, tell, should_stop
        )
