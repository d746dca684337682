"""What needs attention, on the page: found, opened, and a wrong label set right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.indexing.folder import index_folder
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from lookalike.tables.attributes import read_attributes
from tests.real_server import listening
from tests.scenes import saved, scene
from tests.web.conftest import PHONE, SIZE, Site, Tabs
from tests.web.test_page_axe import AXE, problems_by_day_and_night

CARDS = "check-view .suspects li"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two kinds of eight pictures, of which one has the other's label; and thirty blank pages."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rows = ["file,kind"]
    for number in range(16):
        picture = scene(number // 8).rotate(number % 8, expand=False)
        saved(picture, folder / f"{number:02}.jpg")
        rows.append(f"{number:02}.jpg,{'hill' if number < 8 and number != 3 else 'lake'}")
    for number in range(30):
        Image.new("RGB", (90, 60), (200, 200, 8 * number)).save(folder / f"page {number:02}.png")
    (folder / "kinds.csv").write_text("\n".join(rows), encoding="utf-8")
    collection = Collection.open(tmp_path / "trip", ["colour", "shape"], create=True)
    index_folder(collection, folder, read_attributes(folder / "kinds.csv"))
    app = build_app({"trip": collection}, Settings())
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", folder)


def test_what_is_found_is_opened_and_set_right(site: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{site.address}/?view=duplicates", "duplicates-view .main")
    page.get_by_role("link", name="Check", exact=True).first.click()
    page.get_by_label("Attribute that holds the labels").select_option("kind")
    page.locator("check-view").get_by_role("button", name="Check").click()
    wrong = page.get_by_role("region", name="Wrong labels")
    wrong.get_by_text("labelled lake; of its").wait_for()
    assert "03.jpg" in wrong.locator("li").first.inner_text()
    assert page.locator("check-view .balance li").count() == 2
    items = site.api("collections/trip/images?limit=100")["items"]
    item = next(one for one in items if one["source"].endswith("/03.jpg"))

    def kind() -> str:
        said: str = site.api(f"collections/trip/images/{item['id']}")["attributes"]["kind"]
        return said

    wrong.get_by_role("button", name="Set hill").click()
    page.get_by_text("03.jpg is now hill.").wait_for()
    assert kind() == "hill"
    assert wrong.locator("li:visible").count() == 0
    page.get_by_role("button", name="Undo").click()
    wrong.get_by_role("button", name="Set hill").wait_for()
    assert kind() == "lake"
    wrong.locator("li").first.get_by_role("link").click()
    page.locator("dialog.light-box[open]").wait_for()
    page.keyboard.press("Escape")
    assert "view=check" in page.url


def test_many_of_one_kind_are_shown_page_by_page(site: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{site.address}/?view=check", "check-view .main")
    page.locator("check-view").get_by_role("button", name="Check").click()
    blank = page.get_by_role("region", name="Blank", exact=True)
    blank.locator("li").nth(23).wait_for()
    assert blank.locator("li").count() == 24
    blank.get_by_role("button", name="Show more").click()
    blank.locator("li").nth(29).wait_for()
    assert blank.get_by_role("button", name="Show more").count() == 0
    page.reload()
    blank.locator("li").first.wait_for()  # what was found is still there


@pytest.mark.skipif(not AXE.exists(), reason="needs axe: npm install --prefix tests/web")
@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["wide", "phone"])
def test_the_view_is_accessible(site: Site, tabs: Tabs, size: dict[str, int]) -> None:
    page = tabs.open(f"{site.address}/?view=check", "check-view .main", viewport=size)
    page.locator("check-view").get_by_role("button", name="Check").click()
    page.locator(CARDS).first.wait_for()
    assert problems_by_day_and_night(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
