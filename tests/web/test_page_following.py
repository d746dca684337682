"""A collection that grows is followed: the numbers at once, the pictures without a jump."""

from collections import Counter
from typing import Any

import pytest

from tests.web.conftest import SHOWN, Site, Tabs, until
from tests.web.many import draw_many

COUNT = "document.querySelectorAll('.card').length"


def grow(site: Site, count: int = 3) -> None:
    draw_many(site.catalogue / f"more-{count}", count, seed=count)
    site.send("collections/few/index", {})


def line(page: Any, words: str) -> Any:
    return page.locator("result-line", has_text=words)


def scroll_to(page: Any, cards: int) -> None:
    page.mouse.move(900, 600)
    page.mouse.wheel(0, 100_000)
    end = "scrollTo(0, document.body.scrollHeight)"  # a promise, in a Chromium of today
    until(page, f"({end}, {COUNT} >= {cards})")


def test_new_pictures_are_told_and_shown_when_wanted(growing_site: Site, tabs: Tabs) -> None:
    page = tabs.open(growing_site.address)
    before = page.evaluate(SHOWN)
    grow(growing_site)
    line(page, "93 pictures").wait_for()
    button = page.get_by_role("button", name="3 new pictures: show")
    button.wait_for()
    assert page.evaluate(SHOWN) == before
    button.click()
    button.wait_for(state="hidden")
    scroll_to(page, 93)
    assert set(Counter(page.evaluate(SHOWN)).values()) == {1}


def test_who_scrolls_to_the_end_finds_the_new_ones_too(growing_site: Site, tabs: Tabs) -> None:
    page = tabs.open(growing_site.address)
    scroll_to(page, 90)
    grow(growing_site)
    line(page, "93 pictures").wait_for()
    scroll_to(page, 93)
    assert set(Counter(page.evaluate(SHOWN)).values()) == {1}
    page.get_by_role("button", name="new picture").wait_for(state="hidden")


def test_a_place_far_down_stays(growing_site: Site, tabs: Tabs) -> None:
    page = tabs.open(growing_site.address, viewport={"width": 360, "height": 500})
    page.mouse.move(200, 300)
    page.mouse.wheel(0, 1500)
    until(page, "scrollY > 1000")
    before = page.evaluate("scrollY")
    grow(growing_site, 40)
    page.get_by_role("button", name="40 new pictures: show").wait_for()
    assert page.evaluate("scrollY") == before


def test_a_search_is_ranked_again_when_wanted(growing_site: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{growing_site.address}/?like=colour:%23c03020", ".score")
    grow(growing_site)
    line(page, "among 93 pictures").wait_for()
    ranked = growing_site.ranked("colour:#c03020", "few", limit=93)
    page.get_by_role("button", name="3 new pictures: rank again").click()
    until(page, f"(first) => {SHOWN}.join() === first.join()", ranked[:60])
    scroll_to(page, 93)
    assert page.evaluate(SHOWN) == ranked


def test_of_a_narrowed_catalogue_only_what_fits_is_new(growing_site: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{growing_site.address}/?where=width+%3E=+96")
    line(page, "22 of 90 pictures").wait_for()
    grow(growing_site, 4)  # one of each shape
    line(page, "23 of 94 pictures").wait_for()
    until(page, f"{COUNT} === 23")


def test_a_collection_that_is_being_begun_fills_by_itself(making_site: Site, tabs: Tabs) -> None:
    """The second job waits for the first; nothing says that the collection were empty."""
    for name in ("first", "second"):
        folder = str(making_site.catalogue)
        making_site.send("collections", {"name": name, "folder": folder})
    page = tabs.open(f"{making_site.address}/?collection=second", ".told")
    page.locator(".told job-progress", has_text="waiting for the job before it").wait_for()
    assert page.get_by_text("No pictures yet").count() == 0
    (first,) = [one for one in jobs(making_site) if one["collection"] == "first"]
    cancel(page, making_site, first["id"])
    page.locator(".card").first.wait_for()
    line(page, "indexing").wait_for()
    page.locator("facet-lists [data-name=width]").wait_for(state="attached")


def jobs(site: Site) -> Any:
    return site.api("jobs")["jobs"]


def cancel(page: Any, site: Site, job: str) -> None:
    page.request.delete(f"{site.address}/v1/jobs/{job}")


def test_one_that_was_cancelled_at_once_offers_to_go_on(making_site: Site, tabs: Tabs) -> None:
    for name in ("first", "second"):
        folder = str(making_site.catalogue)
        making_site.send("collections", {"name": name, "folder": folder})
    page = tabs.open(f"{making_site.address}/?collection=second", ".told")
    page.locator(".told").get_by_role("button", name="Cancel").click()
    page.locator(".told").get_by_role("button", name="Continue").click()
    page.locator(".told job-progress", has_text="waiting for the job before it").wait_for()


@pytest.fixture
def manage(growing_site: Site, tabs: Tabs) -> Any:
    return tabs.open(f"{growing_site.address}/?view=manage", "collection-card .big")


def test_a_collection_is_brought_up_to_date(manage: Any, growing_site: Site) -> None:
    draw_many(growing_site.catalogue / "more", 5, seed=5)
    (growing_site.catalogue / "bad.jpg").write_bytes(b"no image")
    for path in sorted(growing_site.catalogue.glob("*.png"))[:2]:
        path.unlink()
    manage.get_by_role("button", name="Update").click()
    words = "5 added, 2 removed, 1 could not be read"
    manage.locator("job-progress", has_text=words).wait_for()
    manage.locator("collection-card .big", has_text="93 pictures").wait_for()
    manage.locator("collection-card", has_text="1 file could not be read").wait_for()
    manage.locator("job-progress").get_by_role("button", name="Close").click()
    manage.locator("job-progress").wait_for(state="hidden")


def test_a_folder_that_is_away_is_told(manage: Any, growing_site: Site, tabs: Tabs) -> None:
    tabs.forgiven = ("404",)  # thumbnails of the missing files
    growing_site.catalogue.rename(growing_site.catalogue.with_name("elsewhere"))
    manage.get_by_role("button", name="Update").click()
    manage.locator("job-progress", has_text="is missing").wait_for()
    assert growing_site.api("collections/few")["items"] == 90
    manage.reload()
    card = manage.locator("collection-card")
    card.get_by_text("90 missing").wait_for()
    card.get_by_role("button", name="Update").wait_for()  # nothing was interrupted
    card.get_by_role("button", name="Remove missing pictures").click()
    dialog = manage.locator("dialog[open]")
    assert f"will no longer be indexed: {growing_site.catalogue}." in dialog.inner_text()
    dialog.get_by_role("button", name="Remove").click()
    card.locator("job-progress", has_text="no longer indexed").wait_for()
    card.locator(".big", has_text="0 pictures").wait_for()
    assert growing_site.api("collections/few")["folders"] == []


def test_what_may_only_be_away_is_kept_until_it_is_given_up(
    manage: Any, growing_site: Site, tabs: Tabs
) -> None:
    tabs.forgiven = ("404",)  # thumbnails of the missing files
    for path in sorted(growing_site.catalogue.glob("*.png"))[:80]:
        path.unlink()
    manage.get_by_role("button", name="Update").click()
    manage.locator("job-progress", has_text="80 pictures are kept").wait_for()
    assert growing_site.api("collections/few")["items"] == 90
    manage.get_by_role("link", name="80 missing").click()
    manage.locator("result-line", has_text="80 of 90").wait_for()
    marked = growing_site.api("collections/few/images?where=away+is+not+missing")["items"][0]
    manage.goto(f"{growing_site.address}/?collection=few&open={marked['id']}")
    manage.locator("light-box dt", has_text="missing since").wait_for()
    manage.goto(f"{growing_site.address}/?view=manage")
    manage.get_by_role("button", name="Remove missing pictures").click()
    manage.get_by_role("button", name="Remove", exact=True).click()
    manage.locator("job-progress", has_text="80 removed").wait_for()
    manage.locator("collection-card .big", has_text="10 pictures").wait_for()


def test_what_was_cut_short_goes_on(making_site: Site, tabs: Tabs) -> None:
    folder = str(making_site.catalogue)
    making_site.send("collections", {"name": "half", "folder": folder})
    page = tabs.open(f"{making_site.address}/?view=manage", "collection-card[name=half]")
    card = page.locator("collection-card[name=half]")
    card.locator("progress[value]").wait_for()
    card.get_by_role("button", name="Cancel").click()
    card.locator("job-progress", has_text="cancelled").wait_for()
    card.get_by_role("button", name="Continue").click()
    card.locator("progress[value]").wait_for()
    page.reload()  # the job is found again
    card.locator("progress[value]").wait_for()
    assert card.get_by_role("button", name="Continue").is_hidden()


def test_a_second_browser_that_began_first_is_told_of(growing_site: Site, tabs: Tabs) -> None:
    """Each job of a collection excludes another: its progress is shown in both."""
    first, second = (
        tabs.open(f"{growing_site.address}/?view=manage", "collection-card .big") for _ in "ab"
    )
    draw_many(growing_site.catalogue / "more", 5, seed=5)
    first.get_by_role("button", name="Update").click()
    second.locator("job-progress", has_text="done: 5 added").wait_for()
    second.locator("collection-card .big", has_text="95 pictures").wait_for()
