"""A download has its time as a whole, whatever the server does, and can be cut."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from lookalike.errors import ImageUnreachable
from lookalike.images.download.connection import Line
from lookalike.images.download.fetch import fetch
from lookalike.images.limits import LIMITS

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"
LONG_S = 60.0  # nobody waits so long


@contextmanager
def answering(answer: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A server that answers so, until its event is set; each connection has a thread."""
    stop, threads = threading.Event(), list[threading.Thread]()

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = listener.accept()
                threads.append(threading.Thread(target=one, args=(accepted,)))
                threads[-1].start()

    def one(accepted: socket.socket) -> None:
        with accepted, suppress(OSError):
            accepted.recv(65_536)
            answer(accepted, stop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=serve, args=(listener,))
        accepting.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/a.png"
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
    for thread in (accepting, *threads):
        thread.join(LONG_S)


def drip(begin: bytes, byte: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Never silent for long, and never done."""

    def answer(accepted: socket.socket, stop: threading.Event) -> None:
        accepted.sendall(begin)
        while not stop.wait(0.02):
            accepted.sendall(byte)

    return answer


def silent(accepted: socket.socket, stop: threading.Event) -> None:
    accepted.recv(1)  # until the other side hangs up


SLOW = {
    "body": drip(HEAD + b"Content-Length: 1000000\r\n\r\n", b"x"),
    "headers": drip(HEAD, b"X-More: 1\r\n"),
    "a header without end": drip(HEAD + b"X: ", b"y"),
    "status": drip(b"HTTP/1.1 ", b"2"),
    "chunks": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a chunk's size": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "interim answers": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "nothing": silent,
}


@pytest.mark.parametrize("kind", SLOW)
def test_a_slow_server_has_the_time_of_a_quick_one(kind: str) -> None:
    with answering(SLOW[kind]) as address, pytest.raises(ImageUnreachable):
        fetch(address, LIMITS, 0.2)


def test_redirects_share_the_time() -> None:
    def away(accepted: socket.socket, stop: threading.Event) -> None:
        stop.wait(0.03)
        there = f"Location: http://127.0.0.1:{accepted.getsockname()[1]}/{id(accepted)}\r\n"
        accepted.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + there.encode() + b"\r\n")

    with answering(away) as address, pytest.raises(ImageUnreachable, match="no answer within"):
        fetch(address, LIMITS, 0.1)


@pytest.mark.parametrize("kind", ["body", "headers", "nothing"])
def test_what_nobody_waits_for_is_cut(kind: str) -> None:
    with answering(SLOW[kind]) as address:
        line, ended = Line(LONG_S), threading.Event()

        def get() -> None:
            with suppress(ImageUnreachable):
                fetch(address, LIMITS, LONG_S, line=line)
            ended.set()

        thread = threading.Thread(target=get)
        thread.start()
        while line.is_idle:
            ended.wait(0.01)
        line.cut()
        assert ended.wait(LONG_S / 2)
        thread.join()


def test_what_was_cut_is_not_begun() -> None:
    line = Line(LONG_S)
    line.cut()
    with answering(silent) as address, pytest.raises(ImageUnreachable):
        fetch(address, LIMITS, LONG_S, line=line)
