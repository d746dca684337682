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
    Report progress until the job ends, and return its report.

    If the job failed, raises the library's error that ended it, or ServerError.
    """
    path, is_told = f"/v1/jobs/{quote(job['id'], safe='')}", False
    while job["state"] not in OVER:
        on_progress(report_of(job), job["total"])
        if not is_told and should_stop():
            server.ask(dict, "DELETE", path)
            is_told = True
        time.sleep(LOOK_S)
        job = server.ask(dict, "GET", path)
    if job["state"] == "failed":
        on_progress(report_of(job), job["total"])
        if job.get("missing"):  # absent in older servers
            raise FolderAway(report_of(job))
        raise error_of_job(job, str(server.address))
    on_progress(report_of(job), job["total"])
    return report_of(job)
