"""Copies once, one of each group, more variety: asked on the page, kept in its address."""

from pathlib import Path
from typing import Any

import pytest

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from lookalike.stores.base import Record
from lookalike.types import Item
from tests.real_server import listening
from tests.web.conftest import PHONE, SHOWN, Site, Tabs, until, wait_for_cards
from tests.web.many import draw_many, index_many

GROUPS = 130  # which fill more than two pages


def searched(tabs: Tabs, site: Site, **options: Any) -> Any:
    return tabs.open(f"{site.address}/?like=id:{site.ids()[0]}", ".score", **options)


def hits(site: Site, **asked: Any) -> list[Any]:
    body = {"like": f"id:{site.ids()[0]}", "limit": 60, **asked}
    return list(site.send("collections/shop/search", body)["hits"])


def test_one_hit_of_each_group_and_the_others_beneath(tabs: Tabs, site: Site) -> None:
    page = searched(tabs, site)
    assert page.locator(".stack:visible").count() == 0
    page.get_by_label("One per").select_option("category")
    page.wait_for_url("**group_by=category**")
    expected = hits(site, group_by="category")
    wait_for_cards(page, [hit["id"] for hit in expected])
    first = next(hit for hit in expected if hit.get("beneath_count"))
    button = page.locator(".stack:visible").first
    assert button.inner_text() == f"+{first['beneath_count']}"
    button.click()
    sheet = page.locator("stack-sheet dialog[open]")
    assert sheet.locator("li").count() == len(first["beneath"])
    assert f"{first['beneath_count']} picture" in sheet.locator("h2").inner_text()
    sheet.locator("li a").first.click()
    page.wait_for_url(f"**open={first['beneath'][0]['id']}**")
    page.locator("light-box h2").wait_for()
    page.keyboard.press("Escape")
    page.locator("light-box dialog").wait_for(state="hidden")
    assert not sheet.is_visible()


def test_a_group_is_shown_whole(tabs: Tabs, site: Site) -> None:
    page = searched(tabs, site)
    page.get_by_label("One per").select_option("category")
    button = page.locator(".stack:visible").first
    button.click()
    page.locator("stack-sheet footer button").click()
    first = next(hit for hit in hits(site, group_by="category") if hit.get("beneath_count"))
    kind = first["attributes"]["category"]
    wait_for_cards(page, [hit["id"] for hit in hits(site, where=f"category = '{kind}'")])
    assert "group_by" not in page.url


def test_variety_and_copies_are_asked_and_reset(tabs: Tabs, site: Site) -> None:
    page = searched(tabs, site)
    plain = [hit["id"] for hit in hits(site)]
    slider = page.get_by_label("More variety")
    slider.press("End")
    wait_for_cards(page, [hit["id"] for hit in hits(site, diverse=1)])
    assert "diverse=1" in page.url
    page.get_by_label("Show copies once").check()
    wait_for_cards(page, [hit["id"] for hit in hits(site, diverse=1, copies="once")])
    assert "copies=once" in page.url
    page.locator("hit-options header button").click()
    wait_for_cards(page, plain)
    assert slider.input_value() == "0"
    assert not page.get_by_label("Show copies once").is_checked()
    assert "copies" not in page.url


def test_a_link_brings_the_options_again(tabs: Tabs, site: Site) -> None:
    like = f"like=id:{site.ids()[0]}"
    address = f"{site.address}/?{like}&copies=once&group_by=colour&diverse=.4"
    page = tabs.open(address, ".score")
    asked = {"copies": "once", "group_by": "colour", "diverse": 0.4}
    wait_for_cards(page, [hit["id"] for hit in hits(site, **asked)])
    assert page.get_by_label("Show copies once").is_checked()
    assert page.get_by_label("One per").input_value() == "colour"
    assert page.get_by_label("More variety").input_value() == "8"


def test_the_options_are_of_a_search_alone_and_in_the_sheet_of_a_phone(
    tabs: Tabs, site: Site
) -> None:
    page = tabs.open(site.address)
    assert page.locator("hit-options").is_hidden()
    page = searched(tabs, site, viewport=PHONE)
    page.get_by_role("button", name="Refine").click()
    page.get_by_label("Show copies once").check()
    page.wait_for_url("**copies=once**")


@pytest.fixture
def grouped_site(tmp_path: Path) -> Any:
    """Serves `many`: 390 pictures in 130 groups of three."""
    folder = draw_many(tmp_path / "many", count=3 * GROUPS)
    collection = Collection.open(index_many(folder))
    for number, record in enumerate(list(collection.store.scan())):
        item, group = record.item, f"g{number % GROUPS:03}"
        attributes = {**item.attributes, "group": group}
        collection.store.describe([Record(Item(item.id, item.source, attributes), record.origin)])
    with listening(build_app({"many": collection}, Settings()), log_level="warning") as port:
        yield Site(f"http://localhost:{port}", folder)


def test_scrolling_on_brings_each_group_once(grouped_site: Site, tabs: Tabs) -> None:
    first = grouped_site.api("collections/many/images?limit=1")["items"][0]["id"]
    page = tabs.open(f"{grouped_site.address}/?like=id:{first}&group_by=group", ".score")
    until(page, f"(scrollTo(0, 1e6), {SHOWN}.length >= {GROUPS})")
    groups = page.evaluate(
        "[...document.querySelectorAll('.card')].map((card) => card.item.attributes.group)"
    )
    assert len(groups) == len(set(groups)) == GROUPS
    sent = {"like": f"id:{first}", "group_by": "group", "limit": 500}
    every = grouped_site.send("collections/many/search", sent)["hits"]
    assert page.evaluate(SHOWN) == [hit["id"] for hit in every]
