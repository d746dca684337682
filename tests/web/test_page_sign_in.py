"""A server that asks for a key: the page lets in who has one, and shows nothing before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lookalike.server.keys import Keys
from tests.web.conftest import PHONE, Site, Tabs, serving, until

REFUSED = ("401",)  # the browser notes each in its console


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys.json")


@pytest.fixture
def secret(keys: Keys) -> str:
    return keys.add("anna")


@pytest.fixture
def guarded(indexed: Path, tmp_path: Path, keys: Keys, secret: str) -> Iterator[Site]:
    with serving(indexed, tmp_path, keys=keys) as site:
        yield site


def sign_in(page: Any, key: str) -> None:
    page.get_by_label("Key", exact=True).fill(key)
    page.locator("dialog.sign-in").get_by_role("button", name="Sign in").click()


def test_the_key_opens_the_page_and_stays_in_the_browser(
    guarded: Site, tabs: Tabs, secret: str
) -> None:
    tabs.forgiven = REFUSED
    page = tabs.open(guarded.address, waits_for="dialog.sign-in[open]")
    assert page.locator(".card").count() == 0
    sign_in(page, secret)
    page.locator(".card").first.wait_for()
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert secret not in page.evaluate("document.cookie + JSON.stringify({...localStorage})")
    page.reload()
    page.locator(".card img").first.wait_for()
    assert page.locator("dialog.sign-in[open]").count() == 0


def test_a_wrong_key_is_told_and_can_be_mended(guarded: Site, tabs: Tabs, secret: str) -> None:
    tabs.forgiven = REFUSED
    page = tabs.open(guarded.address, waits_for="dialog.sign-in[open]", viewport=PHONE)
    sign_in(page, "lk_of_another_server")
    page.get_by_text("This key is not valid").wait_for()
    sign_in(page, f" {secret} ")  # as it is copied
    page.locator(".card").first.wait_for()


def test_signing_out_ends_it(guarded: Site, tabs: Tabs, secret: str) -> None:
    tabs.forgiven = REFUSED
    page = tabs.open(guarded.address, waits_for="dialog.sign-in[open]")
    sign_in(page, secret)
    page.locator(".card").first.wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.locator("dialog.sign-in[open]").wait_for()
    assert page.context.cookies() == []


def test_a_key_that_is_taken_away_asks_again_at_the_next_search(
    guarded: Site, tabs: Tabs, keys: Keys, secret: str
) -> None:
    tabs.forgiven = REFUSED
    page = tabs.open(guarded.address, waits_for="dialog.sign-in[open]")
    sign_in(page, secret)
    page.locator(".card").first.wait_for()
    Keys(keys.path).remove("anna")
    page.locator(".card a").first.dispatch_event("click")  # the dialog may be there before
    page.locator("dialog.sign-in[open]").wait_for()


def test_where_no_key_is_asked_for_there_is_nothing_to_sign_out_of(page: Any) -> None:
    until(page, "() => document.querySelector('sign-in button')?.hidden === true")
    assert page.get_by_role("button", name="Sign out").count() == 0
