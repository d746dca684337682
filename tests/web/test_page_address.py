"""The address bar holds all that is asked: back, reload and a shared link bring it again."""

from typing import Any

from tests.web.conftest import PAGE, SHOWN, Ranking, Site, Tabs, wait_for_cards


def test_back_and_forward(page: Any, site: Site, ranking: Ranking) -> None:
    everything = site.ids()
    page.locator(".card a").first.click()
    page.wait_for_url("**like=id:**")
    wait_for_cards(page, ranking(f"id:{everything[0]}"))
    page.go_back()
    page.locator("h1", has_text="Everything").wait_for()
    wait_for_cards(page, everything[:PAGE])
    page.go_forward()
    page.locator("h1", has_text="Most like this").wait_for()
    wait_for_cards(page, ranking(f"id:{everything[0]}"))


def test_a_link_brings_everything_again(tabs: Tabs, site: Site) -> None:
    first, second, third = site.ids()[:3]
    asked = (
        f"?collection=shop&like=id:{first}&like=id:{second}&unlike=id:{third}&crop=.2,.2,.5,.5"
        "&weights=colour=.5,shape=.5&where=price+<+60"
    )
    page = tabs.open(site.address + "/" + asked, ".score")
    assert page.locator(".chip").count() == 2
    assert page.locator(".region").is_visible()
    assert page.get_by_label("Weight of colour").input_value() == "50"
    assert page.get_by_label("Weight of texture").input_value() == "0"
    assert page.get_by_label("price to").count() == 1
    body = {
        "like": [f"id:{first}", f"id:{second}"],
        "unlike": [f"id:{third}"],
        "crop": ".2,.2,.5,.5",
        "weights": "colour=.5,shape=.5",
        "where": "price < 60",
        "limit": PAGE,
    }
    wanted = [hit["id"] for hit in site.send("collections/shop/search", body)["hits"]]
    assert page.evaluate(SHOWN) == wanted
    page.reload()
    page.locator(".score").first.wait_for()
    assert page.evaluate(SHOWN) == wanted


def test_a_link_opens_the_light_box(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?open={site.ids()[4]}")
    page.locator("light-box dialog[open]").wait_for()
    assert page.locator("light-box h2").inner_text().endswith(".jpg")
    page.keyboard.press("Escape")
    page.locator("light-box dialog").wait_for(state="hidden")


def test_back_closes_the_light_box(page: Any) -> None:
    page.locator(".card a").first.press(" ")
    page.locator("light-box dialog[open]").wait_for()
    page.go_back()
    page.locator("light-box dialog").wait_for(state="hidden")
    assert page.locator("h1", has_text="Everything").is_visible()


def test_a_link_opens_the_collections(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?view=manage", "collection-card .big")
    assert page.locator("collection-card .big").inner_text() == "84 pictures"
    page.locator("collection-card h2 a").click()
    page.locator(".card").first.wait_for()


def test_long_whole_numbers_in_a_condition_stay_as_they_were_written(page: Any) -> None:
    for where in (
        "item in (1234567890123456701, 2)",
        "item >= 1234567890123456701",
        "item <= -9223372036854775807",
    ):
        again = "(where) => import('/where.js').then((m) => m.formatWhere(m.parseWhere(where)))"
        assert page.evaluate(again, where) == where
