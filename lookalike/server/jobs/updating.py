"""The job that updates a collection from its folders."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from lookalike.collection import Collection
from lookalike.indexing.remembered import begin, folders
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.indexing.roots import is_there
from lookalike.indexing.update import update
from lookalike.meanwhile import Meanwhile
from lookalike.server.jobs.jobs import Job, Jobs
from lookalike.stores.settings import IndexedFolder


@dataclass(frozen=True)
class Updating:
    """Folders, and the options to index them with."""

    collection: Collection
    folders: Sequence[IndexedFolder]
    retry_failed: bool = False
    allow_removal: bool = False
    moved_from: str | None = None
    check_duplicates: bool = False

    def start(self, name: str, jobs: Jobs, notes: Sequence[str] = ()) -> Job:
        """
        Start the job; the store has its folders when this returns, so it can be resumed.

        What others set from then on counts as newer than the tables, also while the job waits.
        """
        meanwhile = Meanwhile()

        def run(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
            flags = self.retry_failed, self.allow_removal
            options = *flags, tell, should_stop, meanwhile, self.moved_from, self.check_duplicates
            return update(self.collection, self.folders, *options)

        return jobs.start("index", name, run, notes, self._begun(meanwhile))

    @contextmanager
    def _begun(self, meanwhile: Meanwhile) -> Iterator[None]:
        with self.collection.runs.begun(meanwhile):
            known = set(folders(self.collection))
            for one in self.folders:
                if one.folder not in known and not is_there(one.folder):
                    continue  # a wrong path, which the job reports
                by_request = not one.is_operators
                begin(self.collection, [one.folder], one.attributes, by_request=by_request)
            yield
