"""Nothing, not yet, not found, not there: each is said, with what to do next."""

import re
from typing import Any

from tests.web.conftest import PHONE, SHOWN, TRY_AGAIN, Ranking, Site, Tabs, until, wait_for_cards


def test_nothing_fits(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?where=price+<+0", ".told")
    assert page.locator(".told h2").inner_text() == "No matches"
    page.get_by_role("button", name="Clear the filters").click()
    page.locator(".card").first.wait_for()


def test_a_condition_that_cannot_be_read_is_shown_where_it_breaks(tabs: Tabs, site: Site) -> None:
    tabs.forgiven = ("status of 422",)
    page = tabs.open(f"{site.address}/?where=price+less+3", ".told")
    assert "at character 7" in page.locator(".pictures .told").inner_text()


def test_an_item_that_is_gone_is_told(tabs: Tabs, site: Site) -> None:
    tabs.forgiven = ("status of 404",)
    page = tabs.open(f"{site.address}/?like=id:nothing", ".told")
    assert "nothing" in page.locator(".told p").inner_text()
    page.get_by_role("button", name="Start over").click()
    page.locator(".card").first.wait_for()


def test_an_unknown_collection_leads_to_a_known_one(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?collection=nothing", ".told")
    page.get_by_role("button", name="Open another").click()
    page.locator(".card").first.wait_for()


def test_a_server_that_is_away_is_tried_again(tabs: Tabs, page: Any, ranking: Ranking) -> None:
    tabs.forgiven = ("ERR_FAILED", "ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED")
    page.route("**/search", lambda route: route.abort())
    first = page.evaluate(SHOWN)[0]
    page.locator(".card a").first.click()
    page.get_by_text("The server cannot be reached").wait_for()
    with page.expect_request("**/search"):
        page.get_by_role("button", name="Try again").click()
    page.unroute_all()
    page.evaluate(TRY_AGAIN)
    page.locator(".card .score").first.wait_for()
    wait_for_cards(page, ranking(f"id:{first}"))


def test_boxes_stand_where_pictures_will_be(tabs: Tabs, site: Site) -> None:
    page = tabs.open("about:blank", "")
    page.route("**/images?*", lambda route: None)  # never answered
    page.goto(site.address)
    page.locator(".skeleton").first.wait_for()
    page.unroute_all(behavior="ignoreErrors")


def test_a_slow_server_is_spoken_of(tabs: Tabs, site: Site) -> None:
    page = tabs.open("about:blank", "")
    page.clock.install()
    page.route("**/images?*", lambda route: None)
    page.goto(site.address)
    page.locator("result-line", has_text="Searching…").wait_for()
    page.clock.fast_forward(5000)
    page.get_by_text("Still searching").wait_for()
    page.unroute_all(behavior="ignoreErrors")


def test_a_busy_server_is_asked_again(tabs: Tabs, page: Any, ranking: Ranking) -> None:
    tabs.forgiven = ("status of 429",)
    refused: list[Any] = []

    def refuse_once(route: Any) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route)
            route.fulfill(status=429, headers={"retry-after": "1"}, body="{}")

    page.route("**/search", refuse_once)
    wanted = ranking(f"id:{page.evaluate(SHOWN)[0]}")
    page.locator(".card a").first.click()
    wait_for_cards(page, wanted)
    assert len(refused) == 1
    page.unroute_all(behavior="ignoreErrors")


def test_it_opens_without_the_server(tabs: Tabs, site: Site) -> None:
    tabs.forgiven = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    page = tabs.open(site.address, service_workers="allow")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    page.get_by_text(re.compile("You are offline|The server cannot be reached")).wait_for()
    page.context.set_offline(False)
    page.evaluate(TRY_AGAIN)
    page.locator(".card").first.wait_for()


def test_a_phone_shows_two_columns_and_refines_in_a_sheet(tabs: Tabs, site: Site) -> None:
    address = f"{site.address}/?like=id:{site.ids()[0]}"
    page = tabs.open(address, ".score", viewport=PHONE, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator("part-weights").is_hidden()
    page.get_by_role("button", name="Refine").tap()
    page.locator("part-weights").wait_for()
    page.get_by_label("Weight of colour").fill("100")
    page.wait_for_url("**weights=**")
    page.keyboard.press("Escape")
    page.locator("part-weights").wait_for(state="hidden")


def test_the_theme_is_turned_and_kept(page: Any) -> None:
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != light
    page.reload()
    page.locator(".card").first.wait_for()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark
