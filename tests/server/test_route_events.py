"""One stream tells of every job and every collection."""

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from lookalike.collection import Collection
from lookalike.indexing.put import put_image
from lookalike.indexing.report import IndexReport
from lookalike.server.app import build_app
from lookalike.server.jobs.event_stream import pause_after
from lookalike.server.service import Service
from lookalike.server.settings import Settings
from tests.copied import copied
from tests.real_server import listening

pytestmark = pytest.mark.slow(seconds=10)

Event = tuple[str, dict[str, Any]]
NAMES = [f"c{i}" for i in range(6)]


class Running:
    """A server of six collections, on a port."""

    def __init__(self, service: Service, port: int) -> None:
        self.service, self._port = service, port
        self._open: list[HTTPConnection | HTTPResponse] = []

    def watch(self) -> Iterator[Event]:
        """Its events, until `leave`."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request("GET", "/v1/events")
        stream = connection.getresponse()
        self._open += [stream, connection]
        return read(stream)

    def leave(self) -> None:
        """Hang up."""
        while self._open:
            self._open.pop().close()


def read(stream: HTTPResponse) -> Iterator[Event]:
    name = ""
    for line in map(bytes.decode, stream):
        kind, _, text = line.rstrip("\n").partition(": ")
        if kind == "event":
            name = text
        elif kind == "data":
            yield name, json.loads(text)


def until(events: Iterator[Event], wanted: set[tuple[str, Any]], key: str) -> list[Event]:
    """The events up to where each of these (collection, value of `key`) was told."""
    found = []
    for event in events:
        found.append(event)
        wanted -= {(event[1].get("collection", event[1].get("name")), event[1].get(key))}
        if not wanted:
            return found
    raise AssertionError(f"the stream ended before {wanted}: {found}")


@pytest.fixture
def running(indexed: Path, tmp_path: Path) -> Iterator[Running]:
    made = {name: copied(indexed, tmp_path / name) for name in NAMES}
    app = build_app({name: Collection.open(path) for name, path in made.items()}, Settings())
    with listening(app, log_level="error", access_log=False) as port:
        running = Running(app.state.service, port)
        yield running
        running.leave()


def gated(gate: threading.Event) -> Any:
    def run(tell: Any, should_stop: Any) -> IndexReport:
        report = IndexReport(added=1)
        tell(report, 2)
        while not gate.wait(0.01) and not should_stop():
            pass
        return IndexReport(added=2)

    return run


def test_what_is_there_is_told_at_first(running: Running) -> None:
    gate = threading.Event()
    over = running.service.jobs.start("index", "c1", lambda tell, stop: IndexReport())
    while not over.is_over:
        gate.wait(0.01)
    jobs = [running.service.jobs.start("index", name, gated(gate)) for name in NAMES[2:4]]
    events = running.watch()
    first = until(events, {(name, 24) for name in NAMES}, "items")
    told = [data["id"] for name, data in first if name == "job"]
    assert set(told) == {job.id for job in jobs}
    gate.set()


def test_six_jobs_come_through_one_connection(running: Running) -> None:
    gate = threading.Event()
    events = running.watch()
    for name in NAMES:
        running.service.jobs.start("index", name, gated(gate))
    until(events, {("c0", "running"), ("c5", "waiting")}, "state")
    gate.set()
    last = until(events, {(name, "done") for name in NAMES}, "state")
    assert {data["added"] for name, data in last if data.get("state") == "done"} == {2}


def test_a_count_that_changes_is_told(running: Running, pictures: list[Path]) -> None:
    events = running.watch()
    until(events, {("c3", 24)}, "items")
    collection = running.service.served.get("c3")
    put_image(collection, pictures[0].read_bytes(), "new")
    until(events, {("c3", 25)}, "items")
    collection.remove(["new"])
    assert until(events, {("c3", 24)}, "items") == [("collection", {"name": "c3", "items": 24})]


def test_counting_rests_but_not_for_long() -> None:
    assert pause_after(0.01) == pytest.approx(0.19)
    assert pause_after(1.0) == 2.0


def test_a_collection_that_comes_is_told(running: Running, indexed: Path, tmp_path: Path) -> None:
    events = running.watch()
    until(events, {(name, 24) for name in NAMES}, "items")
    running.service.served.add("c7", Collection.open(copied(indexed, tmp_path / "c7")))
    until(events, {("c7", 24)}, "items")


def test_fifty_who_watch_take_no_thread_and_hear_the_same(running: Running) -> None:
    first = running.watch()
    until(first, {(name, 24) for name in NAMES}, "items")
    before = threading.active_count()
    watching = [first, *(running.watch() for _ in range(49))]
    gate = threading.Event()
    running.service.jobs.start("index", "c0", gated(gate))
    for events in watching:
        until(events, {("c0", "running")}, "state")
    assert threading.active_count() <= before + 1  # the one that does the job
    gate.set()


def test_who_is_gone_is_forgotten(running: Running) -> None:
    for events in [running.watch() for _ in range(5)]:
        until(events, {(name, 24) for name in NAMES}, "items")
    assert running.service.event_stream.watchers == 5
    running.leave()
    wait = threading.Event()
    while running.service.event_stream.watchers:
        wait.wait(0.01)


def test_the_stream_ends_with_the_server(running: Running) -> None:
    events = running.watch()
    until(events, {(name, 24) for name in NAMES}, "items")
    running.service.is_stopping = True
    assert list(events) == []
