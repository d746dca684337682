"""The pictures that are found: ranked, weighed, narrowed, looked at closely, chosen."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.web.conftest import PAGE, PHONE, SHOWN, Ranking, Site, Tabs, until, wait_for_cards

TITLE = "document.querySelector('light-box h2').innerText"
GLOW = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [...data.filter((_, at) => at % 4 === 3)];
}"""
COLUMNS = "(grid) => getComputedStyle(grid).gridTemplateColumns.split(' ').length"
FOCUSED = "[...document.querySelectorAll('.card')].indexOf(document.activeElement.closest('.card'))"


@pytest.fixture
def search(tabs: Tabs, site: Site) -> Any:
    """The page, searching by its first item."""
    return tabs.open(f"{site.address}/?like=id:{site.ids()[0]}", ".score")


def test_the_scores_fall_and_each_is_made_of_parts(search: Any) -> None:
    scores = [float(text) for text in search.locator(".card .score").all_text_contents()]
    assert scores == sorted(scores, reverse=True)
    assert search.locator(".card").first.locator(".part-bar i").count() == 4
    label = search.locator(".card a").first.get_attribute("aria-label")
    assert ": learned" in label
    assert "shape" in label


def test_more_come_as_one_scrolls(search: Any) -> None:
    assert search.locator(".card").count() == 60
    search.mouse.move(800, 500)
    search.mouse.wheel(0, 20_000)
    until(search, "document.querySelectorAll('.card').length === 83")


def test_boxes_have_their_size_before_the_pictures_are_there(tabs: Tabs, site: Site) -> None:
    page = tabs.open("about:blank", "")
    page.route("**/thumbnail?*", lambda route: None)  # never answered
    page.goto(site.address, wait_until="commit")
    box = page.locator(".card .picture").first.bounding_box()
    assert box["height"] == pytest.approx(box["width"], abs=1)
    page.unroute_all(behavior="ignoreErrors")


def test_of_several_questions_the_last_one_is_answered(search: Any, site: Site) -> None:
    """The first answer is held back, and would come after the second."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        if not held:
            held.append(route)
        else:
            route.continue_()

    search.route("**/search", hold)
    slider = search.get_by_label("Weight of colour")
    slider.fill("100")
    search.wait_for_url("**colour=1,**")
    slider.fill("0")
    search.wait_for_url("**colour=0,**")
    weights = search.url.partition("weights=")[2]
    wanted = site.ranked(f"id:{site.ids()[0]}", weights=weights)
    wait_for_cards(search, wanted)
    held[0].continue_()
    search.unroute_all(behavior="ignoreErrors")
    search.wait_for_timeout(300)
    assert search.evaluate(SHOWN)[: len(wanted)] == wanted


def test_facets_narrow_and_count(page: Any, site: Site) -> None:
    page.locator("[data-name=category]").get_by_label("boot").check()
    page.wait_for_url("**where=category+in+(%27boot%27)")
    boots = site.ids("category = 'boot'")
    until(page, f"(ids) => String({SHOWN}) === String(ids)", boots)
    said = page.locator("result-line [role=status]").inner_text()
    assert said.startswith(f"{len(boots)} of 84")
    page.locator("facet-lists header button").click()
    wait_for_cards(page, site.ids()[:PAGE])


def test_colours_are_swatches(page: Any, site: Site) -> None:
    swatch = page.locator("[data-name=colour] [data-colour=red]")
    assert swatch.evaluate("(dot) => getComputedStyle(dot).backgroundColor") == "rgb(208, 28, 28)"
    page.locator("[data-key='colour:red']").check()
    page.wait_for_url("**where=colour+in+(%27red%27)")
    until(page, f"(ids) => String({SHOWN}) === String(ids)", site.ids("colour = 'red'"))


def test_numbers_are_narrowed_from_and_to(page: Any, site: Site) -> None:
    page.locator("[data-name=price] summary").click()
    page.get_by_label("price to").fill("60")
    page.wait_for_url("**where=price+%3C=+60")
    until(page, f"(ids) => String({SHOWN}) === String(ids)", site.ids("price <= 60"))
    page.get_by_label("price from").fill("30")
    between = site.ids("price >= 30 and price <= 60")
    until(page, f"(ids) => String({SHOWN}) === String(ids)", between)


def test_a_condition_that_no_facet_has_is_kept(tabs: Tabs, site: Site) -> None:
    page = tabs.open(f"{site.address}/?where=name+contains+'boot'+or+price+<+20")
    assert page.locator(".condition").inner_text().startswith("name contains 'boot' or price < 20")
    colour = page.locator("[data-name=colour] [data-colour]").first.get_attribute("data-colour")
    page.locator("[data-name=colour] input").first.check()
    page.wait_for_url("**colour+in+(**)+and+(name+contains**")
    both = site.ids(f"colour = '{colour}' and (name contains 'boot' or price < 20)")
    until(page, f"(ids) => String({SHOWN}) === String(ids)", both)


def test_the_light_box_goes_by_keys(search: Any) -> None:
    search.locator(".card").first.hover()
    search.locator(".card [data-do=open]").first.click()
    title = search.locator("light-box h2")
    first = title.inner_text()
    search.keyboard.press("ArrowRight")
    until(search, f"(first) => {TITLE} !== first", first)
    search.keyboard.press("ArrowLeft")
    until(search, f"(first) => {TITLE} === first", first)
    search.keyboard.press("End")
    until(search, f"(first) => {TITLE} !== first", first)
    search.keyboard.press("Home")
    until(search, f"(first) => {TITLE} === first", first)
    search.keyboard.press("Escape")
    search.locator("light-box dialog").wait_for(state="hidden")
    assert "open=" not in search.url
    assert search.evaluate("document.activeElement.closest('.card') !== null")


def test_the_light_box_goes_by_swipes(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site.address, viewport=PHONE, has_touch=True, is_mobile=True)
    page.locator(".card [data-do=open]").first.tap()
    first = page.locator("light-box h2").inner_text()
    page.evaluate(
        """() => {
          const stage = document.querySelector(".stage");
          for (const [name, clientX] of [["pointerdown", 300], ["pointerup", 100]]) {
            stage.dispatchEvent(new PointerEvent(name, { clientX, pointerType: "touch" }));
          }
        }"""
    )
    until(page, f"(first) => {TITLE} !== first", first)


def test_the_light_box_leads_to_more_like_this(page: Any, ranking: Ranking) -> None:
    item = page.evaluate(SHOWN)[4]
    page.locator(".card a").nth(4).press(" ")
    page.locator("light-box").get_by_role("button", name="More like this").click()
    page.wait_for_url(f"**/?like=id:{item}")
    page.locator("light-box dialog").wait_for(state="hidden")
    wait_for_cards(page, ranking(f"id:{item}"))


def test_the_light_box_shows_where_it_matches(search: Any, site: Site) -> None:
    search.locator(".card").first.hover()
    search.locator(".card [data-do=open]").first.click()
    search.get_by_role("button", name="Where it matches").click()
    search.locator("heat-map canvas").wait_for()
    glow = np.array(search.locator("heat-map canvas").evaluate(GLOW))
    asked, found = {"like": [f"id:{site.ids()[0]}"]}, search.evaluate(SHOWN)[0]
    heat = np.array(site.send(f"collections/shop/images/{found}/heatmap", asked)["item"]).ravel()
    assert glow.argmax() == heat.argmax()
    assert (np.diff(glow[heat.argsort()]) >= 0).all()  # the more, the brighter


def test_arrows_lead_from_picture_to_picture(page: Any) -> None:
    page.locator(".card a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    columns = page.locator(".grid").evaluate(COLUMNS)
    at = page.evaluate(FOCUSED)
    assert at == columns + 1


def test_the_chosen_are_saved_as_csv_and_copied_as_json(page: Any, tmp_path: Path) -> None:
    chosen = [page.evaluate(SHOWN)[at] for at in (0, 2)]
    for at in (0, 2):
        page.locator(".card").nth(at).hover()
        page.locator(".card .pick input").nth(at).check()
    assert page.locator("choice-bar").inner_text().startswith("2 pictures selected")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save CSV").click()
    download.value.save_as(tmp_path / "chosen.csv")
    lines = (tmp_path / "chosen.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("id,source,score,")
    assert [line.partition(",")[0] for line in lines[1:]] == chosen
    page.get_by_role("button", name="Copy JSON").click()
    page.get_by_text("Copied 2 pictures").wait_for()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert [item["id"] for item in copied] == chosen


def test_a_search_is_saved_and_found_again(search: Any, site: Site) -> None:
    wanted = search.url.partition("?")[2]
    search.get_by_role("button", name="Saved searches").click()
    search.get_by_label("Name of this search").fill("shoes")
    search.get_by_role("button", name="Save", exact=True).click()
    search.locator("saved-searches").get_by_role("link", name="shoes").wait_for()
    search.keyboard.press("Escape")
    search.locator("#brand").click()
    search.wait_for_url(lambda url: "like" not in url)
    search.get_by_role("button", name="Saved searches").click()
    search.locator("saved-searches").get_by_role("link", name="shoes").click()
    search.wait_for_url(f"**{wanted}")
    wait_for_cards(search, site.ranked(f"id:{site.ids()[0]}"))
