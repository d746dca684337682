"""What HTTP costs: one upload's time to its answer, and how many answers 32 clients get.

    python benchmarks/serving.py FOLDER [--encoder FILE] [--queries 200]

FOLDER is indexed; its images are then asked of a `lookalike serve` of their collection, and of the
collection in this process, in turns. First one at a time: the median time from the upload to the
answer against decode + encode + search. Then by 32 clients at once, against the rate at which the
encoders alone take images that are decoded already, in batches. The clients run on the same cores;
what of the cores' time goes to whom bounds the last ratio (Linux only). Meanwhile the page's own
file is asked for every tenth of a second.
"""

import argparse
import asyncio
import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from served import Server, served

from lookalike import Collection, Query, index_folder
from lookalike.images.decode import decode
from lookalike.images.find import Found, find_images

CLIENTS, LIMIT, BATCH, ROUNDS = 32, 20, 64, 3
PAUSE_S = 0.1
PAGE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
BOUNDARY = b"boundary-of-the-benchmark"


def main() -> None:
    """Index, serve, ask."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", action="append", help="As `lookalike index` takes it.")
    parser.add_argument("--queries", type=int, default=200)
    asked = parser.parse_args()
    files = [one.path for one in find_images(asked.folder) if isinstance(one, Found)]
    uploads = [path.read_bytes() for path in files[:: max(1, len(files) // asked.queries)]]
    with tempfile.TemporaryDirectory() as place:
        here, there = Path(place, "here"), Path(place, "there")
        for address in (here, there):
            with Collection.open(address, encoders=asked.encoder, create=True) as collection:
                index_folder(collection, asked.folder)
        with Collection.open(here) as collection:
            compare(collection, there, uploads)


def compare(collection: Collection, address: Path, uploads: Sequence[bytes]) -> None:
    """Print both ratios."""
    with served(address) as server:
        path = f"/v1/collections/{address.name}/search"
        bodies = [request(path, data) for data in uploads]
        one_by_one(collection, server.port, uploads, bodies)
        many_at_once(collection, server, uploads, bodies)


def request(path: str, data: bytes) -> bytes:
    """A whole HTTP request with the file in a form, made before anything is timed."""
    form = (
        b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="like"; filename="a.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + data + b"\r\n--" + BOUNDARY + b"\r\n"
        b'Content-Disposition: form-data; name="limit"\r\n\r\n' + str(LIMIT).encode() + b"\r\n--"
        + BOUNDARY + b"--\r\n"
    )  # fmt: skip
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n\r\n"
    )
    return head.encode() + form


async def ask(port: int, bodies: Sequence[bytes]) -> list[float]:
    """Seconds of each request, one after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken = []
    for body in bodies:
        began = time.perf_counter()
        writer.write(body)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert head.startswith(b"HTTP/1.1 200"), head.decode()
        assert length
        await reader.readexactly(int(length[1]))
        taken.append(time.perf_counter() - began)
    writer.close()
    return taken


async def opened(port: int, others: asyncio.Future[list[list[float]]]) -> list[float]:
    """Seconds until the page is there, again and again until the others are done."""
    taken: list[float] = []
    while not others.done():
        taken += await ask(port, [PAGE])
        await asyncio.sleep(PAUSE_S)
    return taken


def one_by_one(
    collection: Collection, port: int, uploads: Sequence[bytes], bodies: Sequence[bytes]
) -> None:
    """The median of each way; every image goes both ways before the next."""
    served, local = [], []
    for data, body in zip(uploads, bodies, strict=True):
        began = time.perf_counter()
        collection.search(Query(like=data, limit=LIMIT))
        local.append(time.perf_counter() - began)
        served += asyncio.run(ask(port, [body, body]))[1:]  # the first opens the connection
    print(f"one at a time: {1e3 * median(served):.1f} ms over HTTP, {1e3 * median(local):.1f} ms")
    print(f"in this process: {median(served) / median(local):.2f}")


def many_at_once(
    collection: Collection, server: Server, uploads: Sequence[bytes], bodies: Sequence[bytes]
) -> None:
    """Answers a second to all clients, and images a second that the encoders alone take."""
    alone, encoding = encoders_alone(collection, uploads)
    shares = [list(bodies[client::CLIENTS]) * 3 for client in range(CLIENTS)]

    async def together() -> tuple[list[list[float]], list[float]]:
        all_of_them = asyncio.gather(*(ask(server.port, share) for share in shares))
        pages = await opened(server.port, all_of_them)
        return await all_of_them, pages

    began, worked, before = time.perf_counter(), time.process_time(), processor_time(server.pid)
    each, pages = asyncio.run(together())
    taken = sorted(second for one in each for second in one)
    rate = len(taken) / (time.perf_counter() - began)
    asking = (time.process_time() - worked) / len(taken)
    answering = (processor_time(server.pid) - before) / len(taken)
    late = taken[-len(taken) // 100]
    print(f"{CLIENTS} clients: {rate:.1f} answers/s, slowest in a hundred {late:.2f} s")
    print(f"meanwhile the page: {1e3 * median(pages):.0f} ms, slowest {1e3 * max(pages):.0f} ms")
    print(f"encoders alone: {alone:.1f} images/s; ratio {rate / alone:.2f}")
    most = encoding / (answering + asking)
    print(
        f"processor time: {1e3 * answering:.1f} ms an answer, {1e3 * asking:.1f} ms its client, "
        f"{1e3 * encoding:.1f} ms of encoders alone; without any waiting the ratio is {most:.2f}"
    )


def encoders_alone(collection: Collection, uploads: Sequence[bytes]) -> tuple[float, float]:
    """Images a second, and seconds of a processor's time an image."""
    short_side = collection.layout.short_side
    pixels = [decode(data, short_side).pixels for data in uploads]
    rates, worked = [], time.process_time()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for start in range(0, len(pixels), BATCH):
            collection.layout.encode(pixels[start : start + BATCH])
        rates.append(len(pixels) / (time.perf_counter() - began))
    return median(rates), (time.process_time() - worked) / (ROUNDS * len(pixels))


def processor_time(pid: int) -> float:
    """Seconds that a process has had of the cores."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
