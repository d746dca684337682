"""No view has a serious problem for those who see or point otherwise, by axe."""

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import PHONE, SIZE, Site, Tabs

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
pytestmark = pytest.mark.skipif(not AXE.exists(), reason="needs axe: npm install, in tests/web")
GRAVE = ("serious", "critical")
SOME = "where=price+<+30"  # cards enough: axe looks at each as long as at the first
COLOURS = "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }"
RUNNING = "manage-view job-progress progress[value]"  # one stands among the pictures as well
AT_REST = """new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
.then(() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished))).then(() => true)"""


def problems(page: Any, only: str = "{}") -> list[str]:
    """By all rules, or by those that `only` names, once nothing fades or moves any more."""
    page.evaluate(AT_REST)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({only})")["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


def problems_by_day_and_night(page: Any) -> list[str]:
    """At night only the colours are others."""
    by_day = problems(page)
    page.emulate_media(color_scheme="dark")
    by_night = problems(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return by_day + [f"at night: {problem}" for problem in by_night]


@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("view", ["everything", "search", "closely", "collections", "nothing"])
def test_no_view_has_a_serious_problem(
    tabs: Tabs, site: Site, view: str, size: dict[str, int]
) -> None:
    first, second, third = site.ids()[:3]
    search = f"like=id:{first}&unlike=id:{second}&crop=.2,.2,.5,.5&{SOME}"
    asked, awaited = {
        "everything": (SOME, ".card"),
        "search": (search, ".score"),
        "closely": (f"{search}&open={third}", "light-box .attributes"),
        "collections": ("view=manage", "collection-card .big"),
        "nothing": ("where=price+<+0", ".told"),
    }[view]
    page = tabs.open(f"{site.address}/?{asked}", awaited, viewport=size, color_scheme="light")
    assert problems_by_day_and_night(page) == []


def test_the_sheets_have_no_serious_problem(page: Any) -> None:
    page.locator(".card").first.hover()
    page.locator(".card .pick input").first.check()
    page.get_by_role("button", name="Camera").click()
    page.locator(".shutter:enabled").wait_for()
    assert problems(page) == []
    page.get_by_role("button", name="Close the camera").click()
    page.get_by_role("button", name="Saved searches").click()
    assert problems(page) == []
    page.keyboard.press("Escape")
    page.locator("choice-bar").get_by_role("button", name="Remove").click()
    assert problems(page) == []


@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desk", "phone"])
def test_what_lies_beneath_a_hit_has_no_serious_problem(
    tabs: Tabs, site: Site, size: dict[str, int]
) -> None:
    address = f"{site.address}/?like=id:{site.ids()[0]}&group_by=category&copies=once"
    page = tabs.open(address, ".stack", viewport=size, color_scheme="light")
    assert problems_by_day_and_night(page) == []
    page.locator(".stack:visible").first.click()
    assert problems_by_day_and_night(page) == []


def test_what_is_under_way_has_no_serious_problem(making_site: Site, tabs: Tabs) -> None:
    """Jobs on their cards and in the place of pictures, what is new, and what can be undone."""
    for name in ("first", "second"):
        making_site.send("collections", {"name": name, "folder": str(making_site.catalogue)})
    address = making_site.address
    page = tabs.open(f"{address}/?view=manage", RUNNING, viewport=PHONE, color_scheme="light")
    assert problems_by_day_and_night(page) == []
    page.goto(f"{address}/?collection=second")
    page.locator(".told job-progress").wait_for()
    assert problems_by_day_and_night(page) == []
    page.goto(f"{address}/?collection=first")
    page.locator("new-pictures button").wait_for()
    page.locator(".card .pick input").first.check()
    page.locator("choice-bar").get_by_role("button", name="Remove").click()
    page.locator("dialog[open]").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Undo").hover()  # which stops its time
    assert problems_by_day_and_night(page) == []
