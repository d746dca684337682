"""Wherever one picture is shown large: all of it, in its shape, and over no control."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.encoders.catalogue import CLASSICAL
from lookalike.indexing.folder import index_folder
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.encoders.tiny_network import make_local_network
from tests.real_server import listening
from tests.web.conftest import Site, Tabs, until
from tests.web.test_page_pair import choose

WINDOWS = [(360, 740), (390, 844), (1366, 768), (1440, 900), (1920, 1080)]
SHAPES = {
    "landscape": (1200, 800),
    "portrait": (800, 1200),
    "screenshot": (1080, 2340),
    "tall": (300, 6000),
    "wide": (6000, 300),
    "small": (200, 300),
    "narrow": (50, 300),
    "thin": (12, 700),
    "flat": (700, 12),
    "tiny": (9, 6),
}
LOOK = """(selector) => {
  const picture = document.querySelector(selector);
  const { x, y, width, height } = picture.getBoundingClientRect();
  const dialog = picture.closest("dialog, main, body");
  const covered = [...dialog.querySelectorAll("button, a, h2")].filter((control) => {
    const box = control.getBoundingClientRect();
    const [across, down] = [box.x + box.width / 2, box.y + box.height / 2];
    const at = box.width ? document.elementFromPoint(across, down) : null;
    return at === picture;
  });
  const [wide, high] = [picture.naturalWidth, picture.naturalHeight];
  return { x, y, width, height, wide, high,
    across: innerWidth, down: innerHeight,
    covered: covered.map((one) => one.textContent || one.title) };
}"""
LOADED = """([selector, name]) => {
  const picture = document.querySelector(selector);
  return Boolean(picture?.complete && picture.naturalWidth) && picture.alt.startsWith(name);
}"""
ALIGNED = """([over, under]) => {
  const [one, other] = [over, under].map((s) => document.querySelector(s).getBoundingClientRect());
  return ["x", "y", "width", "height"].every((side) => Math.abs(one[side] - other[side]) <= 1);
}"""


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serves a picture of each shape, and a copy of each at another quality."""
    home = tmp_path_factory.mktemp("shapes")
    place = home / "pictures"
    place.mkdir()
    for at, (name, size) in enumerate(SHAPES.items()):
        cells = np.random.default_rng(at).integers(0, 255, (8, 8, 3), dtype=np.uint8)
        picture = Image.fromarray(cells).resize(size)
        picture.save(place / f"{name}.jpg", quality=92)
        picture.save(place / f"{name} again.jpg", quality=70)
    encoders = [make_local_network(home / "network.onnx"), *CLASSICAL]
    with Collection.open(home / "c", encoders, create=True) as made:
        index_folder(made, place)
    app = build_app({"shop": Collection.open(home / "c")}, Settings(calibrates=False))
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", Path(place))


def id_of(site: Site, name: str) -> str:
    (found,) = site.ids(f"name = '{name}.jpg'")
    return found


def check_whole(seen: Any, what: str) -> None:
    """In the window, with the sides of the picture, and over no control."""
    assert seen["x"] >= -0.5, what
    assert seen["y"] >= -0.5, what
    assert seen["x"] + seen["width"] <= seen["across"] + 0.5, what
    assert seen["y"] + seen["height"] <= seen["down"] + 0.5, what
    # A pixel, or what a thumbnail of few pixels is rounded by.
    allowed = 1 + 0.03 * max(seen["width"], seen["height"])
    assert abs(seen["width"] * seen["high"] / seen["wide"] - seen["height"]) <= allowed, what
    assert seen["covered"] == [], what


def test_the_light_box_shows_pictures_of_any_shape_whole(tabs: Tabs, shapes: Site) -> None:
    page = tabs.open(shapes.address)
    for name in SHAPES:
        page.goto(f"{shapes.address}/?open={id_of(shapes, name)}")
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            until(page, LOADED, [".stage img", name])
            page.wait_for_timeout(50)
            seen = page.evaluate(LOOK, ".stage img")
            check_whole(seen, f"{name} at {width}x{height}: {seen}")
            assert max(seen["width"], seen["height"]) >= 150, f"{name} is enlarged"


@pytest.mark.parametrize("name", ["portrait", "wide", "narrow"])
def test_the_heat_map_lies_on_the_picture_in_every_window(
    name: str, tabs: Tabs, shapes: Site
) -> None:
    asked, shown = id_of(shapes, f"{name} again"), id_of(shapes, name)
    page = tabs.open(f"{shapes.address}/?like=id:{asked}&open={shown}", ".stage img")
    until(page, LOADED, [".stage img", name])
    page.get_by_role("button", name="Where it matches").click()
    page.locator("heat-map canvas").wait_for()
    for width, height in [*WINDOWS, WINDOWS[0]]:
        page.set_viewport_size({"width": width, "height": height})
        until(page, ALIGNED, ["heat-map", ".stage img"])
        check_whole(page.evaluate(LOOK, ".stage img"), f"{name} at {width}x{height}")


def test_the_picture_that_is_searched_by_keeps_its_shape(tabs: Tabs, shapes: Site) -> None:
    page = tabs.open(shapes.address)
    for name in SHAPES:
        page.goto(f"{shapes.address}/?like=id:{id_of(shapes, name)}&crop=0.2,0.2,0.5,0.5")
        until(page, LOADED, ["region-picker img", "The picture"])
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            until(page, ALIGNED, ["region-picker .seen", "region-picker img"])
            seen = page.evaluate(LOOK, "region-picker img")
            check_whole(seen, f"{name} at {width}x{height}: {seen}")
            assert seen["height"] <= seen["down"] / 2


@pytest.mark.parametrize("window", [WINDOWS[0], WINDOWS[2]])
def test_two_pictures_of_a_pair_are_seen_whole(
    window: tuple[int, int], tabs: Tabs, shapes: Site
) -> None:
    page = tabs.open(shapes.address, viewport={"width": window[0], "height": window[1]})
    for name in ("portrait", "tall", "wide", "narrow", "tiny"):
        both = f"name in ('{name}.jpg', '{name} again.jpg')"
        page.goto(f"{shapes.address}/?where={quote(both)}")
        until(page, "() => document.querySelectorAll('.card').length === 2")
        choose(page, 0, 1)
        page.get_by_role("button", name="Explain").click()
        page.locator(".pair-dialog .seen canvas").nth(1).wait_for()
        for at in (1, 2):
            seen = f".pair-dialog figure:nth-of-type({at}) .seen"
            until(page, LOADED, [f"{seen} img", ""])
            until(page, ALIGNED, [f"{seen} canvas", f"{seen} img"])
            check_whole(page.evaluate(LOOK, f"{seen} img"), f"{name} at {window}")
