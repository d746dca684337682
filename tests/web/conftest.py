"""A small drawn catalogue, served for real, and Chromium to look at it."""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.encoders.layout import CHUNK
from lookalike.search.example import Example
from lookalike.search.query import Query
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from lookalike.types import ImageArray, Vectors
from tests import drawn_shop
from tests.encoders.tiny_network import make_local_network
from tests.real_server import listening
from tests.web.many import MANY, draw_many, index_many

CHROMIUMS = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip
SIZE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
SHOWN = "[...document.querySelectorAll('.card')].map((card) => card.item.id)"
EXAMPLE = "sandal/sandal-red-plain-037.jpg"  # far from all others, which are far from each other
PAGE = 60  # cards that are shown at first
FILM_SIDE = 480  # pixels of what the camera sees
TRY_AGAIN = "document.querySelector('.told .main')?.click()"  # the page may be back before
PATIENCE_MS = 20_000  # a busy machine is slow, and not wrong
JOB_S = 60  # that a job of `making_site` goes on: it costs little, and is there to be looked at


Examples: TypeAlias = Example | Sequence[Example]
Ranking: TypeAlias = Callable[..., list[str]]


@dataclass
class Site:
    """A server that runs, and where its folders are."""

    address: str
    catalogue: Path

    def api(self, path: str) -> Any:
        with urlopen(f"{self.address}/v1/{path}") as answer:
            return json.load(answer)

    def send(self, path: str, body: Any) -> Any:
        data, kind = json.dumps(body).encode(), {"content-type": "application/json"}
        with urlopen(Request(f"{self.address}/v1/{path}", data, kind)) as answer:
            return json.load(answer)

    def ids(self, where: str = "") -> list[str]:
        """All that fit, as they are listed."""
        asked = urlencode({"limit": 200} | ({"where": where} if where else {}))
        return [item["id"] for item in self.api(f"collections/shop/images?{asked}")["items"]]

    def ranked(self, like: str, collection: str = "shop", **asked: Any) -> list[str]:
        """The ids of a first page, as the server answers."""
        body = {"like": [like], "limit": PAGE, **asked}
        found = self.send(f"collections/{collection}/search", body)
        return [hit["id"] for hit in found["hits"]]


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `catalogue`, of which one file is broken, and its `shop`, closed."""
    folder = tmp_path_factory.mktemp("web")
    catalogue = drawn_shop.draw(folder, 84)
    drawn_shop.break_one(catalogue)
    encoders = [make_local_network(folder / "network.onnx"), *CLASSICAL]
    drawn_shop.index(catalogue, "shop", encoders)
    return folder


@contextmanager
def serving(indexed: Path, folder: Path, **settings: Any) -> Iterator[Site]:
    """A copy of the shop, on a port of its own."""
    copy = shutil.copytree(indexed / "shop", folder / "shop")
    app = build_app({"shop": Collection.open(copy)}, Settings(**{"calibrates": False} | settings))
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", indexed / "catalogue")


@pytest.fixture(scope="session")
def site(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serves `shop`, which is not to be changed."""
    with serving(indexed, tmp_path_factory.mktemp("site"), fetches_private=True) as site:
        yield site


@pytest.fixture
def own_site(indexed: Path, tmp_path: Path) -> Iterator[Site]:
    """Serves a `shop` that may be changed, and makes collections of the catalogue."""
    home = tmp_path / "home"
    home.mkdir()
    with serving(indexed, tmp_path, roots=(indexed / "catalogue",), home=home) as site:
        yield site


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of `MANY` pictures of mixed shapes."""
    return draw_many(tmp_path_factory.mktemp("many") / "many")


@pytest.fixture(scope="session")
def many_site(many: Path) -> Iterator[Site]:
    """Serves `many`; not to be changed."""
    app = build_app({"many": Collection.open(index_many(many))}, Settings(calibrates=False))
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", many)


@pytest.fixture
def making_site(
    indexed: Path, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """Serves `shop`, and makes collections of `many`: at leisure, for a minute each at least."""
    home = tmp_path / "home"
    home.mkdir()
    encode, one_at_a_time = Collection.encode, Lock()

    def after_a_while(collection: Collection, images: Sequence[ImageArray]) -> Vectors:
        with one_at_a_time:
            time.sleep(CHUNK * JOB_S / MANY)
        return encode(collection, images)

    monkeypatch.setattr(Collection, "encode", after_a_while)
    with serving(indexed, tmp_path, roots=(many,), home=home) as site:
        yield Site(site.address, many)


@pytest.fixture
def growing_site(tmp_path: Path) -> Iterator[Site]:
    """Serves `few`, 90 pictures of a folder that may be changed."""
    folder = draw_many(tmp_path / "few", count=90)
    collection = Collection.open(index_many(folder))
    with listening(build_app({"few": collection}, Settings()), log_level="warning") as port:
        yield Site(f"http://localhost:{port}", folder)


@pytest.fixture(scope="session")
def film(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser's camera sees: `EXAMPLE`, without end."""
    path = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    with Image.open(indexed / "catalogue" / EXAMPLE) as picture:
        picture.resize((FILM_SIDE, FILM_SIDE)).save(path, "JPEG", quality=95)
    return path


@pytest.fixture(scope="package")
def browser(film: Path) -> Iterator[Any]:
    """Debian's Chromium, or a reason to skip: best its shell, which opens a page in a quarter."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the test extra: playwright")
    programs = filter(None, map(shutil.which, CHROMIUMS))
    program = next(programs, None)
    if program is None:
        pytest.skip("needs a browser: apt-get install chromium")
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=flags)
        # Not closed: that waits without end for a Chromium that hangs, and Playwright's end kills.


@dataclass
class Tabs:
    """Opens pages, and remembers what went wrong in them."""

    browser: Any
    stack: ExitStack
    wrong: list[str] = field(default_factory=list)
    forgiven: tuple[str, ...] = ()
    """Parts of console errors that a test provokes: browsers note every failed request."""

    def open(self, address: str, waits_for: str = ".card", **options: Any) -> Any:
        options = {"viewport": SIZE, "service_workers": "block", **options}
        context = self.stack.enter_context(self.browser.new_context(**options))
        context.grant_permissions(["camera", "clipboard-read", "clipboard-write"])
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(address)
        if waits_for:
            page.locator(waits_for).first.wait_for()
        return page


@pytest.fixture
def tabs(browser: Any) -> Iterator[Tabs]:
    """Pages of the test; no error may stand in any console at its end."""
    with ExitStack() as stack:
        tabs = Tabs(browser, stack)
        yield tabs
    unforgiven = [said for said in tabs.wrong if not any(part in said for part in tabs.forgiven)]
    assert unforgiven == []


def until(page: Any, holds: str, *given: Any) -> None:
    """
    Wait until it is `true`; Playwright's own way is `eval`, which the page's policy forbids.

    What is only not nothing does not count: methods that scroll return an object in Chromium 156.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while page.evaluate(holds, *given) is not True:
        assert time.monotonic() < deadline, f"it never came to {holds}"
        page.wait_for_timeout(50)


def wait_for_cards(page: Any, ids: Sequence[str]) -> None:
    """Until these are the first cards, in this order."""
    until(page, f"(ids) => String({SHOWN}.slice(0, ids.length)) === String(ids)", ids)


def another(page: Any, address: str, waits_for: str = "") -> Any:
    """One more tab of the same browser: all its tabs share six connections to a server."""
    tab = page.context.new_page()
    tab.goto(address)
    if waits_for:
        tab.locator(waits_for).first.wait_for()
    return tab


@pytest.fixture
def page(tabs: Tabs, site: Site) -> Any:
    """The page, with everything on it."""
    return tabs.open(site.address)


@pytest.fixture
def picture(site: Site) -> Path:
    """A file to search by, which is in the catalogue too, and not among what is shown first."""
    return site.catalogue / EXAMPLE


@pytest.fixture(scope="session")
def ranking(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ranking]:
    """`ranking(like, unlike=(), crop=None)`: what the page has to show, by a collection here."""
    copy = shutil.copytree(indexed / "shop", tmp_path_factory.mktemp("ranking") / "shop")
    with Collection.open(copy) as shop:

        def rank(like: Examples, unlike: Examples = (), crop: str | None = None) -> list[str]:
            query = Query(like, unlike, limit=PAGE, crop=crop)
            return [hit.item.id for hit in shop.search(query)]

        yield rank
