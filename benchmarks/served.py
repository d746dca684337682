"""A collection of links to images, and a `lookalike serve` of one, while a benchmark asks them."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lookalike import Collection, index_folder
from lookalike.images.find import Found, find_images


@dataclass(frozen=True)
class Server:
    """A process of its own, on a free port."""

    pid: int
    host: str
    port: int

    @property
    def address(self) -> str:
        """Of the page; what is asked follows after a slash."""
        return f"http://{self.host}:{self.port}"


@contextmanager
def indexed(folder: Path, count: int) -> Iterator[Path]:
    """The address of a new collection, `shop`: so many images of the folder, as links."""
    files = [one.path for one in find_images(folder) if isinstance(one, Found)]
    with tempfile.TemporaryDirectory() as place:
        links, shop = Path(place, "images"), Path(place, "shop")
        links.mkdir()
        for number, path in enumerate(files[:count]):
            (links / f"{number:06}{path.suffix}").symlink_to(path.resolve())
        with Collection.open(shop, create=True) as collection:
            index_folder(collection, links)
        yield shop


@contextmanager
def served(collection: Path, *options: str) -> Iterator[Server]:
    """A server of one collection, which answers when this is entered."""
    program = Path(sys.executable).with_name("lookalike")
    command = [str(program), "serve", str(collection), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://([\d.]+):(\d+)", process.stdout.readline())
        assert found, "the server did not say where it is"
        yield Server(process.pid, found[1], int(found[2]))
    finally:
        process.terminate()
        process.wait()
