"""Background jobs, run one at a time."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Literal, TypeAlias

from starlette.exceptions import HTTPException

from lookalike.errors import CollectionInUse, LookalikeError, class_name
from lookalike.indexing.report import FolderAway, IndexReport, OnProgress

State: TypeAlias = Literal["waiting", "running", "done", "failed", "cancelled"]
Kind: TypeAlias = Literal[
    "index", "retry", "duplicates", "check", "map", "comparison", "calibration"
]
Run: TypeAlias = Callable[[OnProgress, Callable[[], bool]], IndexReport]
Task: TypeAlias = Callable[["Job"], bool]
"""Does the work of a job, and returns whether it was stopped before its end."""

DOING: dict[Kind, str] = {
    "index": "is being indexed",
    "retry": "is retrying its failures",
    "duplicates": "is being looked through for duplicates",
    "check": "is being checked",
    "map": "is being laid out as a map",
    "comparison": "is being compared with another map",
    "calibration": "is being calibrated",
}
REMEMBERED = 100  # jobs, including those that have ended
WAITING = 16  # most jobs that have not begun
RETRY_S = 10


@dataclass
class Job:
    """A long-running task and its progress."""

    kind: Kind
    collection: str
    id: str = field(default_factory=lambda: token_hex(8))
    state: State = "waiting"
    total: int = 0
    """Number of files, or of the current step's units of work."""
    step: str = ""
    """The current step, of a job that has several."""
    step_done: int = 0
    """Number of units of the current step that are done."""
    report: IndexReport = field(default_factory=IndexReport)
    """The latest report; it is replaced, never changed."""
    error: str = ""
    """The message of the error, if it failed."""
    error_class: str = ""
    """The class of that error; empty if it is not the library's."""
    notes: tuple[str, ...] = ()
    """What was left out, and why."""
    began_at: float = field(default_factory=time.time)
    """Seconds since 1970."""
    changes: int = 0
    """Incremented at each change, so that watchers see it."""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether the job has ended."""
        return self.state in ("done", "failed", "cancelled")

    def tell(self, report: IndexReport, total: int) -> None:
        """Set the progress; the running task calls this."""
        self.report, self.total = replace(report, failed=list(report.failed)), total
        self.changes += 1

    def tell_step(self, step: str, done: int, total: int) -> None:
        """Set the progress of a job that has several steps; the running task calls this."""
        self.step, self.step_done, self.total = step, done, total
        self.changes += 1

    @property
    def done(self) -> int:
        """Number of units out of `total` that are done."""
        return self.step_done if self.step else self.report.done

    def become(self, state: State, error: str = "", error_class: str = "") -> None:
        """Change the state."""
        self.error, self.error_class, self.state = error, error_class, state
        self.changes += 1


class IsBusy(CollectionInUse):
    """The collection already has a job, and may have only one."""

    def __init__(self, job: Job) -> None:
        said = DOING[job.kind]
        super().__init__(
            f"{job.collection!r} {said} (job {job.id}); wait until it ends, or cancel it"
        )
        self.job = job


class Jobs:
    """The jobs that are waiting, running or recently ended."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "jobs")
        self._jobs: dict[str, Job] = {}
        self._guard = threading.Lock()

    def start(
        self,
        kind: Kind,
        collection: str,
        run: Run,
        notes: Sequence[str] = (),
        held: AbstractContextManager[object] | None = None,
    ) -> Job:
        """Queue a job that reports on files, like `begin`."""

        def task(job: Job) -> bool:
            report = run(job.tell, job.stop.is_set)
            job.tell(report, job.total)
            return report.interrupted

        return self.begin(Job(kind, collection, notes=tuple(notes)), task, held)

    def begin(
        self, job: Job, task: Task, held: AbstractContextManager[object] | None = None
    ) -> Job:
        """
        Queue a job; IsBusy if the collection has one, 429 if too many are waiting.

        `held` is entered before the job can begin, and left when it is over, also if it never
        began. If entering raises, there is no job.
        """
        self._accept(job)
        try:
            with ExitStack() as entered:
                entered.enter_context(held or nullcontext())
                self._pool.submit(_work, job, task, entered.pop_all())
        except BaseException:
            with self._guard:
                del self._jobs[job.id]
            raise
        return job

    def _accept(self, job: Job) -> None:
        with self._guard:
            for other in self._jobs.values():
                if other.collection == job.collection and not other.is_over:
                    raise IsBusy(other)
            if sum(job.state == "waiting" for job in self._jobs.values()) >= WAITING:
                said = f"{WAITING} jobs are already waiting; cancel some, or try again later"
                raise HTTPException(429, said, {"Retry-After": str(RETRY_S)})
            self._jobs[job.id] = job
            self._forget()

    def all(self) -> list[Job]:
        """Return all jobs, newest first."""
        with self._guard:
            return list(self._jobs.values())[::-1]

    def get(self, job_id: str) -> Job | None:
        """Return a job; None if it is unknown or was forgotten."""
        with self._guard:
            return self._jobs.get(job_id)

    def cancel(self, job: Job) -> None:
        """Cancel a job at its next step; completed work is kept."""
        job.stop.set()
        with self._guard:
            if job.state == "waiting":
                job.become("cancelled")

    def close(self) -> None:
        """Cancel all jobs, and wait until they have ended."""
        for job in self.all():
            self.cancel(job)
        self._pool.shutdown(wait=True)

    def _forget(self) -> None:
        over = [job.id for job in self._jobs.values() if job.is_over]
        for job_id in over[: max(0, len(self._jobs) - REMEMBERED)]:
            del self._jobs[job_id]


def _work(job: Job, task: Task, held: ExitStack) -> None:
    with held:
        _do(job, task)


def _do(job: Job, task: Task) -> None:
    if job.stop.is_set():
        job.become("cancelled")
        return
    job.become("running")
    try:
        is_cut_short = task(job)
    except LookalikeError as error:
        if isinstance(error, FolderAway):
            job.tell(error.report, job.total)
        job.become("failed", str(error), class_name(error))
    except Exception as error:
        job.become("failed", f"unexpected error: {error!r}")
        raise
    else:
        job.become("cancelled" if is_cut_short else "done")
