"""No view has a serious problem for those who see or point otherwise, by axe."""

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import PHONE, SIZE, Site, Tabs

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
pytestmark = pytest.mark.skipif(not AXE.exists(), reason="needs axe: npm install, in tests/web")
GRAVE = ("serious", "critical")


def problems(page: Any) -> list[str]:
    page.wait_for_timeout(500)  # what fades in has its colours then
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("view", ["everything", "search", "closely", "collections", "nothing"])
def test_no_view_has_a_serious_problem(
    tabs: Tabs, site: Site, view: str, size: dict[str, int], theme: str
) -> None:
    first, second, third = site.ids()[:3]
    search = f"like=id:{first}&unlike=id:{second}&crop=.2,.2,.5,.5"
    asked, awaited = {
        "everything": ("", ".card"),
        "search": (search, ".score"),
        "closely": (f"{search}&open={third}", "light-box .attributes"),
        "collections": ("view=manage", "collection-card .big"),
        "nothing": ("where=price+<+0", ".told"),
    }[view]
    page = tabs.open(f"{site.address}/?{asked}", awaited, viewport=size, color_scheme=theme)
    assert problems(page) == []


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_under_way_has_no_serious_problem(
    making_site: Site, tabs: Tabs, theme: str
) -> None:
    """Jobs on their cards and in the place of pictures, what is new, and what can be undone."""
    for name in ("first", "second"):
        making_site.send("collections", {"name": name, "folder": str(making_site.catalogue)})
    address, options = making_site.address, {"viewport": PHONE, "color_scheme": theme}
    page = tabs.open(f"{address}/?view=manage", "job-progress progress[value]", **options)
    assert problems(page) == []
    page.goto(f"{address}/?collection=second")
    page.locator(".told job-progress").wait_for()
    assert problems(page) == []
    page.goto(f"{address}/?collection=first")
    page.locator("new-pictures button").wait_for()
    page.locator(".card .pick input").first.check()
    page.locator("choice-bar").get_by_role("button", name="Remove").click()
    page.locator("dialog[open]").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert problems(page) == []
