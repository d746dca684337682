"""A small drawn catalogue, served."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeAlias

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.keys import Keys
from lookalike.server.settings import LOOPBACK, Settings
from tests import drawn_shop
from tests.copied import copied
from tests.indexing.conftest import paint

Serve: TypeAlias = Callable[..., TestClient]
SHOP = "/v1/collections/shop"
HOSTS = (*LOOPBACK, "testserver")  # as the test client calls it


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four small pictures and attributes.csv; not to be changed."""
    return drawn_shop.draw(tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="session")
def indexed(catalogue: Path) -> Path:
    """The catalogue's collection, closed; with one file that could not be read."""
    drawn_shop.break_one(catalogue)
    return drawn_shop.index(catalogue)


@pytest.fixture(scope="session")
def pictures(catalogue: Path) -> list[Path]:
    return sorted(catalogue.glob("*/*.jpg"))


@pytest.fixture(scope="session")
def client(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serves `shop`, which is not to be changed."""
    copy = copied(indexed, tmp_path_factory.mktemp("served") / "shop")
    app = build_app(
        {"shop": Collection.open(copy)}, Settings(max_limit=100, fetches=False, hosts=HOSTS)
    )
    with TestClient(app) as client:
        yield client


@pytest.fixture
def serve(indexed: Path, tmp_path: Path) -> Iterator[Serve]:
    """`serve(**settings)`: a client of a server of its own, whose `shop` may be changed."""
    with ExitStack() as stack:

        def start(**settings: Any) -> TestClient:
            copy = copied(indexed, tmp_path / "shop")
            app = build_app(
                {"shop": Collection.open(copy)}, Settings(**{"hosts": HOSTS} | settings)
            )
            return stack.enter_context(TestClient(app))

        yield start


@pytest.fixture
def own(serve: Serve) -> TestClient:
    """A server whose `shop` may be changed."""
    return serve()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """The file of keys of a server that asks for them."""
    return Keys(tmp_path / "keys.json")


@pytest.fixture
def secret(keys: Keys) -> str:
    return keys.add("anna")


@pytest.fixture
def loose(tmp_path: Path) -> list[Path]:
    """Pictures that the shop does not have."""
    return [paint(tmp_path / "loose" / f"{i}.png", 500 + i) for i in range(3)]


@pytest.fixture
def site(loose: list[Path]) -> Iterator[str]:
    """A web server on this machine that has them."""

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(loose[0].parent))

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def first_id(client: TestClient) -> str:
    found: str = client.get(f"{SHOP}/images?limit=1").json()["items"][0]["id"]
    return found


def file(path: Path, field: str = "image") -> tuple[str, tuple[str, bytes, str]]:
    """A file as a form sends it."""
    return field, (path.name, path.read_bytes(), "image/jpeg")


def is_problem(answer: Any, status: int, said: str = "", error: str | None = None) -> bool:
    """Whether an answer is a problem of this status that says this."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert said in body["detail"], body["detail"]
    assert body.get("error") == error or error is None, body
    return True


def job_over(client: TestClient, path: str, asked: dict[str, Any]) -> Any:
    """Start a job by a request to this path below the shop, and return it once it is over."""
    answer = client.post(f"{SHOP}/{path}", json=asked)
    assert answer.status_code == 202, answer.text
    job, until = answer.json(), monotonic() + 60
    while job["state"] in ("waiting", "running") and monotonic() < until:
        sleep(0.05)
        job = client.get(f"/v1/jobs/{job['id']}").json()
    return job
