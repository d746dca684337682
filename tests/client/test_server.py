"""Whatever a server does, the client says one clear thing."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeAlias

import pytest

from lookalike import connect
from lookalike.client import server as client_server
from lookalike.errors import (
    CollectionNotFound,
    InputError,
    LookalikeError,
    QueryError,
    ServerError,
)

Scripted: TypeAlias = list[tuple[int, dict[str, str], bytes]]

SERVED = (200, {"Content-Type": "application/json"}, b'{"collections": [{"name": "shop"}]}')
BUSY = (429, {"Retry-After": "0"}, b'{"detail": "65 requests wait; try again in a moment"}')
COUNT = (200, {}, b'{"items": [], "count": 3, "cursor": null}')
HTML = (200, {"Content-Type": "text/html"}, b"<html>hello</html>")


@contextmanager
def answering(answers: Scripted, silence_s: float = 0, asked: Any = None) -> Iterator[str]:
    """A server that gives these, one a request, each on a connection that it then drops."""
    left = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if asked is not None:
                asked.append((self.path, dict(self.headers)))
            status, headers, body = next(left)
            time.sleep(silence_s)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            with suppress(BrokenPipeError):  # the client may have lost its patience
                self.end_headers()
                self.wfile.write(body)
            self.close_connection = True  # without saying so: the client believes that it is kept

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_busy_server_is_asked_again() -> None:
    with answering([SERVED, BUSY, BUSY, COUNT]) as address, connect(address) as collection:
        assert collection.count() == 3


def test_a_busy_server_is_not_asked_for_ever() -> None:
    tries = client_server.TRIES
    with answering([SERVED, *[BUSY] * tries, COUNT]) as address, connect(address) as collection:
        with pytest.raises(ServerError, match="answered 429: 65 requests wait"):
            collection.count()
        assert collection.count() == 3


@pytest.mark.parametrize(
    ("said", "wait_s"),
    [("7", 7), ("0", 0), ("9999", 10), ("Wed, 21 Oct 2026 07:28:00 GMT", 1), (None, 1)],
)
def test_it_waits_as_long_as_it_is_told_within_reason(
    monkeypatch: pytest.MonkeyPatch, said: str | None, wait_s: float
) -> None:
    waits = list[float]()
    monkeypatch.setattr(client_server, "sleep", waits.append)
    headers = {} if said is None else {"Retry-After": said}
    answers = [SERVED, (429, headers, b"{}"), COUNT]
    with answering(answers) as address, connect(address) as collection:
        collection.count()
    assert waits == [wait_s]


def test_a_connection_that_the_server_has_dropped_is_made_anew() -> None:
    with answering([SERVED, COUNT, COUNT]) as address, connect(address) as collection:
        assert [collection.count(), collection.count()] == [3, 3]


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (HTML, ServerError, "sent an unexpected response .text/html.; is it a Look"),
        ((200, {}, b""), ServerError, "no media type"),
        ((200, {}, b"[]"), ServerError, "unexpected response"),
        ((200, {}, b'{"collections": 3}'), ServerError, "unexpected response"),
        ((302, {"Location": "/login"}, b""), ServerError, "answered 302: Found"),
        ((502, {}, b"<html>"), ServerError, "answered 502: Bad Gateway"),
        ((500, {}, b'{"detail": "see the log"}'), ServerError, "answered 500: see the log"),
        ((422, {}, b'{"error": "QueryError", "detail": "no"}'), QueryError, "^no$"),
        ((422, {}, b'{"error": "NewerError", "detail": "no"}'), ServerError, "422: no"),
        ((422, {}, b'{"error": "__doc__", "detail": "no"}'), ServerError, "422: no"),
        ((200, {}, b'{"collections": []}'), CollectionNotFound, "serves no collection yet"),
    ],
)
def test_an_answer_that_is_none_is_one_error(
    answer: tuple[int, dict[str, str], bytes], kind: type[LookalikeError], said: str
) -> None:
    with answering([answer]) as address, pytest.raises(kind, match=said):
        connect(address)


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServerError, match=f"cannot reach http://127.0.0.1:{port}: .*refused"):
        connect(f"http://127.0.0.1:{port}")


def test_a_name_that_nobody_has_is_named() -> None:
    with pytest.raises(ServerError, match=r"cannot reach http://nobody\.invalid:1: "):
        connect("http://nobody.invalid:1")


def test_a_server_that_speaks_another_language_is_named() -> None:
    def hang_up(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(100)
            connection.sendall(b"220 mail.example ESMTP\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=hang_up, args=[listener])
        thread.start()
        with pytest.raises(ServerError, match=r"cannot reach .*220 mail"):
            connect(f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread.join()


def test_silence_has_an_end() -> None:
    said = r"no answer from .* within 0\.1 s; try again"
    with answering([SERVED], silence_s=1) as address, pytest.raises(ServerError, match=said):
        connect(address, timeout_s=0.1)


def test_headers_and_a_prefix_are_for_what_guards_the_server() -> None:
    asked = list[tuple[str, dict[str, str]]]()
    with answering([SERVED, COUNT], asked=asked) as address:
        guard = {"Authorization": "Bearer x"}
        with connect(f"{address}/pictures/", headers=guard) as collection:
            collection.count("a = 'b&c'")
    assert [path for path, _ in asked] == [
        "/pictures/v1/collections",
        "/pictures/v1/collections/shop/images?where=a+%3D+%27b%26c%27&limit=1",
    ]
    assert [headers["Authorization"] for _, headers in asked] == ["Bearer x"] * 2


@pytest.mark.parametrize(
    "address", ["shop", "ftp://a", "http://", "http://:80", "http://a:b", "http://a:99999", "//a"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="address"):
        connect(address)
