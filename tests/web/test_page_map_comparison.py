"""Two maps side by side on the page: one colour, one selection, and a few numbers."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.drawn_shop import index
from tests.real_server import listening
from tests.web.conftest import PHONE, SIZE, Site, Tabs, until
from tests.web.test_page_axe import AXE, problems_by_day_and_night

COMPARISON = "collections/shop/map/comparison"
FIRST, OTHER = "map-view .first map-plane", "map-beside map-plane"
CAPTIONS = "map-view .caption"
PIXEL = """([plane, row]) => {
  const found = document.querySelector(plane);
  const { x, y } = found.querySelector('canvas').getBoundingClientRect();
  return (async () => {
    const { one, other, match } = await (await fetch('v1/collections/shop/map/comparison')).json();
    const place = plane.includes('beside') ? match.indexOf(row) : row;
    const side = plane.includes('beside') ? other : one;
    const at = found.camera.pixel(side.x[place], side.y[place]);
    return [x + at[0], y + at[1]];
  })();
}"""
WITHIN = """async ([left, top, right, bottom]) => {
  const { one, other, match } = await (await fetch('v1/collections/shop/map/comparison')).json();
  const { camera } = document.querySelector('map-beside map-plane');
  const ids = match.map((row) => one.ids[row]);
  return ids.filter((_, i) => {
    const [px, py] = camera.pixel(other.x[i], other.y[i]);
    return px > left && py > top && (px - left) / (right - left) + (py - top) / (bottom - top) < 1;
  });
}"""
RING = """(plane) => {
  const ring = document.querySelector(plane + ' .twin');
  if (ring.hidden) return null;
  const { x, y, width, height } = ring.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""

MARKS = """(plane) => {
  const { x, y } = document.querySelector(plane + ' canvas').getBoundingClientRect();
  return [...document.querySelectorAll(plane + ' .marks > *')].map((mark) => {
    const { e, f } = new DOMMatrix(mark.style.transform);
    return [mark.title || mark.innerText, [x + e, y + f]];
  });
}"""


@pytest.fixture(scope="module")
def two(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serves the shop, and `shapes`: the same pictures by one part."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(indexed / "shop", folder / "shop")
    made = index(indexed / "catalogue", "shapes", ["shape"])
    shutil.copytree(made, folder / "shapes")
    served = {name: Collection.open(folder / name) for name in ("shop", "shapes")}
    for one in served.values():
        one.map(method="pca")
    app = build_app(served, Settings(calibrates=False))
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", indexed / "catalogue")


def opened(two: Site, tabs: Tabs, beside: str = "collection:shapes", **how: Any) -> Any:
    page = tabs.open(f"{two.address}/?collection=shop&view=map&beside={beside}", "", **how)
    page.locator(f"{OTHER} .labels button").first.wait_for(timeout=120_000, state="attached")
    until(page, f"document.querySelector('{OTHER}').camera.width > 50")
    return page


def test_another_collection_is_chosen_and_both_are_described(two: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{two.address}/?collection=shop&view=map", "map-plane .labels button")
    assert page.locator(OTHER).is_visible() is False
    beside = page.locator("map-view select[aria-label='Beside']")
    words = beside.locator("option").all_inner_texts()
    assert words == [
        "nothing",
        "shapes",
        *(f"only {part}" for part in two.api("collections/shop")["parts"]),
    ]
    beside.select_option("shapes")
    page.locator(OTHER).wait_for(timeout=120_000)
    found = two.api(f"{COMPARISON}?colour_by=category")
    said = page.locator("map-view > header [role=status]").inner_text()
    assert said.startswith(f"84 pictures in both; {round(100 * found['kept'])} % of the 10 nearest")
    page.locator("map-view select[aria-label='Colour by']").select_option("category")
    for place, (side, name) in enumerate((("one", "shop"), ("other", "shapes"))):
        share = round(100 * found[side]["same_value"])
        expected = (
            f"{name} trustworthiness {found[side]['trustworthiness']:.3f}; "
            f"same category among the 10 nearest {share} %"
        )
        read = f"document.querySelectorAll('{CAPTIONS}')[{place}].innerText.split(/\\s+/).join(' ')"
        until(page, f"{read} === {expected!r}")
    beside.select_option("nothing")
    page.locator(OTHER).wait_for(state="hidden")
    assert "beside=" not in page.url


def test_what_is_pointed_at_in_one_is_ringed_in_the_other(two: Site, tabs: Tabs) -> None:
    page = opened(two, tabs)
    page.get_by_role("checkbox", name="Pictures").uncheck()
    row = two.api(COMPARISON)["match"][5]
    for here, there in ((FIRST, OTHER), (OTHER, FIRST)):
        for plane in (FIRST, OTHER):  # near others may be meant else
            place = [row] if plane == FIRST else [5]
            page.evaluate(
                "([plane, place]) => document.querySelector(plane).lookAt(place)", [plane, place]
            )
        page.mouse.move(*page.evaluate(PIXEL, [here, row]))
        until(page, f"({RING})('{there}') !== null")
        assert page.evaluate(RING, there) == pytest.approx(
            page.evaluate(PIXEL, [there, row]), abs=2
        )
        assert page.evaluate(RING, here) is None
        page.mouse.move(5, 5)
        until(page, f"({RING})('{there}') === null")


def test_a_line_around_pictures_of_one_selects_them_in_both(
    two: Site, tabs: Tabs, tmp_path: Path
) -> None:
    page = opened(two, tabs)
    page.evaluate("document.querySelector('map-beside .labels').style.display = 'none'")
    page.locator("map-view").get_by_role("button", name="Select", exact=True).click()
    box = page.locator(f"{OTHER} canvas").bounding_box()
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    for x, y in ((0.7 * box["width"], 6), (6, 0.7 * box["height"])):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()
    said = page.locator(".gathered [role=status]")
    said.wait_for()
    ids = page.evaluate(WITHIN, [6, 6, 0.7 * box["width"], 0.7 * box["height"]])
    assert 0 < len(ids) < 84
    assert said.inner_text() == f"{len(ids)} pictures selected"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save CSV").click()
    download.value.save_as(tmp_path / "selected.csv")
    lines = (tmp_path / "selected.csv").read_text().splitlines()[1:]
    assert {line.split(",")[0] for line in lines} == set(ids)
    page.get_by_role("button", name="Search by these").click()
    page.locator(".card").first.wait_for()
    assert page.url.count("like=id:") == min(16, len(ids))


def test_a_search_is_marked_in_both(two: Site, tabs: Tabs) -> None:
    page = opened(two, tabs, f"collection:shapes&like=id:{two.ids()[20]}")
    for plane in (FIRST, OTHER):
        until(page, f"document.querySelectorAll('{plane} .marks > i').length === 30")
    rows = two.api(COMPARISON)["one"]["ids"]
    marks = {plane: page.evaluate(MARKS, plane) for plane in (FIRST, OTHER)}
    assert [name for name, _ in marks[FIRST]] == [name for name, _ in marks[OTHER]]
    for plane, ((*rings, (words, pin))) in marks.items():
        assert words == "your search"
        for name, at in rings:
            (item,) = two.ids(f"name = '{name}'")
            expected = page.evaluate(PIXEL, [plane, rows.index(item)])
            assert at == pytest.approx(expected, abs=2), (plane, name)
        xs, ys = zip(*(at for _, at in rings[:10]), strict=True)
        middle = sorted(xs)[5], sorted(ys, reverse=True)[5]
        assert pin == pytest.approx(middle, abs=2), plane


def test_a_click_in_either_opens_the_picture(two: Site, tabs: Tabs) -> None:
    page = opened(two, tabs)
    page.get_by_role("checkbox", name="Pictures").uncheck()
    found = two.api(COMPARISON)
    row = found["match"][7]
    page.evaluate("([plane, place]) => document.querySelector(plane).lookAt([place])", [OTHER, 7])
    page.mouse.click(*page.evaluate(PIXEL, [OTHER, row]))
    page.locator("dialog.light-box[open]").wait_for()
    assert f"open={found['one']['ids'][row]}" in page.url
    page.locator("dialog.light-box img").first.wait_for()


def test_both_move_together_if_asked_to(two: Site, tabs: Tabs) -> None:
    page = opened(two, tabs)
    scale = "document.querySelector('{}').camera.scale"
    first, other = scale.format(FIRST), scale.format(OTHER)
    before = page.evaluate(other)
    page.get_by_role("button", name="Zoom in", exact=True).click()
    page.wait_for_timeout(300)
    assert page.evaluate(other) == before
    page.get_by_role("checkbox", name="Move together").check()
    until(page, f"{other} > 1.4 * {before}")
    now = page.evaluate(first)
    page.get_by_role("button", name="Zoom out of the other map").click()
    until(page, f"{first} < .8 * {now}")


def test_one_collection_by_one_part_alone(two: Site, tabs: Tabs) -> None:
    page = opened(two, tabs, "weights:colour=1")
    assert page.locator(CAPTIONS).nth(1).inner_text().startswith("only colour")
    assert two.api(COMPARISON)["other"]["weights"] == {"colour": 1}
    page.reload()
    page.locator(f"{OTHER} .labels button").first.wait_for(state="attached")
    page.locator("map-view select[aria-label='Beside']").select_option("only shape")
    until(page, f"document.querySelectorAll('{CAPTIONS}')[1].innerText.startsWith('only shape')")


def test_what_cannot_be_compared_is_told(two: Site, tabs: Tabs) -> None:
    tabs.forgiven = ("404",)
    page = tabs.open(f"{two.address}/?collection=shop&view=map&beside=collection:gone", "")
    page.locator("map-view .told").get_by_text("no collection 'gone'").wait_for()
    assert page.locator(FIRST).is_visible() is False


@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desktop", "phone"])
def test_both_can_be_used_by_everyone(two: Site, tabs: Tabs, size: dict[str, int]) -> None:
    if not AXE.exists():
        pytest.skip("needs axe: npm install, in tests/web")
    page = opened(two, tabs, viewport=size)
    assert problems_by_day_and_night(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = [page.locator(one).bounding_box() for one in (FIRST, OTHER)]
    if size == PHONE:
        assert boxes[1]["y"] > boxes[0]["y"] + boxes[0]["height"]
    else:
        assert boxes[1]["x"] > boxes[0]["x"] + boxes[0]["width"]
