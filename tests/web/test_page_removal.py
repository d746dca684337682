"""What is said to be removed is removed: after the time to undo, or as the page is left."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.conftest import PHONE, SHOWN, Site, Tabs, until

CHOOSE = """(count) => {
  const boxes = [...document.querySelectorAll(".card .pick input")];
  for (const box of boxes.slice(0, count)) box.click();
}"""
GONE = "status of 404"  # thumbnails that were still on their way
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Chosen:
    """A page on which some pictures are chosen, and the requests that it sends to remove any."""

    def __init__(self, page: Any, site: Site, count: int) -> None:
        self.page, self.site = page, site
        self.sent: list[list[str]] = []
        page.on("request", self._note)
        self.ids: list[str] = page.evaluate(SHOWN)[:count]
        page.evaluate(CHOOSE, count)

    def _note(self, request: Any) -> None:
        if request.url.endswith("/images/remove"):
            self.sent.append(json.loads(request.post_data)["ids"])
        assert request.method != "DELETE"

    def remove(self) -> None:
        self.page.locator("choice-bar").get_by_role("button", name="Remove").click()
        self.page.locator("dialog[open]").get_by_role("button", name="Remove").click()
        until(self.page, f"(ids) => !{SHOWN}.some((id) => ids.includes(id))", self.ids)

    def now(self) -> None:
        self.page.get_by_role("button", name="Remove now").click()

    def wait_until_gone(self) -> None:
        """On the server, whatever has become of the page."""
        for _ in range(200):
            if not set(self.ids) & set(self.site.ids()):
                return
            self.page.context.pages[-1].wait_for_timeout(50)
        raise AssertionError(f"{len(set(self.ids) & set(self.site.ids()))} are still there")


@pytest.fixture
def choosing(own_site: Site, tabs: Tabs) -> Callable[..., Chosen]:
    def choose(count: int = 3, asked: str = "", **options: Any) -> Chosen:
        tabs.forgiven += (GONE,)
        page = tabs.open(f"{own_site.address}/{asked}", **options)
        if options.get("service_workers") == "allow":
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            until(page, "navigator.serviceWorker.controller !== null")
        return Chosen(page, own_site, count)

    return choose


def test_removing_is_asked_first(choosing: Callable[..., Chosen]) -> None:
    chosen = choosing()
    chosen.page.locator("choice-bar").get_by_role("button", name="Remove").click()
    chosen.page.get_by_role("button", name="Cancel").click()
    assert chosen.page.locator(".card.chosen").count() == 3
    assert len(chosen.site.ids()) == 84


def test_it_can_be_undone_where_it_was(choosing: Callable[..., Chosen]) -> None:
    chosen = choosing()
    before = chosen.page.evaluate(SHOWN)
    chosen.remove()
    assert chosen.page.locator(".notice").inner_text().startswith("Removing 3 pictures")
    chosen.page.get_by_role("button", name="Undo").click()
    until(chosen.page, f"(before) => {SHOWN}.join() === before.join()", before)
    assert len(chosen.site.ids()) == 84
    assert chosen.sent == []


def test_it_is_done_when_the_time_for_undoing_is_over(choosing: Callable[..., Chosen]) -> None:
    chosen = choosing()
    chosen.page.clock.install()
    chosen.remove()
    chosen.page.mouse.move(700, 300)
    chosen.page.clock.fast_forward(5000)
    assert chosen.sent == []
    chosen.page.clock.fast_forward(1100)
    chosen.page.get_by_text("3 pictures removed").wait_for()
    assert not set(chosen.ids) & set(chosen.site.ids())
    chosen.page.locator("result-line", has_text="81 pictures").wait_for()


def test_it_is_said_to_be_done_only_when_it_is(choosing: Callable[..., Chosen]) -> None:
    chosen = choosing()
    held: list[Any] = []
    chosen.page.route("**/images/remove", lambda route: held.append(route))
    chosen.remove()
    chosen.now()
    chosen.page.get_by_text("Removing 3 pictures…").wait_for()
    while not held:
        chosen.page.wait_for_timeout(20)
    assert len(chosen.site.ids()) == 84
    held[0].continue_()
    chosen.page.get_by_text("3 pictures removed").wait_for()
    assert len(chosen.site.ids()) == 81


def test_any_number_is_one_request(choosing: Callable[..., Chosen]) -> None:
    chosen = choosing(60)
    chosen.remove()
    chosen.now()
    chosen.page.get_by_text("60 pictures removed").wait_for()
    assert [sorted(ids) for ids in chosen.sent] == [sorted(chosen.ids)]


@pytest.mark.parametrize("workers", ["allow", "block"])
@pytest.mark.parametrize("way", ["reload", "elsewhere", "close"])
def test_a_page_that_is_left_has_it_done(
    choosing: Callable[..., Chosen], way: str, workers: str
) -> None:
    chosen = choosing(service_workers=workers)
    page = chosen.page
    page.context.new_page()  # the browser stays when the tab goes
    chosen.remove()
    if way == "reload":
        page.reload()
    elif way == "elsewhere":
        page.goto("about:blank")
    else:
        page.close()
    chosen.wait_until_gone()


def test_a_telephone_that_turns_to_something_else_has_it_done(
    choosing: Callable[..., Chosen],
) -> None:
    """It may end the page without a word."""
    chosen = choosing(viewport=PHONE, is_mobile=True, has_touch=True)
    chosen.remove()
    chosen.page.evaluate(HIDE)
    chosen.wait_until_gone()


def test_a_failure_is_told_and_they_come_back(choosing: Callable[..., Chosen], tabs: Tabs) -> None:
    tabs.forgiven = ("ERR_FAILED",)
    chosen = choosing()
    before = chosen.page.evaluate(SHOWN)
    chosen.page.route("**/images/remove", lambda route: route.abort())
    chosen.remove()
    chosen.now()
    chosen.page.get_by_text("3 pictures could not be removed").wait_for()
    assert chosen.page.evaluate(SHOWN) == before


def test_those_that_another_has_removed_are_told(
    choosing: Callable[..., Chosen], own_site: Site
) -> None:
    chosen = choosing()
    own_site.send("collections/shop/images/remove", {"ids": chosen.ids[:1]})
    chosen.remove()
    chosen.now()
    chosen.page.get_by_text("2 pictures removed, 1 had gone already").wait_for()


def test_a_second_removal_sends_the_first(choosing: Callable[..., Chosen]) -> None:
    chosen = choosing(2)
    chosen.remove()
    chosen.page.evaluate(CHOOSE, 1)
    chosen.page.locator("choice-bar").get_by_role("button", name="Remove").click()
    chosen.page.locator("dialog[open]").get_by_role("button", name="Remove").click()
    chosen.page.get_by_text("2 pictures removed").wait_for()
    assert len(chosen.site.ids()) == 82
    chosen.now()
    chosen.page.get_by_text("1 picture removed").wait_for()


def test_more_than_a_page_may_send_as_it_goes_is_removed_at_once(
    choosing: Callable[..., Chosen],
) -> None:
    """Browsers send 64 KiB for a page that has gone."""
    chosen = choosing(60)
    chosen.page.evaluate(
        """() => {
          for (const { item } of document.querySelectorAll(".card")) item.id += "-".repeat(1500);
        }"""
    )
    chosen.ids = chosen.page.evaluate(SHOWN)
    chosen.page.locator("choice-bar").get_by_role("button", name="Remove").click()
    assert "cannot be undone" in chosen.page.locator("dialog[open]").inner_text()
    chosen.page.locator("dialog[open]").get_by_role("button", name="Remove").click()
    chosen.page.get_by_text("60 had gone already").wait_for()
    assert chosen.page.get_by_role("button", name="Undo").count() == 0


def test_a_search_that_is_scrolled_after_a_removal_leaves_nothing_out(
    choosing: Callable[..., Chosen],
) -> None:
    """What ranks behind has moved up: the next page begins earlier."""
    chosen = choosing(5, "?like=colour:%23c03020")
    chosen.remove()
    chosen.now()
    chosen.page.get_by_text("5 pictures removed").wait_for()
    chosen.page.mouse.move(800, 500)
    chosen.page.mouse.wheel(0, 20_000)
    until(chosen.page, "document.querySelectorAll('.card').length >= 79")
    shown = chosen.page.evaluate(SHOWN)
    assert sorted(shown) == sorted(chosen.site.ids())


def test_another_collection_of_the_same_pictures_hides_none(
    choosing: Callable[..., Chosen], own_site: Site
) -> None:
    chosen = choosing()
    before = len(chosen.page.evaluate(SHOWN))
    own_site.send("collections", {"name": "twin", "folder": str(own_site.catalogue)})
    while own_site.api("collections/twin")["items"] != 84:
        chosen.page.wait_for_timeout(50)
    chosen.remove()
    chosen.page.locator("collection-picker select").select_option("twin")
    chosen.page.wait_for_url("**collection=twin**")
    until(chosen.page, f"(before) => {SHOWN}.length === before", before)
    assert set(chosen.ids) <= set(chosen.page.evaluate(SHOWN))


def test_a_collection_that_comes_meanwhile_does_not_take_the_place_of_this(
    choosing: Callable[..., Chosen], own_site: Site
) -> None:
    """The address names none, and the other one is the first by its name: it loses nothing."""
    chosen = choosing()
    own_site.send("collections", {"name": "another", "folder": str(own_site.catalogue)})
    chosen.page.locator("collection-picker option", has_text="another").wait_for(state="attached")
    assert chosen.page.locator("collection-picker select").input_value() == "shop"
    chosen.remove()
    chosen.now()
    chosen.page.get_by_text("3 pictures removed").wait_for()
    assert not set(chosen.ids) & set(chosen.site.ids())
