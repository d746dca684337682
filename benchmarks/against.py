"""
Is this version slower than another one at what people wait for?

    python benchmarks/against.py CHECKOUT [--images FOLDER] [--rounds 9]

CHECKOUT is a folder with the other version, such as `git worktree add ../before COMMIT` makes.
Each measurement is a process of its own, by the two versions in turns: indexing, indexing again
without a change, searches in process without and with a condition, a search from nothing
(`lookalike search`), and an upload to its answer over HTTP. Shown are medians, and the median of
the pairs' ratios. Exits with 1 where one is over 1.1.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
SLOWER = 1.1  # times the other's time: below, a busy machine's noise decides
ASKED = 200  # searches or uploads, of which the median counts
FOUND = 60  # hits asked for, as the page does
COMMAND_LINE = "from lookalike.cli.main import main; main()"


def index(folder: Path, place: Path) -> float:
    """Seconds for a new collection."""
    from lookalike import Collection, index_folder

    with Collection.open(place / "shop", create=True) as collection:
        collection.encode([])  # loads the network
        start = time.perf_counter()
        index_folder(collection, folder)
        return time.perf_counter() - start


def unchanged(folder: Path, place: Path) -> float:
    """Seconds for the same folder once more."""
    from lookalike import Collection, index_folder

    with Collection.open(place / "shop") as collection:
        start = time.perf_counter()
        index_folder(collection, folder)
        return time.perf_counter() - start


def search(folder: Path, place: Path, where: str | None = None) -> float:
    """Seconds of the median search by an item."""
    from lookalike import Collection, Query

    with Collection.open(place / "shop") as collection:
        ids = [item.id for item in collection.items()]
        taken = []
        for number in range(ASKED):
            start = time.perf_counter()
            collection.search(Query(f"id:{ids[number % len(ids)]}", where=where, limit=FOUND))
            taken.append(time.perf_counter() - start)
    return median(taken)


def narrowed(folder: Path, place: Path) -> float:
    """The same with a condition."""
    return search(folder, place, "width >= 64 and not format = 'gif'")


def cold(folder: Path, place: Path) -> float:
    """Seconds of `lookalike search FILE`, from nothing."""
    first = str(next(_files(folder)))
    command = [sys.executable, "-c", COMMAND_LINE, "search", first, "--in", str(place / "shop")]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def upload(folder: Path, place: Path) -> float:
    """Seconds of the median search by a file that is sent."""
    command = [sys.executable, "-c", COMMAND_LINE, "serve", str(place / "shop"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = re.search(r"http://127\.0\.0\.1:(\d+)", server.stdout.readline())
            assert said, "the server did not say where it is"
            return _asked(int(said[1]), list(_files(folder)))
        finally:
            server.terminate()


def _asked(port: int, files: list[Path]) -> float:
    connection, taken = HTTPConnection("127.0.0.1", port), []
    for number in range(ASKED):
        data = files[number % len(files)].read_bytes()
        body = b'--b\r\nContent-Disposition: form-data; name="like"; filename="a.jpg"\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        start = time.perf_counter()
        connection.request(
            "POST", "/v1/collections/shop/search", body + data + b"\r\n--b--\r\n", headers
        )
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - start)
        assert answer.status == 200, answer.status
    return median(taken)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".jpg", ".png"))


WORKS = {one.__name__: one for one in (index, unchanged, search, narrowed, cold, upload)}


def measured(name: str, checkout: Path, folder: Path, place: Path) -> float:
    """By that version, in a process of its own."""
    command = [sys.executable, __file__, "--one", name, str(folder), str(place)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} by {checkout}: {done.stderr}")
    return float(done.stdout)


def compared(other: Path, folder: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Of each work, what each round took: by this version, by the other."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in WORKS}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as here, tempfile.TemporaryDirectory() as there:
            sides = [(ROOT, Path(here)), (other, Path(there))]
            for name, pairs in found.items():
                order = sides if number % 2 == 0 else sides[::-1]
                took = {side: measured(name, side, folder, place) for side, place in order}
                pairs.append((took[ROOT], took[other]))
    return found


def main() -> None:
    """Print a row a work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.images
        if folder is None:
            from lookalike.datasets.drawn.catalogue import draw_catalogue

            folder = Path(place)
            draw_catalogue(folder, count=600, size=256)
        found = compared(asked.checkout.resolve(), folder.resolve(), asked.rounds)
    print(f"{'':12}{'this':>10}{'other':>10}{'ratio':>8}")
    ratios = {}
    for name, pairs in found.items():
        ours, theirs = (median(side) for side in zip(*pairs, strict=True))
        ratios[name] = median(one / other for one, other in pairs)
        print(f"{name:12}{1000 * ours:>8.1f}ms{1000 * theirs:>8.1f}ms{ratios[name]:>8.2f}")
    sys.exit(max(ratios.values()) > SLOWER)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(WORKS[sys.argv[2]](Path(sys.argv[3]), Path(sys.argv[4])))
    else:
        main()
