"""Long work goes on one by one, tells how far it is, and can be ended."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.exceptions import HTTPException

from lookalike.errors import InputError, LookalikeError, StoreFull
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.server.jobs.jobs import REMEMBERED, WAITING, IsBusy, Job, Jobs


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


def ended(job: Job) -> Job:
    end = time.monotonic() + 60
    while not job.is_over:
        assert time.monotonic() < end
        time.sleep(0.01)
    return job


def short(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
    report = IndexReport(added=3)
    tell(report, 5)
    report.added = 4
    return report


def until_stopped(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
    end = time.monotonic() + 60
    while not should_stop() and time.monotonic() < end:
        time.sleep(0.01)
    return IndexReport(interrupted=True)


def test_a_job_ends_with_its_report(jobs: Jobs) -> None:
    job = ended(jobs.start("index", "shop", short))
    assert (job.state, job.total, job.report.added) == ("done", 5, 4)


def test_what_was_told_does_not_change_behind_the_back(jobs: Jobs) -> None:
    told = Job("index", "shop")
    report = IndexReport()
    told.tell(report, 1)
    report.added = 9
    assert told.report.added == 0


def test_a_job_that_fails_says_why(jobs: Jobs) -> None:
    def fail(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
        raise InputError("no folder x")

    job = ended(jobs.start("index", "shop", fail))
    assert (job.state, job.error) == ("failed", "no folder x")
    assert job.error_class == "InputError"


class Special(StoreFull):
    """Of no name that a client knows."""


FAULTS = {
    StoreFull("full"): "StoreFull",
    Special("full"): "StoreFull",
    LookalikeError("?"): "LookalikeError",
}


@pytest.mark.parametrize("error", FAULTS)
def test_a_job_that_fails_says_by_which_of_our_classes(jobs: Jobs, error: LookalikeError) -> None:
    def fail(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
        raise error

    assert ended(jobs.start("index", "shop", fail)).error_class == FAULTS[error]


def test_a_running_job_is_cancelled(jobs: Jobs) -> None:
    job = jobs.start("retry", "shop", until_stopped)
    jobs.cancel(job)
    assert ended(job).state == "cancelled"


def test_a_waiting_job_is_cancelled_before_it_begins(jobs: Jobs) -> None:
    running = jobs.start("index", "shop", until_stopped)
    waiting = jobs.start("index", "bags", short)
    jobs.cancel(waiting)
    assert waiting.state == "cancelled"
    jobs.cancel(running)
    ended(running)
    jobs.close()
    assert waiting.report.added == 0


def test_too_many_waiting_jobs_are_refused(jobs: Jobs) -> None:
    begun = threading.Event()

    def begin(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
        begun.set()
        return until_stopped(tell, should_stop)

    jobs.start("index", "shop", begin)
    assert begun.wait(60)
    for i in range(WAITING):
        jobs.start("index", f"shop {i}", short)
    with pytest.raises(HTTPException) as refused:
        jobs.start("index", "bags", short)
    assert refused.value.status_code == 429


def test_old_jobs_are_forgotten(jobs: Jobs) -> None:
    made = [ended(jobs.start("index", "shop", short)) for _ in range(REMEMBERED + 3)]
    assert len(jobs.all()) == REMEMBERED
    assert jobs.get(made[0].id) is None
    assert jobs.all()[0] is jobs.get(made[-1].id)


def test_a_collection_has_one_job_at_a_time(jobs: Jobs) -> None:
    running = jobs.start("index", "shop", until_stopped)
    other = jobs.start("index", "bags", short)
    for kind in ("index", "retry"):
        with pytest.raises(IsBusy, match=f"'shop' is being indexed .job {running.id}.") as refused:
            jobs.start(kind, "shop", short)
        assert refused.value.job is running
    jobs.cancel(running)
    ended(running)
    assert ended(jobs.start("retry", "shop", short)).state == ended(other).state == "done"


def test_a_job_that_is_not_accepted_after_all_is_none(jobs: Jobs) -> None:
    @contextmanager
    def refuse(is_refused: bool = True) -> Iterator[None]:
        if is_refused:
            raise InputError("the disk is full")
        yield

    with pytest.raises(InputError):
        jobs.start("index", "shop", short, held=refuse())
    assert jobs.all() == []
    assert ended(jobs.start("index", "shop", short)).state == "done"
