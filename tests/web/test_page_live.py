"""What happens on the server is followed by one stream, which all tabs of a browser share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.real_server import listening
from tests.web.conftest import Site, Tabs, another, until
from tests.web.many import draw_many, index_many

SEVERAL = 6  # connections that a browser opens to one server
HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SAID = "collection-card[name=new] job-progress [role=status]"
WITHOUT_LOCKS = "delete Navigator.prototype.locks"


class Streams:
    """Those of events that the tabs of a browser hold open."""

    def __init__(self, page: Any) -> None:
        self._begun: list[Any] = []
        self.most = self.count = 0
        page.context.on("request", self._begin)
        page.context.on("requestfinished", self._end)
        page.context.on("requestfailed", self._end)

    def _begin(self, request: Any) -> None:
        if request.url.endswith("/events"):
            self._begun.append(request)
            self.count += 1
            self.most = max(self.most, len(self.open))

    def _end(self, request: Any) -> None:
        if request in self._begun:
            self._begun.remove(request)

    @property
    def open(self) -> list[Any]:
        """Of a tab that is closed, Playwright tells no end."""
        return [one for one in self._begun if not one.frame.page.is_closed()]


@pytest.fixture
def manage(making_site: Site, tabs: Tabs) -> tuple[Any, Streams]:
    """A blank tab, and the streams of its browser."""
    page = tabs.open("about:blank", "")
    return page, Streams(page)


def make(site: Site, name: str) -> None:
    site.send("collections", {"name": name, "folder": str(site.catalogue)})


def test_six_jobs_of_the_form_freeze_nothing(
    making_site: Site, manage: tuple[Any, Streams]
) -> None:
    page, streams = manage
    page.goto(f"{making_site.address}/?view=manage")
    page.get_by_text("New collection from a folder").click()
    for number in range(SEVERAL):
        page.get_by_label("Name").fill(f"new-{number}")
        page.get_by_label("Folder on the server").fill(str(making_site.catalogue))
        page.get_by_role("button", name="Create").click()
        page.locator(f"collection-card[name=new-{number}] job-progress strong").wait_for()
    page.locator("collection-card[name=shop] h2 a").click()
    page.locator(".card").first.wait_for()
    another(page, f"{making_site.address}/?collection=shop", ".card")
    assert streams.most == 1


def test_many_tabs_that_follow_a_job_freeze_nothing(
    making_site: Site, manage: tuple[Any, Streams]
) -> None:
    page, streams = manage
    make(making_site, "new")
    page.goto(f"{making_site.address}/?view=manage")
    address, awaited = page.url, "collection-card[name=new] job-progress progress[value]"
    others = [another(page, address, awaited) for _ in range(SEVERAL + 3)]
    another(page, f"{making_site.address}/?collection=shop", ".card")
    assert streams.most == 1
    page.close()
    before = others[-1].locator(SAID).inner_text()
    until(others[-1], f"(before) => document.querySelector({SAID!r}).innerText !== before", before)
    wait(others[-1], lambda: len(streams.open) == 1)


def test_tabs_without_locks_hold_no_connection(
    making_site: Site, manage: tuple[Any, Streams]
) -> None:
    """Browsers lend locks to secure pages only: none over plain HTTP from elsewhere."""
    page, streams = manage
    page.context.add_init_script(WITHOUT_LOCKS)
    page.goto(f"{making_site.address}/?view=manage")
    awaited = "collection-card[name=new] job-progress progress[value]"
    tabs = [another(page, page.url) for _ in range(SEVERAL)]
    make(making_site, "new")
    for tab in tabs:
        tab.locator(awaited).wait_for()
    assert streams.count == 0


def test_nobody_who_looks_means_no_stream(making_site: Site, manage: tuple[Any, Streams]) -> None:
    page, streams = manage
    page.goto(making_site.address)
    other = another(page, making_site.address, ".card")
    wait(page, lambda: len(streams.open) == 1)
    page.evaluate(HIDE, "hidden")
    other.evaluate(HIDE, "hidden")
    wait(page, lambda: not streams.open)
    other.evaluate(HIDE, "visible")
    wait(page, lambda: len(streams.open) == 1)
    other.goto("about:blank")
    wait(page, lambda: not streams.open)


def wait(page: Any, holds: Callable[[], bool]) -> None:
    """Let the browser tell until it holds."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came")


def test_what_happened_while_it_was_hidden_is_made_up_for(growing_site: Site, tabs: Tabs) -> None:
    page = tabs.open(growing_site.address)
    page.evaluate(HIDE, "hidden")
    draw_many(growing_site.catalogue / "more", count=3, seed=5)
    growing_site.send("collections/few/index", {})
    while growing_site.api("collections/few")["items"] != 93:
        page.wait_for_timeout(50)
    page.evaluate(HIDE, "visible")
    page.locator("result-line", has_text="93 pictures").wait_for()


def test_a_question_to_a_server_that_is_away_is_answered_when_it_is_back(
    tabs: Tabs, tmp_path: Path
) -> None:
    """Meanwhile the pictures of the question before are not shown as its answer."""
    tabs.forgiven = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE", "ERR_CONNECTION_RESET")
    address = index_many(draw_many(tmp_path / "few", count=70))

    def app() -> Any:
        return build_app({"few": Collection.open(address)}, Settings())

    with listening(app(), log_level="warning") as port:
        page = tabs.open(f"http://localhost:{port}")
    page.locator(".card a").nth(5).click()
    page.get_by_text("The server cannot be reached").wait_for()
    assert page.locator(".card").first.is_hidden()
    with listening(app(), port, log_level="warning"):
        page.locator(".card .score").first.wait_for()
        until(page, "document.querySelector('region-picker img').naturalWidth > 0")
        page.locator("region-picker:not(.gone) img").wait_for()
        page.close()


def test_it_goes_on_with_a_server_that_was_started_anew(tabs: Tabs, tmp_path: Path) -> None:
    tabs.forgiven = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE", "ERR_CONNECTION_RESET")
    folder = draw_many(tmp_path / "few", count=70)
    address = index_many(folder)

    def app() -> Any:
        return build_app({"few": Collection.open(address)}, Settings())

    with listening(app(), log_level="warning") as port:
        page = tabs.open(f"http://localhost:{port}")
        page.locator("result-line", has_text="70 pictures").wait_for()
    draw_many(folder / "more", count=4, seed=5)
    with Collection.open(address) as collection:
        index_folder(collection, folder)
    with listening(app(), port, log_level="warning"):
        page.locator("result-line", has_text="74 pictures").wait_for()
        page.close()
