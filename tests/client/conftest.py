"""A small drawn catalogue, open here and served on a free port."""

import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

import pytest
import uvicorn

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests import drawn_shop

LOOK_S = 0.02

Serve: TypeAlias = Callable[..., str]


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four small pictures, attributes.csv, and a file that is no image."""
    catalogue = drawn_shop.draw(tmp_path_factory.mktemp("drawn"))
    drawn_shop.break_one(catalogue)
    return catalogue


@pytest.fixture(scope="session")
def indexed(catalogue: Path) -> Path:
    """The catalogue's collection, closed; not to be changed."""
    return drawn_shop.index(catalogue)


@pytest.fixture(scope="session")
def pictures(catalogue: Path) -> list[Path]:
    return sorted(catalogue.glob("*/*.jpg"))


@contextmanager
def running(collections: Mapping[str, Collection], **settings: Any) -> Iterator[str]:
    """The address of a real server, in a thread."""
    app = build_app(collections, Settings(**settings))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(LOOK_S)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def serve(indexed: Path, tmp_path: Path) -> Iterator[Serve]:
    """`serve(*names, **settings)`: the address of a server of copies that may be changed."""
    with ExitStack() as stack:

        def start(*names: str, **settings: Any) -> str:
            copies = {name: shutil.copytree(indexed, tmp_path / name) for name in names}
            served = {name: Collection.open(copy) for name, copy in copies.items()}
            return stack.enter_context(running(served, **settings))

        yield start


@pytest.fixture(scope="session")
def server(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose `shop` is not to be changed."""
    copy = shutil.copytree(indexed, tmp_path_factory.mktemp("served") / "shop")
    with running({"shop": Collection.open(copy)}) as address:
        yield address


@pytest.fixture(scope="session")
def local(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """The same collection, open here; not to be changed."""
    copy = shutil.copytree(indexed, tmp_path_factory.mktemp("local") / "shop")
    with Collection.open(copy) as collection:
        yield collection
