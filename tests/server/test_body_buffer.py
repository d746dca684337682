"""Bodies are limited in size, time and memory, and slow clients do not block others."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.bodies import JSON
from lookalike.server.middleware.body_buffer import BODY, BodyBuffer
from lookalike.server.middleware.body_limits import FEW_BYTES, KEY_BYTES, LIST_BYTES, max_bytes
from lookalike.server.middleware.byte_budget import SMALL, ByteBudget
from lookalike.server.service import Service
from lookalike.server.settings import Settings
from tests.real_server import listening

pytestmark = pytest.mark.slow(seconds=20)

WAIT_S = 60.0
PUT = "/v1/collections/shop/images"


class Running:
    """A server of an empty collection, on a port."""

    def __init__(self, service: Service, port: int, stack: ExitStack) -> None:
        self.service, self.port, self._stack = service, port, stack

    def begin(self, head: bytes) -> socket.socket:
        """A connection that has sent so much."""
        opened = socket.create_connection(("127.0.0.1", self.port), WAIT_S)
        self._stack.callback(opened.close)
        opened.sendall(head)
        return opened

    def half(self, sent: int, announced: int, path: str = PUT) -> socket.socket:
        """A put that has sent a part of what it announced."""
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {announced}\r\n"
        return self.begin(
            f"{head}Content-Type: application/x-ndjson\r\n\r\n".encode() + b" " * sent
        )

    def hung_up(self) -> int:
        """How many clients have gone in the middle of a body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
        connection.close()
        return sum(int(line.rpartition(" ")[2]) for line in lines if 'status="499"' in line)

    def post(self, data: bytes, path: str = PUT) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        self._stack.callback(connection.close)
        connection.request("POST", path, data, {"Content-Type": "application/x-ndjson"})
        return connection.getresponse().status


@contextmanager
def running(tmp_path: Path, **settings: Any) -> Iterator[Running]:
    app = build_app(
        {"shop": Collection.open(tmp_path / "shop", ["colour"], create=True)}, Settings(**settings)
    )
    with ExitStack() as stack, listening(app, log_level="error", access_log=False) as port:
        yield Running(app.state.service, port, stack)


def answer(opened: socket.socket) -> bytes:
    """All that comes until the server hangs up."""
    found = b""
    with suppress(ConnectionResetError):
        while chunk := opened.recv(65_536):
            found += chunk
    return found


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET",
        b"GET /v1/health HTTP/1.1\r\n",
        b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"POST /v1/uploads HTTP/1.1\r\nContent-Le",
    ],
)
def test_half_headers_do_not_stay_open(tmp_path: Path, sent: bytes) -> None:
    with running(tmp_path, head_s=0.2) as server:
        assert answer(server.begin(sent)).startswith(b"HTTP/1.1 408 ")


def test_half_headers_after_an_answer_do_not_stay_open(tmp_path: Path) -> None:
    whole = b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with running(tmp_path, head_s=0.2) as server:
        assert answer(server.begin(whole + b"GET /v1/he")).startswith(b"HTTP/1.1 200 ")


def test_a_request_that_is_answered_slowly_is_not_hung_up_on(tmp_path: Path) -> None:
    with running(tmp_path, head_s=0.1) as server:
        release, begun = threading.Event(), threading.Event()

        def wait(*_: Any) -> list[Any]:
            begun.set()
            release.wait(WAIT_S)
            return []

        server.service.served.get("shop").failures = wait  # type: ignore[method-assign]
        opened = server.begin(
            b"GET /v1/collections/shop/failures HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        assert begun.wait(WAIT_S)
        threading.Event().wait(0.4)
        release.set()
        assert opened.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [0, 10, 2 * SMALL])
def test_a_body_that_pauses_is_hung_up_on(tmp_path: Path, sent: int) -> None:
    with running(tmp_path, body_pause_s=0.2) as server:
        found = answer(server.half(sent, 5 * SMALL))
        assert found.startswith(b"HTTP/1.1 408 ")
        assert b"connection: close" in found.lower()
        assert f"{sent:,} bytes came in".encode() in found


def test_a_body_that_drips_is_hung_up_on(tmp_path: Path) -> None:
    with running(tmp_path, body_grace_s=0.3) as server:
        opened, found = server.half(1, 5000), list[bytes]()
        listening_ = threading.Thread(target=lambda: found.append(answer(opened)))
        listening_.start()
        stop = threading.Event()
        with suppress(OSError):  # it has hung up
            while not found and not stop.wait(0.02):
                opened.sendall(b" ")
        listening_.join(WAIT_S)
        assert found[0].startswith(b"HTTP/1.1 408 ")


def test_half_bodies_do_not_fill_the_memory(tmp_path: Path) -> None:
    """A tenth of what a report sent: twelve times twelve megabytes, of which room is for two."""
    with running(tmp_path, reception_bytes=32_000_000) as server:
        opened = list[socket.socket]()
        refused = 0
        for _ in range(12):
            opened.append(server.half(SMALL, 19_000_000))
            try:
                opened[-1].sendall(b" " * 11_000_000)
            except ConnectionError:
                refused += 1
                continue
            opened[-1].settimeout(0.5)
            with suppress(TimeoutError):  # there was room for it
                refused += opened[-1].recv(20).startswith(b"HTTP/1.1 429")
        assert refused >= 10
        tries = (server.post(b"\n" * 1000) for _ in range(100))  # those refused may still be going
        assert next(status for status in tries if status != 429) == 422  # read: it has no image
        for one in opened:
            one.close()
        while server.service.body_budget.held:
            threading.Event().wait(0.01)


def test_a_body_has_a_bound_by_what_its_address_takes(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for path, most in [
            ("/v1/session", KEY_BYTES),
            ("/v1/session/", FEW_BYTES),
            ("/v1/collections", FEW_BYTES),
            ("/v1/collections/shop/index", FEW_BYTES),
            ("/v1/none", FEW_BYTES),
            ("/v1/collections/shop/images/remove", LIST_BYTES),
            (PUT, Settings().max_body_bytes),
        ]:
            found = answer(server.half(0, most + 1, path))
            assert found.startswith(b"HTTP/1.1 413 "), path
            assert f"larger than {most:,} bytes".encode() in found
            assert (b"--max-bytes" in found) == (path == PUT)


def test_a_body_that_hides_its_length_has_the_same_bound(tmp_path: Path) -> None:
    head = b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with running(tmp_path) as server:
        found = answer(server.begin(head + b"1000\r\n" + b" " * 4096 + b"\r\n"))
    assert found.startswith(b"HTTP/1.1 413 ")


def test_every_address_that_takes_json_alone_has_a_small_bound() -> None:
    app, seen = build_app({}), set[str]()
    for path, methods in app.openapi()["paths"].items():
        for method, said in methods.items():
            kinds = said.get("requestBody", {}).get("content", {})
            if set(kinds) == {JSON}:
                asked = path.replace("{name}", "shop").replace("{id}", "a")
                assert max_bytes(method.upper(), asked, Settings()) <= LIST_BYTES, path
                seen.add(path)
            elif kinds:
                asked = path.replace("{name}", "shop").replace("{id}", "a")
                assert max_bytes(method.upper(), asked, Settings()) == Settings().max_body_bytes
    app.state.service.close()
    assert len(seen) == 19


def test_a_large_body_is_refused_before_it_comes_while_there_is_too_much_to_do(
    tmp_path: Path,
) -> None:
    with running(tmp_path, threads=1, queue=0) as server:
        server.service.work.pending = 1
        found = answer(server.half(0, 5 * SMALL))
        assert found.startswith(b"HTTP/1.1 429 ")
        assert b"retry-after" in found.lower()
        server.service.work.pending = 0


def test_a_client_that_goes_away_is_no_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path) as server:
        for path in (PUT, "/v1/uploads", "/v1/collections/shop/search"):
            server.half(10, 1000, path).close()
        while server.hung_up() < 3:
            threading.Event().wait(0.01)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_quarter_of_the_room_is_for_what_is_small() -> None:
    budget = ByteBudget(4 * SMALL)
    assert budget.take(3 * SMALL, of=3 * SMALL)
    assert not budget.take(1, of=2 * SMALL)
    assert budget.take(SMALL, of=SMALL)
    assert not budget.take(1, of=1)
    budget.free(SMALL)
    assert budget.take(1, of=1)


def test_who_waits_for_the_end_takes_nothing_of_a_body_that_is_read_as_a_file() -> None:
    """Lines are read one after the other while somebody listens whether the client goes."""
    left = asyncio.run(_lines_beside_a_listener(b"one\ntwo\nthree\n"))
    assert left == [b"two\n", b"three\n"]


async def _lines_beside_a_listener(sent: bytes) -> list[bytes]:
    messages: list[Message] = [{"type": "http.request", "body": sent}, {"type": "http.disconnect"}]
    found = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        file = scope[BODY].take()
        file.readline()
        assert (await receive())["type"] == "http.disconnect"
        found.extend(file)

    headers = [(b"content-length", b"14")]
    scope = {"type": "http", "method": "POST", "path": PUT, "headers": headers}
    buffer = BodyBuffer(app, Settings(), ByteBudget(1_000), lambda: None)
    await buffer(scope, receive, send)
    return found
