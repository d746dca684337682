"""Addresses are read beside all other work, within bounds, and only while somebody waits."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.errors import ImageUnreachable
from lookalike.server.app import build_app
from lookalike.server.pictures.fetching import Fetched, Fetches
from lookalike.server.service import Service
from lookalike.server.settings import Settings
from tests.copied import copied
from tests.real_server import listening
from tests.server.conftest import SHOP

JSON, LINES = "application/json", "application/x-ndjson"
WAIT_S = 60.0
MANY = 32  # as many as are begun or wait


class Silent:
    """A site that takes every connection and answers none."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.open: list[socket.socket] = []
        self._listener = listener

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                self.open.append(self._listener.accept()[0])

    def is_hung_up_on(self, at: int) -> bool:
        """Whether the other side has closed this connection."""
        self.open[at].settimeout(WAIT_S)
        self.open[at].recv(65_536)  # the request
        return self.open[at].recv(1) == b""


@pytest.fixture
def silent() -> Iterator[Silent]:
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listener:
        site = Silent(listener)
        thread = threading.Thread(target=site.accept)
        thread.start()
        yield site
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for one in site.open:
        one.close()


class Running:
    """A server, on a port, and the requests that wait for it."""

    def __init__(self, service: Service, port: int, stack: ExitStack) -> None:
        self.service, self._port, self._stack = service, port, stack

    def ask(
        self, path: str, body: Any = None, media_type: str = "application/json"
    ) -> HTTPConnection:
        """A request that has been sent; `getresponse` waits for the answer."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=WAIT_S)
        self._stack.callback(connection.close)
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        connection.request(method, path, data, {"Content-Type": media_type})
        return connection

    def told(self, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        answer = self.ask(path, body).getresponse()
        return answer.status, json.loads(answer.read())

    def pending(self, wanted: Callable[[int], bool]) -> None:
        """Wait until as many addresses are being read."""
        wait, until = threading.Event(), time.monotonic() + WAIT_S
        while not wanted(reading := self.service.fetches.pending):
            assert time.monotonic() < until, f"{reading} addresses are being read"
            wait.wait(0.01)


@pytest.fixture
def start(indexed: Path, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    with ExitStack() as stack:

        def begin(**settings: Any) -> Running:
            copy = copied(indexed, tmp_path / "shop")
            settings = {"fetch_timeout_s": WAIT_S, "fetches_private": True, **settings}
            app = build_app({"shop": Collection.open(copy)}, Settings(**settings))
            port = stack.enter_context(listening(app, log_level="error", access_log=False))
            return Running(app.state.service, port, stack.enter_context(ExitStack()))

        yield begin


def slow_requests(silent: Silent, number: int) -> list[tuple[str, Any]]:
    """Of every kind that names an address."""
    url = f"{silent.address}/a.jpg"
    kinds: list[tuple[str, Any]] = [
        ("/v1/uploads", {"url": url}),
        (f"{SHOP}/search", {"like": url}),
        (f"{SHOP}/search", {"like": "colour:red", "unlike": [url]}),
        (f"{SHOP}/images", {"url": url}),
    ]
    return [kinds[i % len(kinds)] for i in range(number)]


@pytest.mark.parametrize("number", [8, 16, 60])
def test_slow_addresses_are_in_nobodys_way(
    start: Callable[..., Running], silent: Silent, pictures: list[Path], number: int
) -> None:
    """They hang until the end of the test: what is answered was answered beside them."""
    server = start(threads=2, queue=2)
    for path, body in slow_requests(silent, number):
        server.ask(path, body)
    server.pending(lambda reading: reading == min(number, MANY))
    status, found = server.told(f"{SHOP}/search", {"like": "colour:red", "limit": 3})
    assert (status, len(found["hits"])) == (200, 3)
    form = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
    form += pictures[0].read_bytes() + b"\r\n--x--\r\n"
    sent = server.ask("/v1/uploads", form, "multipart/form-data; boundary=x").getresponse()
    assert sent.status == 201
    for path in (SHOP, "/v1/health", f"{SHOP}/images", "/v1/settings"):
        assert server.told(path)[0] == 200


def test_more_than_may_be_read_are_refused(start: Callable[..., Running], silent: Silent) -> None:
    server = start()
    waiting = [server.ask(*one) for one in slow_requests(silent, 60)]
    server.pending(lambda reading: reading == MANY)
    answer = server.ask("/v1/uploads", {"url": silent.address}).getresponse()
    assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
    refused = [one for one in waiting if _is_answered(one)]
    assert {one.getresponse().status for one in refused} == {429}


def _is_answered(connection: HTTPConnection) -> bool:
    connection.sock.settimeout(0.05)
    try:
        return bool(connection.sock.recv(1, socket.MSG_PEEK))
    except TimeoutError:
        return False


@pytest.mark.parametrize("kind", range(4))
def test_who_hangs_up_is_read_for_no_more(
    start: Callable[..., Running], silent: Silent, kind: int
) -> None:
    server = start()
    path, body = slow_requests(silent, 4)[kind]
    asking = server.ask(path, body)
    server.pending(lambda reading: reading == 1)
    while not silent.open:
        threading.Event().wait(0.01)
    asking.close()
    assert silent.is_hung_up_on(0)
    server.pending(lambda reading: reading == 0)


def test_the_time_is_that_of_the_whole(start: Callable[..., Running], silent: Silent) -> None:
    server = start(fetch_timeout_s=0.2)
    status, told = server.told(f"{SHOP}/search", {"like": silent.address})
    assert (status, told["error"]) == (422, "ImageUnreachable")
    assert "no answer within 0.2 s" in told["detail"]
    server.pending(lambda reading: reading == 0)


def test_a_name_that_is_looked_up_for_ever_is_given_up(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    release, look_up = threading.Event(), socket.getaddrinfo

    def slowly(host: Any, *arguments: Any, **settings: Any) -> Any:
        if host == "slow.example":
            release.wait(WAIT_S)
            raise OSError("no such name")
        return look_up(host, *arguments, **settings)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    server = start(fetch_timeout_s=0.2)
    status, told = server.told("/v1/uploads", {"url": "http://slow.example/a.jpg"})
    assert (status, told["error"]) == (422, "ImageUnreachable")
    assert server.service.fetches.pending == 1  # its thread is not free yet, and counts
    release.set()
    server.pending(lambda reading: reading == 0)


def test_lines_of_slow_addresses_take_bounded_time_and_places(
    start: Callable[..., Running], silent: Silent, pictures: list[Path]
) -> None:
    server = start(timeout_s=1.0, threads=2, queue=0)
    lines = b"\n".join([json.dumps({"url": silent.address}).encode()] * 64)
    asking = server.ask(f"{SHOP}/images", lines, LINES)
    server.pending(lambda reading: reading == 8)
    assert server.told(f"{SHOP}/search", {"like": "colour:red"})[0] == 200
    asking.close()
    server.pending(lambda reading: reading == 0)


def test_all_lines_of_a_request_share_the_time_of_one(
    start: Callable[..., Running], silent: Silent
) -> None:
    """What is left when it is used up is asked of nobody."""
    server = start(timeout_s=0.5)
    lines = b"\n".join([json.dumps({"url": silent.address}).encode()] * 64)
    told = json.loads(server.ask(f"{SHOP}/images", lines, LINES).getresponse().read())
    assert {one["error"] for one in told["refused"]} == {"ImageUnreachable"}
    assert len(told["refused"]) == 64
    server.pending(lambda reading: reading == 0)
    assert len(silent.open) <= 8


def test_a_request_that_was_begun_is_not_refused_when_others_come(
    start: Callable[..., Running], silent: Silent
) -> None:
    found = asyncio.run(_begun_beside_another(start().service, silent.address))
    assert [type(one) for one in found] == [ImageUnreachable]


async def _begun_beside_another(service: Service, address: str) -> list[Fetched]:
    one_at_a_time = replace(service.settings, fetches_at_once=1, fetch_queue=0, fetch_timeout_s=0.2)
    fetches = Fetches(one_at_a_time)
    other = asyncio.create_task(fetches.all([address]))
    await asyncio.sleep(0)
    found = await fetches.all([address], is_begun=True)
    await other
    await asyncio.to_thread(fetches.close)
    return found


def test_a_crowd_that_comes_at_once_is_refused_beyond_its_places(
    start: Callable[..., Running], silent: Silent
) -> None:
    """All look before the first has taken its place."""
    server = start()
    statuses = asyncio.run(_crowd(server.service, silent.address, 60))
    assert statuses.count(429) == 60 - MANY


async def _crowd(service: Service, address: str, number: int) -> list[int]:
    fetches = Fetches(replace(service.settings, fetch_timeout_s=0.2))
    found = await asyncio.gather(
        *(fetches.get(address) for _ in range(number)), return_exceptions=True
    )
    await asyncio.to_thread(fetches.close)
    return [one.status_code for one in found if isinstance(one, HTTPException)]


def test_a_line_that_is_slow_keeps_no_other_from_being_put(
    start: Callable[..., Running], silent: Silent, site: str
) -> None:
    server = start(fetch_timeout_s=0.2)
    urls = [silent.address, f"{site}/0.png", silent.address, f"{site}/1.png"]
    lines = b"\n".join(json.dumps({"url": url}).encode() for url in urls)
    answer = server.ask(f"{SHOP}/images", lines, LINES).getresponse()
    told = json.loads(answer.read())
    assert answer.status == 200
    assert [one["index"] for one in told["refused"]] == [0, 2]
    assert len(told["items"]) == 2


def test_the_end_of_the_server_hangs_up(indexed: Path, tmp_path: Path, silent: Silent) -> None:
    copy = copied(indexed, tmp_path / "shop")
    app = build_app(
        {"shop": Collection.open(copy)}, Settings(fetches_private=True, fetch_timeout_s=WAIT_S)
    )
    with ExitStack() as stack, listening(app, log_level="critical", access_log=False) as port:
        server = Running(app.state.service, port, stack)
        for path, body in slow_requests(silent, 20):
            server.ask(path, body)
        server.pending(lambda reading: reading == 20)
    assert app.state.service.fetches.pending == 0
