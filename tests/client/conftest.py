"""A small drawn catalogue, open here and served on a free port."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests import drawn_shop
from tests.copied import copied
from tests.real_server import listening

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
    with listening(app, log_level="error", access_log=False) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def serve(indexed: Path, tmp_path: Path) -> Iterator[Serve]:
    """`serve(*names, **settings)`: the address of a server of copies that may be changed."""
    with ExitStack() as stack:

        def start(*names: str, **settings: Any) -> str:
            copies = {name: copied(indexed, tmp_path / name) for name in names}
            served = {name: Collection.open(copy) for name, copy in copies.items()}
            return stack.enter_context(running(served, **settings))

        yield start


@pytest.fixture(scope="session")
def server(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose `shop` is not to be changed."""
    copy = copied(indexed, tmp_path_factory.mktemp("served") / "shop")
    with running({"shop": Collection.open(copy)}) as address:
        yield address


@pytest.fixture(scope="session")
def local(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """The same collection, open here; not to be changed."""
    copy = copied(indexed, tmp_path_factory.mktemp("local") / "shop")
    with Collection.open(copy) as collection:
        yield collection
