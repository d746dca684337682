"""Failures are tried again in a job, which is watched and can be cancelled."""

import json
import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from lookalike.indexing.report import IndexReport
from lookalike.server.jobs.jobs import Run
from tests.indexing.conftest import paint
from tests.server.conftest import SHOP, is_problem

DEADLINE_S = 120.0  # generous: the machine may be busy with other things


def ended(client: TestClient, job_id: str) -> dict[str, Any]:
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        job: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").json()
        if job["state"] in ("done", "failed", "cancelled"):
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def endless() -> Run:
    """A run that goes on until it is told to stop."""

    def run(tell: Any, should_stop: Any) -> IndexReport:
        report = IndexReport(added=1)
        tell(report, 7)
        while not should_stop():
            time.sleep(0.01)
        report.interrupted = True
        return report

    return run


def start(client: TestClient) -> str:
    return client.app.state.service.jobs.start("index", "shop", endless()).id


def test_failures_are_told(client: TestClient) -> None:
    (failure,) = client.get(f"{SHOP}/failures").json()["failures"]
    assert Path(failure["source"]).name == "broken.jpg"
    assert "not an image" in failure["reason"]
    assert client.get(f"{SHOP}/failures?offset=1").json() == {"failures": [], "count": 1}
    assert is_problem(client.get(f"{SHOP}/failures?limit=0"), 422, "limit")


def test_failures_are_tried_again(own: TestClient) -> None:
    source = Path(own.get(f"{SHOP}/failures").json()["failures"][0]["source"])
    bad = source.read_bytes()
    paint(source.with_suffix(".png"), 3).rename(source)
    try:
        begun = own.post(f"{SHOP}/failures/retry")
        assert (begun.status_code, begun.json()["kind"]) == (202, "retry")
        job = ended(own, begun.json()["id"])
    finally:
        source.write_bytes(bad)
    assert (job["state"], job["added"], job["total"]) == ("done", 1, 1)
    assert own.get(f"{SHOP}/failures").json()["count"] == 0


def test_a_job_is_listed_and_cancelled(own: TestClient) -> None:
    job_id = start(own)
    assert [job["id"] for job in own.get("/v1/jobs").json()["jobs"]] == [job_id]
    assert own.delete(f"/v1/jobs/{job_id}").status_code == 202
    assert ended(own, job_id)["state"] == "cancelled"


def test_a_job_is_watched_to_its_end(own: TestClient) -> None:
    job_id = start(own)
    names, last = [], {}
    with own.stream("GET", f"/v1/jobs/{job_id}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        own.app.state.service.jobs.cancel(own.app.state.service.jobs.get(job_id))
        for line in stream.iter_lines():
            kind, _, text = line.partition(": ")
            if kind == "event":
                names.append(text)
            elif kind == "data":
                last = json.loads(text)
    assert names[-1] == last["state"] == "cancelled"
    assert (last["id"], last["added"], last["total"]) == (job_id, 1, 7)
    assert set(names[:-1]) <= {"progress"}


def test_a_stream_ends_with_the_server(own: TestClient) -> None:
    job_id = start(own)
    own.app.state.service.is_stopping = True
    assert own.get(f"/v1/jobs/{job_id}/events").text == ""


def test_no_job_is_a_problem(client: TestClient) -> None:
    for method, rest in (("GET", ""), ("DELETE", ""), ("GET", "/events")):
        assert is_problem(client.request(method, f"/v1/jobs/none{rest}"), 404, "no job 'none'")


def test_ending_the_server_ends_its_jobs(own: TestClient) -> None:
    job = own.app.state.service.jobs.get(start(own))
    own.app.state.service.close()
    assert job.state == "cancelled"
