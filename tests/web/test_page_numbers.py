"""Whole numbers that JavaScript would round, beyond 2^53, are shown and asked for as they are."""

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest

from lookalike.files.exact_number import exact_number
from tests.web.conftest import Site, Tabs, until

LONG, NEXT = 1234567890123456701, 1234567890123456702  # the same to JavaScript
LEAST = -9223372036854775807
NARROWED = ".grid .card"


TEXTS = [
    sign + text + end
    for text in (
        "0",
        "42",
        "00042",
        *(str(2**n + step) for n in (53, 60, 63) for step in (-1, 0, 1)),
    )
    for sign in ("", "-", "+")
    for end in ("", ".", ".0", ".000", ".5")
] + [
    *("1e20", "9007199254740993e0", "-90071992547409930E-1", "12345678901234567e2", "0.1", ".5"),
    *(
        "9223372036854775807e0",
        "9223372036854775809e0",
        "900719925474099.3e1",
        "1e-7",
        "5e15",
        "1e400",
    ),
    "1" + 400 * "0",
]


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


def test_a_text_is_the_number_that_the_server_reads(site: Site, tabs: Tabs) -> None:
    page = tabs.open(site.address)
    read = """(texts) => import('/exact.js').then(({ numberOf }) => texts.map((text) => {
        const number = numberOf(text);
        return typeof number === 'bigint' ? String(number) : number;
    }))"""
    found = page.evaluate(read, TEXTS)
    long = 10**400  # infinite to a server, which says so
    for text, number in zip(TEXTS, found, strict=True):
        expected = long if len(text) > 400 else exact_number(text)
        assert (int(number) if isinstance(number, str) else float(number)) == expected, text


def test_a_long_number_with_a_point_is_asked_for_to_its_last_digit(
    numbered: Site, tabs: Tabs
) -> None:
    page = tabs.open(f"{numbered.address}/?where=gtin+=+{NEXT}.0", ".grid .card")
    page.locator("result-line", has_text="1 of 84").wait_for()


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


def test_lists_beyond_those_counted_at_once_are_counted_when_opened(
    own_site: Site, tabs: Tabs
) -> None:
    many = {f"a{i:02}": "x" for i in range(90)}
    for item, last in zip(own_site.ids(), ("one", "two"), strict=False):
        set_attributes(own_site, item, many | {"zebra": last, "rare": 7 if last == "two" else None})
    page = tabs.open(own_site.address)
    last = page.locator("facet-lists [data-name=zebra]")
    assert last.locator("li").count() == 0
    last.locator("summary").click()
    last.locator("label", has_text="two").wait_for()
    assert last.locator(".count").all_inner_texts() == ["1", "1"]
    last.locator("label", has_text="two").click()
    page.locator("result-line", has_text="1 of 84").wait_for()


def test_an_attribute_whose_numbers_come_late_has_bounds(own_site: Site, tabs: Tabs) -> None:
    for item in own_site.ids()[-2:]:  # behind the items that the page looks at
        set_attributes(own_site, item, {"depth": len(item)})
        set_attributes(own_site, item, {"depth": ord(item[0])})
    page = tabs.open(own_site.address)
    page.locator("[data-name=depth] summary").click()
    page.get_by_label("depth from").wait_for()
