"""The map on the page: zoomed from points to pictures, coloured, gathered from, searched from."""

import json
import re
import time
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.web.conftest import PHONE, SIZE, Site, Tabs, until
from tests.web.test_page_axe import AXE, problems_by_day_and_night

LABELS = "map-plane .labels button"
CANVAS = ".first map-plane canvas"
SHOWN = "Number(document.querySelector('map-plane').dataset.pictures)"
SCALE = "document.querySelector('map-plane').camera.scale"
PIXEL = """(item) => {
  const { x, y } = document.querySelector('map-plane canvas').getBoundingClientRect();
  const at = document.querySelector('map-plane').camera.pixel(...item);
  return [x + at[0], y + at[1]];
}"""
WITHIN = """async ([left, top, right, bottom]) => {
  const { ids, x, y } = await (await fetch('v1/collections/shop/map')).json();
  const { camera } = document.querySelector('map-plane');
  return ids.filter((_, i) => {
    const [px, py] = camera.pixel(x[i], y[i]);
    return px > left && py > top && (px - left) / (right - left) + (py - top) / (bottom - top) < 1;
  });
}"""
COLOURS = """() => {
  const canvas = document.querySelector('map-plane canvas');
  document.querySelector('map-plane').draw();
  const gl = canvas.getContext('webgl2');
  const [w, h] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
  const bytes = new Uint8Array(4 * w * h);
  gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  const counts = {};
  for (let i = 0; i < bytes.length; i += 4) {
    if (bytes[i + 3] === 255) {
      const key = `rgb(${bytes[i]}, ${bytes[i + 1]}, ${bytes[i + 2]})`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}"""


def opened(site: Site, tabs: Tabs, **how: Any) -> Any:
    """The view, once the map is there: it is made before, which may take longer than one waits."""
    if the_map(site)["job"] is None:
        job, deadline = site.send("collections/shop/map", {}), time.monotonic() + 120
        while site.api(f"jobs/{job['id']}")["state"] in ("waiting", "running"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    page = tabs.open(f"{site.address}/?view=map", LABELS, **how)
    until(page, f"{SHOWN} >= 0")
    return page


def the_map(site: Site, colour_by: str = "") -> Any:
    return site.api(f"collections/shop/map{'?colour_by=' + colour_by if colour_by else ''}")


def test_the_map_is_made_and_says_what_it_shows(own_site: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{own_site.address}/?view=map", "")
    page.locator(LABELS).first.wait_for(timeout=120_000)
    found = the_map(own_site)
    said = page.locator("map-view > header [role=status]").inner_text()
    assert said.startswith(
        f"84 pictures, {len(found['clusters'])} clusters; similar ones are near each other"
    )
    assert page.locator(LABELS).count() == len(found["clusters"])
    shown = {one for one in page.locator(LABELS).all_inner_texts() if one}
    assert shown <= {one["name"] for one in found["clusters"]}
    assert shown


def test_zooming_leads_from_points_to_pictures(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs)
    page.get_by_role("checkbox", name="Pictures").uncheck()
    until(page, f"{SHOWN} === 0")
    page.get_by_role("checkbox", name="Pictures").check()
    until(page, f"{SHOWN} > 10")
    box = page.locator(CANVAS).bounding_box()
    x, y = box["x"] + 500, box["y"] + 250
    held = "document.querySelector('map-plane').camera.place(500, 250)"
    before, there = page.evaluate(SCALE), page.evaluate(held)
    page.mouse.move(x, y)
    for _ in range(4):
        page.mouse.wheel(0, -200)
    until(page, f"{SCALE} > 3 * {before}")
    assert page.evaluate(held) == pytest.approx(there, abs=1e-3)  # it zooms about the pointer
    page.get_by_role("button", name="Show all").click()
    until(page, f"Math.abs({SCALE} - {before}) < 1")


def test_the_pictures_of_the_atlas_are_those_of_their_items(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs)
    requests = list[str]()
    page.on("request", lambda request: requests.append(request.url))
    until(page, f"{SHOWN} > 10")
    assert not [url for url in requests if re.search(r"/images/[^/]+/thumbnail", url)]
    found = the_map(site, "colour")
    kept = "document.querySelector('map-plane')"
    page.evaluate(f"{kept}.lookAt([5])")
    page.locator("map-plane .sharp img").first.wait_for()
    sources = page.locator("map-plane .sharp img").evaluate_all("all => all.map((one) => one.src)")
    assert any(f"/images/{found['ids'][5]}/thumbnail" in source for source in sources)


def test_dragging_pans_and_keys_move_zoom_and_open(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs)
    box = page.locator(CANVAS).bounding_box()
    middle = "document.querySelector('map-plane').camera.x"
    before = page.evaluate(middle)
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 200, steps=4)
    page.mouse.up()
    until(page, f"{middle} < {before}")
    scale = page.evaluate(SCALE)
    page.locator(CANVAS).focus()
    page.keyboard.press("+")
    until(page, f"{SCALE} > {scale}")
    moved = page.evaluate(middle)
    page.keyboard.press("ArrowRight")
    until(page, f"{middle} > {moved}")
    page.locator("map-plane .pointed img").wait_for()
    page.keyboard.press("Enter")
    page.locator("dialog.light-box[open]").wait_for()
    assert "open=" in page.url


def test_a_click_opens_the_item_and_leads_to_more_like_it(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs)
    found = the_map(site)
    page.get_by_role("checkbox", name="Pictures").uncheck()
    page.evaluate("document.querySelector('map-plane').lookAt([20])")
    x, y = page.evaluate(PIXEL, [found["x"][20], found["y"][20]])
    page.mouse.click(x, y)
    page.locator("dialog.light-box[open]").wait_for()
    assert f"open={found['ids'][20]}" in page.url
    page.get_by_role("button", name="More like this").click()
    page.locator(".card").first.wait_for()
    assert f"like=id:{found['ids'][20]}" in page.url
    page.locator("#map").click()
    page.locator("map-plane .marks b").wait_for()
    assert page.locator("map-plane .marks b").inner_text() == "your search"
    assert page.locator("map-plane .marks i").count() == 30
    page.get_by_role("button", name="Your search").click()


def test_points_have_the_colours_of_the_legend(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs)
    page.get_by_role("checkbox", name="Pictures").uncheck()
    page.locator("map-view select[aria-label='Colour by']").select_option("colour")
    first = page.locator(".map-legend button").first
    counts = {
        one["value"]: one["count"]
        for one in site.api("collections/shop/facets?attribute=colour&limit=100")["facets"][
            "colour"
        ]
    }
    until(page, f"document.querySelector('.map-legend button span')?.textContent in {counts}")
    name, count = first.locator("span").all_inner_texts()
    assert counts[name] == int(count) == max(counts.values())
    swatch = first.locator("i").evaluate("one => getComputedStyle(one).backgroundColor")
    assert page.evaluate(COLOURS).get(swatch, 0) > 10 * int(count)
    others = page.locator(".map-legend button i").nth(1)
    other = others.evaluate("one => getComputedStyle(one).backgroundColor")
    assert page.evaluate(COLOURS).get(other, 0) > 0
    first.click()  # the others are dimmed
    until(page, f"!(({COLOURS})()[{other!r}] > 0)")
    assert page.evaluate(COLOURS).get(swatch, 0) > 10 * int(count)


def test_numbers_are_a_gradient_between_their_ends(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs)
    page.locator("map-view select[aria-label='Colour by']").select_option("price")
    page.locator(".map-legend .bar").wait_for()
    low, high = (float(one) for one in page.locator(".map-legend li > span").all_inner_texts())
    values = [one for one in the_map(site, "price")["values"] if one is not None]
    assert min(values) <= low < high <= max(values)


def gathered(page: Any, share: float = 0.9) -> list[str]:
    """Draw a triangle in the upper left, so wide, and return the ids within."""
    box = page.locator(CANVAS).bounding_box()
    left, top = 12, 4  # not in the round corner
    right, bottom = box["width"] * share, box["height"] - 4
    page.mouse.move(box["x"] + left, box["y"] + top)
    page.mouse.down()
    for x, y in ((right, top), (left, bottom)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()
    return page.evaluate(WITHIN, [left, top, right, bottom])


def test_a_line_gathers_pictures_to_search_by_and_to_save(
    site: Site, tabs: Tabs, tmp_path: Path
) -> None:
    page = opened(site, tabs)
    page.locator("map-view").get_by_role("button", name="Select", exact=True).click()
    for chip in ("map-legend", "labels"):
        page.evaluate(f"document.querySelector('.{chip}').style.display = 'none'")
    ids = gathered(page)
    said = page.locator(".gathered [role=status]")
    said.wait_for()
    assert said.inner_text() == f"{len(ids)} pictures selected"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save CSV").click()
    download.value.save_as(tmp_path / "selected.csv")
    lines = (tmp_path / "selected.csv").read_text().splitlines()
    assert lines[0] == "id,x,y,cluster"
    assert [line.split(",")[0] for line in lines[1:]] == ids
    page.get_by_role("button", name="Search by these").click()
    page.locator(".card").first.wait_for()
    likes = re.findall(r"like=id:([0-9a-f]+)", page.url)
    assert set(likes) <= set(ids)
    assert len(likes) == min(16, len(ids))


def test_what_was_gathered_is_tagged(own_site: Site, tabs: Tabs) -> None:
    page = opened(own_site, tabs)
    page.evaluate("document.querySelector('.map-legend').style.display = 'none'")
    page.evaluate("document.querySelector('map-plane .labels').style.display = 'none'")
    page.keyboard.down("Shift")
    ids = gathered(page, 0.5)
    page.keyboard.up("Shift")
    assert 3 < len(ids) < 30
    page.get_by_role("button", name="Tag").click()
    page.locator("dialog.sheet").get_by_label("Attribute").fill("season")
    page.locator("dialog.sheet").get_by_label("Value").fill("winter")
    sent = list[str]()
    page.on("request", lambda request: request.method == "PATCH" and sent.append(request.url))
    page.locator("dialog.sheet .main").click()
    page.get_by_text("tagged: season winter").wait_for()
    assert [url.rpartition("/")[2] for url in sent] == ["images"]  # all by one request
    assert set(own_site.ids("season = 'winter'")) == set(ids)
    until(page, "document.querySelector('map-view select').value === 'season'")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Update").wait_for()  # its clusters may have other names now


def test_what_changed_is_brought_up_to_date_when_asked(own_site: Site, tabs: Tabs) -> None:
    page = opened(own_site, tabs)
    before = the_map(own_site)
    gone = own_site.ids()[0]
    own_site.send("collections/shop/images/remove", {"ids": [gone]})
    page.reload()
    page.get_by_role("button", name="Update").click()
    page.locator("map-view").get_by_text("83 pictures").wait_for()
    after = the_map(own_site)
    kept = dict(zip(after["ids"], after["x"], strict=True))
    assert kept.items() <= dict(zip(before["ids"], before["x"], strict=True)).items()


def test_a_map_with_newer_pictures_can_be_laid_out_again(own_site: Site, tabs: Tabs) -> None:
    page = opened(own_site, tabs)
    anew = page.get_by_role("button", name="Lay out again")
    assert not anew.is_visible()
    before = the_map(own_site)
    source = own_site.api(f"collections/shop/images/{own_site.ids()[0]}")["source"]
    url = f"{own_site.address}/v1/collections/shop/images/new"
    body = json.dumps({"image": b64encode(Path(source).read_bytes()).decode()}).encode()
    urlopen(Request(url, body, {"content-type": "application/json"}, method="PUT")).close()
    page.reload()
    page.get_by_role("button", name="Update").click()
    anew.wait_for()
    assert anew.get_attribute("title").startswith("1 picture was placed among the others")
    assert the_map(own_site)["made_at"] == before["made_at"]
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        anew.click()
    job = told.value.json()
    while job["state"] in ("waiting", "running"):
        time.sleep(0.2)
        job = own_site.api(f"jobs/{job['id']}")
    after = the_map(own_site)
    assert (after["job"], after["placed"], len(after["ids"])) == (job["id"], 0, 85)
    assert after["made_at"] >= before["made_at"]
    until(page, "document.querySelector('map-view').innerText.includes('85 pictures')")
    anew.wait_for(state="hidden")


def test_without_webgl_it_says_so(site: Site, tabs: Tabs) -> None:
    page = tabs.open(site.address)
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    page.locator("#map").click()
    page.locator("map-view .told h2").wait_for()
    assert "no WebGL 2" in page.locator("map-view .told").inner_text()
    assert not page.locator(CANVAS).is_visible()


@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desktop", "phone"])
def test_it_can_be_used_by_everyone(site: Site, tabs: Tabs, size: dict[str, int]) -> None:
    if not AXE.exists():
        pytest.skip("needs axe: npm install, in tests/web")
    page = opened(site, tabs, viewport=size)
    assert problems_by_day_and_night(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_fingers_zoom(site: Site, tabs: Tabs) -> None:
    page = opened(site, tabs, viewport=PHONE, has_touch=True)
    before = page.evaluate(SCALE)
    page.evaluate("""() => {
      const canvas = document.querySelector('map-plane canvas');
      canvas.setPointerCapture = () => {};
      const { x, y } = canvas.getBoundingClientRect();
      const tell = (name, id, px, py) => canvas.dispatchEvent(new PointerEvent(name, {
        pointerId: id, pointerType: 'touch', clientX: x + px, clientY: y + py, bubbles: true }));
      tell('pointerdown', 1, 100, 200); tell('pointerdown', 2, 200, 200);
      for (let i = 1; i <= 10; i++) {
        tell('pointermove', 1, 100 - 5 * i, 200);
        tell('pointermove', 2, 200 + 5 * i, 200);
      }
      tell('pointerup', 1, 50, 200); tell('pointerup', 2, 250, 200);
    }""")
    assert page.evaluate(SCALE) == pytest.approx(2 * before, rel=0.1)
    assert "open=" not in page.url
