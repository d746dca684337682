"""Whether the memory of a server grows with what it has been asked.

    python benchmarks/serving_memory.py FOLDER [--images 10000]

So many images of FOLDER are indexed and served; then every thumbnail is fetched, page after page,
with a search for every tenth item, twice over. Prints the server's resident memory (VmRSS) on the
way. Linux only.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from rich.console import Console
from rich.table import Table
from served import indexed, served

from lookalike import Collection

STOPS, PAGE, SEARCHED, TURNS = 4, 200, 10, 2


def main() -> None:
    """Index, serve, ask for everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=10_000)
    asked = parser.parse_args()
    with indexed(asked.folder, asked.images) as shop:
        with Collection.open(shop) as collection:
            count = collection.count()
        ask(shop, count)


def ask(address: Path, count: int) -> None:
    """Print the memory at each stop."""
    with served(address) as server:
        shop = f"{server.address}/v1/collections/{address.name}"
        table = Table("thumbnails fetched", "MB resident")
        table.add_row("0", f"{resident(server.pid):.0f}")
        asked_for = (one for _ in range(TURNS) for one in items(shop))
        for fetched, item in enumerate(asked_for, 1):
            urlopen(f"{shop}/images/{quote(item)}/thumbnail").read()
            if fetched % SEARCHED == 0:
                answer(f"{shop}/search", {"like": f"id:{item}", "limit": 60})
            if fetched % max(1, count // STOPS) == 0:
                table.add_row(f"{fetched:,}", f"{resident(server.pid):.0f}")
        Console().print(table)


def items(shop: str) -> Iterator[str]:
    """Ids of all, a page at a time."""
    cursor: str | None = ""
    while cursor is not None:
        more = f"&cursor={quote(cursor)}" if cursor else ""
        page = answer(f"{shop}/images?limit={PAGE}{more}")
        yield from (item["id"] for item in page["items"])
        cursor = page["cursor"]


def answer(address: str, asked: dict[str, Any] | None = None) -> Any:
    """What the server says, asked by POST where there is something to ask."""
    data = None if asked is None else json.dumps(asked).encode()
    with urlopen(Request(address, data, {"Content-Type": "application/json"})) as said:
        return json.load(said)


def resident(process: int) -> float:
    """Megabytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
