"""What slow clients cost the others: a search's time beside addresses and bodies that do not end.

    python benchmarks/slow_clients.py FOLDER [--images 2000] [--searches 100] [--rounds 5]

A `lookalike serve` of the folder is searched by uploads, one at a time: in turns alone, and beside
eight requests that name an address which drips and twelve bodies that have sent 120 of 190 MB and
stopped. All is on this machine, and nothing is sent while a turn is timed but the drips.
"""

import argparse
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median, quantiles

from served import Server, indexed, served

from lookalike.images.find import Found, find_images

ADDRESSES, BODIES = 8, 12
SENT, ANNOUNCED, PIECE = 120_000_000, 190_000_000, 1_000_000  # bytes
DRIP_S = 0.5
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"


def main() -> None:
    """Index, serve, search in turns."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    files = [one.path for one in find_images(asked.folder) if isinstance(one, Found)]
    uploads = [path.read_bytes() for path in files[: asked.searches]]
    with (
        indexed(asked.folder, asked.images) as shop,
        served(shop, "--fetch-private") as server,
        dripping() as address,
    ):
        turn(server, uploads)  # the first loads the encoders
        before_mb = resident_mb(server)
        ratios = [one_round(server, uploads, address) for _ in range(asked.rounds)]
        print(f"p95 beside slow clients to p95 alone, median: {median(ratios):.2f}")
        print(f"resident: {before_mb:.0f} MB before, {resident_mb(server):.0f} MB after")


def one_round(server: Server, uploads: Sequence[bytes], address: str) -> float:
    """The ratio of a pair."""
    alone = turn(server, uploads)
    with beside(server, address):
        slow = turn(server, uploads)
        held_mb = resident_mb(server)
    print(
        f"alone p50 {median(alone):.1f} p95 {p95(alone):.1f} ms; beside slow clients "
        f"p50 {median(slow):.1f} p95 {p95(slow):.1f} ms, {held_mb:.0f} MB resident"
    )
    return p95(slow) / p95(alone)


def turn(server: Server, uploads: Sequence[bytes]) -> list[float]:
    """Milliseconds from an upload to its answer."""
    connection, times = http.client.HTTPConnection(server.host, server.port), list[float]()
    for data in uploads:
        began = time.perf_counter()
        connection.request("POST", "/v1/collections/shop/search", *form(data))
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, answer.status
    connection.close()
    return times


def form(data: bytes) -> tuple[bytes, dict[str, str]]:
    """A file `like`."""
    head = b'--b\r\nContent-Disposition: form-data; name="like"; filename="a"\r\n\r\n'
    return head + data + b"\r\n--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}


@contextmanager
def beside(server: Server, address: str) -> Iterator[None]:
    """Slow clients of both kinds, until the end."""
    with ExitStack() as stack:
        for _ in range(BODIES):
            stack.callback(half_sent(server).close)
        for number in range(ADDRESSES):
            asking = http.client.HTTPConnection(server.host, server.port)
            stack.callback(asking.close)
            body = json.dumps({"url": f"{address}/{number}"})
            asking.request("POST", "/v1/uploads", body, {"Content-Type": "application/json"})
        time.sleep(1)  # for what was refused to be over
        yield


def half_sent(server: Server) -> socket.socket:
    """A put that has stopped, or was refused on its way."""
    opened = socket.create_connection((server.host, server.port))
    head = "POST /v1/collections/shop/images HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Content-Type: application/x-ndjson\r\nContent-Length: {ANNOUNCED}\r\n\r\n"
    with suppress(ConnectionError):
        opened.sendall(head.encode())
        for _ in range(SENT // PIECE):
            opened.sendall(b" " * PIECE)
    return opened


@contextmanager
def dripping() -> Iterator[str]:
    """The address of a site that sends a byte each half second."""
    stop = threading.Event()

    def drip(accepted: socket.socket) -> None:
        with accepted, suppress(OSError):
            accepted.sendall(HEAD)
            while not stop.wait(DRIP_S):
                accepted.sendall(b"x")

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept, args=(listener,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def p95(times: Sequence[float]) -> float:
    """Of a hundred or so."""
    return quantiles(times, n=20)[-1]


def resident_mb(server: Server) -> float:
    """Linux only."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
