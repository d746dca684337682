"""The collections: pictures come and go, failures are tried again, folders become collections."""

import json
from typing import Any

import pytest

from tests.web.conftest import PHONE, Site, Tabs


@pytest.fixture
def manage(own_site: Site, tabs: Tabs) -> Any:
    return tabs.open(f"{own_site.address}/?view=manage", "collection-card .big")


def test_pictures_are_added_with_attributes(manage: Any, own_site: Site) -> None:
    file = {
        "name": "new.png",
        "mimeType": "image/png",
        "buffer": manage.screenshot(clip={"x": 0, "y": 0, "width": 90, "height": 60}),
    }
    bad = {"name": "bad.png", "mimeType": "image/png", "buffer": b"no image"}
    manage.get_by_text("With attributes").click()
    manage.get_by_label("Attribute", exact=True).fill("season")
    manage.get_by_label("Its value").fill("winter")
    manage.locator("add-images input[type=file]").set_input_files([file, bad])
    manage.get_by_text("Added 1 picture, 1 refused").wait_for()
    assert "bad.png: not an image" in manage.locator(".report").inner_text()
    found = own_site.api("collections/shop/images?where=season='winter'")
    assert [item["attributes"]["name"] for item in found["items"]] == ["new.png"]
    manage.locator("collection-card .big", has_text="85 pictures").wait_for()


def test_failures_have_reasons_and_are_tried_again(manage: Any) -> None:
    manage.locator(".failures summary").click()
    manage.get_by_text("not an image of a known format").wait_for()
    manage.get_by_role("button", name="Retry").click()
    manage.locator("job-progress", has_text="1 could not be read").wait_for()


def test_the_end_of_a_job_says_which_folders_are_missing_and_what_of_its_table_is_odd(
    manage: Any,
) -> None:
    counts = dict.fromkeys(
        ["added", "updated", "returned", "removed", "failed", "still_failing"], 0
    )
    folders = {"unread": ["the folder /a is missing"], "forgotten": ["/b"]}
    table = {
        "remarks": ["t.csv: price: kept as text"],
        "unmatched_rows": 2,
        "unmatched_row": "line 4: path '9.png'",
        "images_without_row": 1,
        "image_without_row": "2.png",
    }
    job = {"state": "done", "is_building": False, "away": 0, **counts, **folders, **table}
    said = "import('/elements/job-progress.js').then(({ sayJob }) => sayJob(%s))"
    assert manage.evaluate(said % json.dumps(job)) == (
        "done: 0 added; /b is gone: its pictures were removed, and it is no longer indexed; "
        "t.csv: price: kept as text; "
        "2 rows of attributes match no picture here (line 4: path '9.png'); "
        "1 picture has no row of attributes (2.png)\n"
        "not indexed: the folder /a is missing"
    )


def test_a_folder_becomes_a_collection(manage: Any, own_site: Site) -> None:
    manage.get_by_text("New collection from a folder").click()
    manage.get_by_label("Name").fill("second")
    manage.get_by_label("Folder on the server").fill(str(own_site.catalogue))
    manage.get_by_role("button", name="Create").click()
    manage.locator("job-progress", has_text="done: 84 added").wait_for()
    manage.locator("collection-card[name=second] .big", has_text="84 pictures").wait_for()


def test_on_a_phone_a_job_stands_by_the_counts(making_site: Site, tabs: Tabs) -> None:
    making_site.send("collections", {"name": "first", "folder": str(making_site.catalogue)})
    page = tabs.open(f"{making_site.address}/?view=manage", "collection-card", viewport=PHONE)
    card = page.locator("collection-card[name=first]")
    card.locator("progress[value]").wait_for()
    box = card.locator("progress[value]").bounding_box()
    assert box["width"] > PHONE["width"] / 2
    assert box["y"] < card.locator("add-images").bounding_box()["y"]


def test_a_folder_that_is_not_allowed_is_told(manage: Any, tabs: Tabs) -> None:
    tabs.forgiven = ("status of 403",)
    manage.get_by_text("New collection from a folder").click()
    manage.get_by_label("Name").fill("third")
    manage.get_by_label("Folder on the server").fill("/elsewhere")
    manage.get_by_role("button", name="Create").click()
    manage.get_by_text("is not below a folder that --root allows").wait_for()


def test_the_server_is_asked_once_what_it_allows(own_site: Site, tabs: Tabs) -> None:
    page = tabs.open("about:blank", "")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{own_site.address}/?view=manage")
    page.get_by_text("New collection from a folder").click()
    page.locator("#roots option").first.wait_for(state="attached")
    assert sum(url.endswith("/v1/settings") for url in asked) == 1


def test_what_it_allows_is_asked_again_where_that_failed(own_site: Site, tabs: Tabs) -> None:
    tabs.forgiven = ("ERR_FAILED",)
    page = tabs.open("about:blank", "")
    page.route("**/v1/settings", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(f"{own_site.address}/?view=manage")
    page.unroute_all()
    page.get_by_text("New collection from a folder").click()
    page.locator("#roots option").first.wait_for(state="attached")
