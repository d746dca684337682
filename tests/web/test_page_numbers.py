"""Whole numbers that JavaScript would round, beyond 2^53, are shown and asked for as they are."""

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.web.conftest import Site, Tabs, until

LONG, NEXT = 1234567890123456701, 1234567890123456702  # the same to JavaScript
LEAST = -9223372036854775807
NARROWED = ".grid .card"


@pytest.fixture
def numbered(own_site: Site) -> Site:
    """Its first items have a `gtin` each, which is told apart from the next by its last digit."""
    for item, number in zip(own_site.ids(), (LONG, NEXT, LEAST), strict=False):
        set_attributes(own_site, item, {"gtin": number})
    return own_site


def set_attributes(site: Site, item: str, attributes: Any) -> None:
    data, kind = (
        json.dumps({"attributes": attributes}).encode(),
        {"content-type": "application/json"},
    )
    address = f"{site.address}/v1/collections/shop/images/{item}"
    urlopen(Request(address, data, kind, method="PATCH")).close()


def test_an_attribute_is_shown_with_all_its_digits(numbered: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{numbered.address}/?open={numbered.ids()[0]}", "light-box .attributes")
    page.locator("light-box dd", has_text="1,234,567,890,123,456,701").wait_for()


def test_a_bound_that_is_typed_is_asked_for_to_its_last_digit(numbered: Site, tabs: Tabs) -> None:
    page = tabs.open(numbered.address)
    page.locator("[data-name=gtin] summary").click()
    page.get_by_label("gtin from").fill(str(NEXT))
    page.wait_for_url(f"**where=gtin+%3E=+{NEXT}")
    page.locator("result-line", has_text="1 of 84").wait_for()
    assert page.get_by_label("gtin from").input_value() == str(NEXT)


def test_the_copied_have_all_their_digits(numbered: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{numbered.address}/?where=gtin+in+({LONG},{LEAST})")
    assert page.locator(NARROWED).count() == 2
    for card in page.locator(NARROWED).all():
        card.hover()
        card.locator(".pick input").check()
    page.get_by_role("button", name="Copy JSON").click()
    page.get_by_text("Copied 2 pictures").wait_for()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert {item["attributes"]["gtin"] for item in copied} == {LONG, LEAST}
    page.get_by_role("button", name="Copy CSV").click()
    until(page, f"navigator.clipboard.readText().then((text) => text.includes(',{LEAST},'))")


def test_a_value_that_is_added_with_pictures_is_kept(own_site: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{own_site.address}/?view=manage", "collection-card .big")
    file = {"name": "new.png", "mimeType": "image/png", "buffer": page.screenshot()}
    page.get_by_text("With attributes").click()
    page.get_by_label("Attribute", exact=True).fill("gtin")
    page.get_by_label("Its value").fill(str(LONG))
    page.locator("add-images input[type=file]").set_input_files([file])
    page.get_by_text("Added 1 picture").wait_for()
    found = own_site.api(f"collections/shop/images?where=gtin={LONG}")["items"]
    assert [item["attributes"]["gtin"] for item in found] == [LONG]
