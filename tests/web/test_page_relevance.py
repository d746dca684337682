"""Where relevance ends: the words on hits, the end of the list, and nothing like it at all."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from lookalike.stores.base import Record
from lookalike.types import Item
from tests.real_server import listening
from tests.web.conftest import SHOWN, Site, Tabs, until

STRANGER = "stranger"
LEVELS = "[...document.querySelectorAll('.card .level')].map((one) => one.textContent)"
TITLE = "document.querySelector('result-line h1').innerText"


@pytest.fixture(scope="module")
def judged(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serves the shop, calibrated, with one more item whose vector points away from all others."""
    copy = shutil.copytree(indexed / "shop", tmp_path_factory.mktemp("judged") / "shop")
    with Collection.open(copy) as shop:
        shop.calibrate()
        source = next(iter(shop.items())).source
        away = -shop.vectors().vectors.mean(axis=0)
        for where in shop.parts.values():
            away[where] /= np.linalg.norm(away[where])
        shop.store.put([Record(Item(STRANGER, source, {"name": "stranger.jpg"}), vector=away)])
    app = build_app({"shop": Collection.open(copy)}, Settings(calibrates=False))
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", indexed / "catalogue")


def asked(tabs: Tabs, judged: Site, item_id: str, waits_for: str = ".card", **options: Any) -> Any:
    return tabs.open(f"{judged.address}/?like=id:{item_id}", waits_for, **options)


def levels(judged: Site, item_id: str) -> list[str]:
    body = {"like": [f"id:{item_id}"], "limit": 100}
    return [hit["relevance"] for hit in judged.send("collections/shop/search", body)["hits"]]


def usual(judged: Site) -> str:
    """An item with related hits, fewer than are shown at first, and with others."""
    found = ((one, levels(judged, one)) for one in judged.ids())
    return next(one for one, all_ in found if 30 < all_.count("unrelated") < 80)


def test_hits_end_where_relevance_ends_and_the_rest_is_a_click_away(
    tabs: Tabs, judged: Site
) -> None:
    one = usual(judged)
    expected = levels(judged, one)
    page = asked(tabs, judged, one)
    related = [level for level in expected if level != "unrelated"]
    assert page.evaluate(LEVELS) == related
    assert "Results end here" in page.locator(".results-end").inner_text()
    assert page.evaluate(TITLE) == "Most like this"
    page.locator(".results-end button").click()
    until(page, f"{LEVELS}.includes('unrelated')")
    assert page.locator(".results-end").count() == 0
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 20_000)
    until(page, "(count) => document.querySelectorAll('.card').length === count", len(expected))
    assert page.evaluate(LEVELS) == expected


def test_a_listener_hears_the_word(tabs: Tabs, judged: Site) -> None:
    one = usual(judged)
    page = asked(tabs, judged, one)
    label = page.locator(".card a").first.get_attribute("aria-label")
    assert f", {levels(judged, one)[0]}, similarity" in label


def test_the_large_view_says_the_word(tabs: Tabs, judged: Site) -> None:
    one = usual(judged)
    page = asked(tabs, judged, one)
    page.locator(".card button[aria-label^=Open]").first.click(force=True)
    word = page.locator("dialog.light-box .why .level")
    word.wait_for()
    assert word.inner_text() == levels(judged, one)[0]
    page.keyboard.press("Escape")
    plain = tabs.open(f"{judged.address}/?open={one}", "dialog.light-box h2")
    assert plain.locator(".light-box .level").count() == 0


def test_where_there_is_nothing_like_it_the_page_says_so(tabs: Tabs, judged: Site) -> None:
    page = asked(tabs, judged, STRANGER, ".told")
    assert page.evaluate(TITLE) == "Nothing like this here"
    assert page.locator(".card").count() == 0
    assert "is unrelated, " in page.locator("result-line [role=status]").inner_text()
    page.locator(".told .main").click()
    until(page, f"{SHOWN}.length > 10")
    assert set(page.evaluate(LEVELS)) == {"unrelated"}
    assert page.evaluate(TITLE) == "Nothing like this here"


def test_another_question_is_answered_as_ever(tabs: Tabs, judged: Site) -> None:
    page = asked(tabs, judged, STRANGER, ".told")
    page.locator(".told .main").click()
    page.locator(".card").first.wait_for()
    page.locator(f".card a[href*='{usual(judged)}']").first.click()
    until(page, f"{TITLE} === 'Most like this'")
    until(page, f"!{LEVELS}.includes('unrelated') && {LEVELS}.length > 0")


def test_everything_has_no_words(tabs: Tabs, judged: Site) -> None:
    page = tabs.open(judged.address)
    assert page.evaluate(LEVELS) == []
    assert page.locator(".results-end").count() == 0


def test_a_press_finds_out_what_scores_mean(own_site: Site, tabs: Tabs) -> None:
    page = asked(tabs, own_site, own_site.ids()[0])
    meaning = page.locator("score-meaning")
    meaning.get_by_text("is not known yet").wait_for()
    assert page.evaluate(LEVELS) == []
    meaning.get_by_role("button", name="Calibrate").click()
    until(page, f"{LEVELS}.length > 0")
    found = own_site.api("collections/shop/calibration")
    least = found["least_scores"]["0.95"]
    shown = [one for level in least.items() if level[1] is not None for one in level]
    words = meaning.locator("dt, dd").all_inner_texts()
    assert words == [f"from {w:.2f}" if isinstance(w, float) else w for w in shown]
    label = f" and their {found['label']}" if found["label"] else ""
    assert meaning.locator("[role=status]").inner_text() == (
        f"By 84 pictures{label}; each holds for 95 of 100."
    )
    by_colour = own_site.api("collections/shop/calibration?weights=colour=1")
    page.goto(f"{page.url}&weights=colour=1")
    expected = f"from {by_colour['least_scores']['0.95']['related']:.2f}"
    until(
        page, f"document.querySelector('score-meaning dd:last-child')?.innerText === {expected!r}"
    )


def test_where_scores_cannot_be_calibrated_it_says_why(own_site: Site, tabs: Tabs) -> None:
    ids = own_site.ids()
    own_site.send("collections/shop/images/remove", {"ids": ids[40:]})
    page = asked(tabs, own_site, ids[0])
    page.locator("score-meaning").get_by_role("button", name="Calibrate").click()
    page.locator("#notices").get_by_text("scores can be calibrated from 50 on").wait_for()
    assert page.locator("score-meaning dd").count() == 0
