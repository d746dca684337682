"""Why two pictures are alike: the colours in the light box, and any two that are chosen."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.web.conftest import PHONE, SHOWN, Site, Tabs
from tests.web.test_page_axe import AXE, problems_by_day_and_night

TINTS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [...data];
}"""


def choose(page: Any, *places: int) -> list[str]:
    for at in places:
        page.locator(".card").nth(at).hover()
        page.locator(".card .pick input").nth(at).check()
    return [page.evaluate(SHOWN)[at] for at in places]


def pair(site: Site, one: str, other: str, **asked: Any) -> Any:
    return site.send(f"collections/shop/images/{other}/pair", {"like": [f"id:{one}"], **asked})


def shares(page: Any) -> list[list[str]]:
    """The rows of the list of colours: name and shares."""
    rows = page.locator(".pair-palette tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def expected_shares(palette: Any) -> list[list[str]]:
    return [
        [c["name"], *(f"{int(100 * c[k] + 0.5)} %" for k in ("one", "other", "common"))]
        for c in palette["colours"]
    ]


def test_the_light_box_compares_the_colours(tabs: Tabs, site: Site) -> None:
    asked = site.ids()[0]
    page = tabs.open(f"{site.address}/?like=id:{asked}", ".score")
    page.locator(".card").nth(2).hover()
    page.locator(".card [data-do=open]").nth(2).click()
    button = page.get_by_role("button", name="Compare colours")
    button.click()
    page.locator("light-box .pair-palette").wait_for()
    palette = pair(site, asked, page.evaluate(SHOWN)[2])["palette"]
    assert shares(page) == expected_shares(palette)
    assert page.locator(".pair-palette strong").inner_text() == (
        f"{int(100 * palette['similarity'] + 0.5)} %"
    )
    widths = page.locator(".pair-palette rect").evaluate_all(
        "(all) => all.filter((_, at) => at % 2 === 0).map((one) => one.width.baseVal.value / 400)"
    )
    assert widths == pytest.approx([c["one"] for c in palette["colours"]], abs=1e-3)
    button.click()
    assert page.locator(".pair-palette").count() == 0
    button.click()
    page.locator("light-box .pair-palette").wait_for()
    page.keyboard.press("ArrowRight")  # they are of the picture before
    page.locator("light-box .pair-palette").wait_for(state="detached")


def test_a_list_of_all_has_no_colours_to_compare_with(page: Any) -> None:
    page.locator(".card").first.hover()
    page.locator(".card [data-do=open]").first.click()
    page.locator("light-box .attributes").wait_for()
    assert page.get_by_role("button", name="Compare colours").count() == 0


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_two_that_are_chosen_are_explained(
    tabs: Tabs, site: Site, size: dict[str, int] | None
) -> None:
    page = tabs.open(site.address, **({} if size is None else {"viewport": size}))
    explain = page.get_by_role("button", name="Explain")
    one, other = choose(page, 0, 3)
    explain.click()
    dialog = page.locator("pair-dialog dialog[open]")
    dialog.locator(".pair-palette").wait_for()
    found = pair(site, one, other)
    assert dialog.locator(".why .score").inner_text() == f"{found['hit']['score']:.2f}"
    said = dialog.locator(".why dd").all_inner_texts()
    assert len(said) == len(found["parts"])
    for text, part in zip(said, found["parts"], strict=True):
        assert text == (f"{part['weight']:.2f} × {part['cosine']:.2f} = {part['contribution']:.2f}")
    assert shares(page) == expected_shares(found["palette"])
    maps = dialog.locator("canvas")
    assert maps.count() == 2
    for at, name in enumerate(("query", "item")):
        tints = np.array(maps.nth(at).evaluate(TINTS)).reshape(-1, 4)
        heat = np.array(found["heatmap"][name]).ravel()
        clear = np.abs(heat) > 0.1 * np.abs(heat).max()
        assert ((tints[:, 0] > tints[:, 2]) == (heat > 0))[clear].all()
    dialog.get_by_role("button", name="Where they match").click()
    assert not maps.first.is_visible()
    inside = dialog.bounding_box()
    assert inside["x"] >= 0
    assert inside["x"] + inside["width"] <= page.viewport_size["width"]
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_only_two_are_explained(page: Any) -> None:
    explain = page.locator("choice-bar").get_by_role("button", name="Explain")
    for count, place in enumerate((0, 1, 2), start=1):
        choose(page, place)
        assert explain.is_visible() == (count == 2)


def test_the_explanation_is_saved_as_a_picture(page: Any) -> None:
    choose(page, 1, 2)
    page.get_by_role("button", name="Explain").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a picture").click()
    saved = Image.open(BytesIO(download.value.path().read_bytes()))
    assert (saved.format, saved.width > 1000) == ("PNG", True)


def test_what_cannot_be_explained_is_said(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site.address)
    choose(page, 0, 1)
    page.route("**/pair", lambda route: route.fulfill(status=503, body="{}"))
    tabs.forgiven = ("503",)
    page.get_by_role("button", name="Explain").click()
    page.locator("pair-dialog [role=alert]").wait_for()
    assert "503" in page.locator("pair-dialog [role=alert]").inner_text()


@pytest.mark.skipif(not AXE.exists(), reason="needs axe: npm install, in tests/web")
@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_the_explanation_has_no_serious_problem(
    tabs: Tabs, site: Site, size: dict[str, int] | None
) -> None:
    asked = f"{site.address}/?where=price+<+30"
    options = {} if size is None else {"viewport": size}
    page = tabs.open(asked, color_scheme="light", **options)
    choose(page, 0, 1)
    page.get_by_role("button", name="Explain").click()
    page.locator("pair-dialog .pair-palette").wait_for()
    assert problems_by_day_and_night(page) == []
