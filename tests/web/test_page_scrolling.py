"""Whoever scrolls comes to the end, in every window: each picture once, and none is left out."""

from collections import Counter
from typing import Any

import pytest

from tests.web.conftest import SHOWN, TRY_AGAIN, Site, Tabs, until
from tests.web.many import MANY

NARROW, WIDE = (360, 740), (1920, 1080)
COMMON = ((390, 844), (1366, 768), (1440, 900), WIDE)
OTHERS = ((1440, 1000), (2560, 1440), (1440, 3000), (320, 480))
VIEWS = {"catalogue": "", "search": "like=colour:%23c03020"}
WHEELS = 50  # turns at most until a page is asked for that fails
COUNT = "document.querySelectorAll('.card').length"
IS_FULL = "document.querySelector('.end').getBoundingClientRect().top > innerHeight"
WHEEL = 100_000  # pixels: to the end of what is there
A_WHILE = 4 * 60  # cards: some pages further


def without_thumbnails(page: Any) -> None:
    """The browser refuses them itself: a thousand trips to the test would take minutes."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": ["*/thumbnail?*"]})


def scroll_to(page: Any, cards: int) -> None:
    """Turn the wheel until there are so many."""
    while (before := page.evaluate(COUNT)) < cards:
        page.mouse.wheel(0, WHEEL)
        until(page, f"(before) => {COUNT} > before", before)


@pytest.fixture
def look(tabs: Tabs, many_site: Site) -> Any:
    """`look(asked, width, height)`: the page in a window of this size."""
    tabs.forgiven = ("ERR_BLOCKED_BY_CLIENT",)

    def opened(
        asked: str = "",
        width: int = 1440,
        height: int = 900,
        waits_for: str = ".card",
        **options: Any,
    ) -> Any:
        page = tabs.open("about:blank", "", viewport={"width": width, "height": height}, **options)
        without_thumbnails(page)
        page.goto(f"{many_site.address}/?{asked}")
        page.locator(waits_for).first.wait_for()
        page.mouse.move(width - 60, height - 60)
        return page

    return opened


@pytest.mark.parametrize(("window", "view"), [(NARROW, "catalogue"), (WIDE, "search")], ids=str)
def test_every_picture_is_there_once(look: Any, window: tuple[int, int], view: str) -> None:
    page = look(VIEWS[view], *window)
    scroll_to(page, MANY)
    times = Counter(page.evaluate(SHOWN))
    assert len(times) == MANY
    assert set(times.values()) == {1}


@pytest.mark.parametrize("window", [*COMMON, *OTHERS], ids=str)
def test_it_goes_on_in_every_window(look: Any, window: tuple[int, int]) -> None:
    scroll_to(look("", *window), A_WHILE)


@pytest.mark.parametrize("where", ["height+%3E=+48", "width+%3E=+96"], ids=["portraits", "wide"])
def test_it_goes_on_where_all_have_one_shape(look: Any, where: str) -> None:
    page = look(f"where={where}")
    scroll_to(page, MANY // 4)
    assert page.evaluate(COUNT) == MANY // 4


def test_it_goes_on_without_motion(look: Any) -> None:
    scroll_to(look(VIEWS["search"], reduced_motion="reduce"), A_WHILE)


def test_a_window_is_filled_when_it_grows(look: Any) -> None:
    page = look("", 1280, 800)
    page.set_viewport_size({"width": 1440, "height": 3000})
    until(page, IS_FULL)


def test_a_window_is_filled_when_its_page_is_made_small(look: Any) -> None:
    """As zooming does: all becomes small, and nobody scrolls."""
    page = look()
    page.evaluate("document.documentElement.style.zoom = '.3'")
    until(page, IS_FULL)


def test_a_tall_window_is_filled_when_the_pictures_are_shown_again(look: Any) -> None:
    page = look("view=manage", 1440, 3000, waits_for="collection-card .big")
    page.locator("collection-card h2 a").click()
    page.locator(".card").first.wait_for()
    until(page, IS_FULL)


def test_it_goes_on_after_looking_closely(look: Any) -> None:
    page = look()
    page.locator(".card a").nth(55).press(" ")
    page.locator("light-box dialog[open]").wait_for()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    page.locator("light-box dialog").wait_for(state="hidden")
    scroll_to(page, A_WHILE)


def test_it_goes_on_after_a_page_that_failed(look: Any, tabs: Tabs) -> None:
    tabs.forgiven += ("ERR_FAILED",)
    page = look(VIEWS["search"])
    page.route("**/search", lambda route: route.abort())
    failed = page.get_by_role("button", name="Try again")
    for _ in range(WHEELS):  # what was looked for ahead is shown first
        page.mouse.wheel(0, WHEEL)
        page.wait_for_timeout(100)
        if failed.is_visible():
            break
    failed.wait_for()
    before = page.evaluate(COUNT)
    page.unroute_all(behavior="wait")
    page.evaluate(TRY_AGAIN)
    scroll_to(page, before + A_WHILE)
    assert set(Counter(page.evaluate(SHOWN)).values()) == {1}
