"""Follow a server's job until it ends."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from lookalike.client.problems import error_of_job
from lookalike.client.responses import report_of
from lookalike.client.server import Server
from lookalike.indexing.report import FolderAway, IndexReport, OnProgress

LOOK_S = 0.2  # between two requests for the job
OVER = ("done", "failed", "cancelled")


def follow(
    server: Server, job: Any, on_progress: OnProgress, should_stop: Callable[[], bool]
) -> IndexReport:
    """
    Report progress until an indexing job ends, and return its report.

    If the job failed, raises the library's error that ended it, or ServerError.
    """
    job = watched(server, job, lambda job: on_progress(report_of(job), job["total"]), should_stop)
    if job["state"] == "failed" and job.get("missing"):  # absent in older servers
        raise FolderAway(report_of(job))
    check(server, job)
    return report_of(job)


def watched(
    server: Server, job: Any, tell: Callable[[Any], None], should_stop: Callable[[], bool]
) -> Any:
    """Tell each state of a job until it is over, and return the last; cancel it if asked to."""
    path, is_told = f"/v1/jobs/{quote(job['id'], safe='')}", False
    while job["state"] not in OVER:
        tell(job)
        if not is_told and should_stop():
            server.ask(dict, "DELETE", path)
            is_told = True
        time.sleep(LOOK_S)
        job = server.ask(dict, "GET", path)
    tell(job)
    return job


def check(server: Server, job: Any) -> None:
    """Raise the error that ended a job."""
    if job["state"] == "failed":
        raise error_of_job(job, str(server.address))
