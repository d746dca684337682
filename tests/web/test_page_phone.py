"""What only a narrow window shows: nothing breaks, touches an edge, or hides what it is about."""

from typing import Any

import pytest

from tests.web.conftest import PHONE, Site, Tabs, until
from tests.web.test_page_dates import dated

__all__ = ["dated"]  # a fixture

NARROW = [PHONE, {"width": 390, "height": 844}]
LINES = """(label) => {
  const range = document.createRange();
  range.selectNodeContents(label);
  const tops = [...range.getClientRects()].filter((box) => box.width > 1).map((box) => box.top);
  return new Set(tops.map((top) => Math.round(top / 12))).size;
}"""
IN_FRONT = """([x, y]) => document.elementFromPoint(x, y)?.closest(".card") !== null"""


@pytest.mark.parametrize("size", NARROW)
def test_the_duplicates_view_keeps_its_words_and_its_margin(
    size: dict[str, int], site: Site, tabs: Tabs
) -> None:
    page = tabs.open(f"{site.address}/?view=duplicates", "duplicates-view .told h2", viewport=size)
    label = page.locator("duplicates-view .look-for label")
    button = page.locator("duplicates-view .look-for .main")
    assert label.bounding_box()["height"] < 40
    assert label.evaluate(LINES) <= 2  # the box and the words, which may begin at another height
    assert page.locator("duplicates-view .kinds-of-view a").first.bounding_box()["x"] >= 8
    assert button.bounding_box()["x"] + button.bounding_box()["width"] <= size["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_both_ends_of_a_range_of_days_are_aligned(dated: Site, tabs: Tabs) -> None:
    page = tabs.open(dated.address, viewport=PHONE)
    page.get_by_role("button", name="Refine").click()
    boxes = [page.get_by_label(f"bought {end}").bounding_box() for end in ("from", "to")]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["width"] == boxes[1]["width"]


def drag(page: Any, slider: Any, *shares: float) -> None:
    box = slider.bounding_box()
    for share in shares:
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


@pytest.mark.parametrize("size", NARROW)
def test_results_are_seen_while_a_slider_is_dragged(
    size: dict[str, int], site: Site, tabs: Tabs
) -> None:
    page = tabs.open(f"{site.address}/?like=id:{site.ids()[0]}", ".score", viewport=size)
    page.get_by_role("button", name="Refine").click()
    slider = page.get_by_label("Weight of colour")
    slider.wait_for()
    page.wait_for_timeout(400)  # until the sheet has risen
    down, across = size["height"] - 60, size["width"] // 4
    assert not page.evaluate(IN_FRONT, [across, down])
    drag(page, slider, 0.3)
    page.mouse.down()
    drag(page, slider, 0.5, 0.7)
    until(page, IN_FRONT, [across, down])
    at = slider.bounding_box()
    assert page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).matches('.weight input')",
        [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2],
    )
    drag(page, slider, 0.3)
    page.mouse.up()
    until(page, f"(at) => !({IN_FRONT})(at)", [across, down])
